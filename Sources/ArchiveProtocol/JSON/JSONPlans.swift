/// The plans of the messages that are written as JSON, made when first used.
package enum JSONPlans {
  package static let meeting = JSONPlan(Messages.meeting)
  package static let statement = JSONPlan(Messages.statement)
  package static let speaker = JSONPlan(Messages.speaker)
  package static let searchHit = JSONPlan(Messages.searchHit)
  package static let counts = JSONPlan(Messages.counts)
}
