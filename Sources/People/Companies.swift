import Transcripts

/// Which proposals stand beside each other in a document; looked up only where identifiers or ids
/// would join people who go by different ones.
struct Companies {
  private let intake: PeopleIntake
  private var documentsOfProposal: [[Int32]]?
  private var documentsOfGroup: [Int: Set<Int32>] = [:]

  init(_ intake: PeopleIntake) { self.intake = intake }

  /// Whether a document has proposals of two of the groups.
  mutating func meet(_ groups: [(number: Int, proposals: [Int])]) -> Bool {
    if groups.count == 2 {
      let (a, b) = (
        documents(groups[0].number, groups[0].proposals),
        documents(groups[1].number, groups[1].proposals)
      )
      return a.count <= b.count ? a.contains(where: b.contains) : b.contains(where: a.contains)
    }
    var seen: Set<Int32> = []
    for (number, proposals) in groups {
      for document in documents(number, proposals) where !seen.insert(document).inserted {
        return true
      }
    }
    return false
  }

  mutating func join(_ gone: Int, into kept: Int) {
    guard var own = documentsOfGroup.removeValue(forKey: kept),
      var other = documentsOfGroup.removeValue(forKey: gone)
    else {
      documentsOfGroup[gone] = nil
      return
    }
    if own.count < other.count { swap(&own, &other) }
    own.formUnion(other)
    documentsOfGroup[kept] = own
  }

  private mutating func documents(_ group: Int, _ proposals: [Int]) -> Set<Int32> {
    if let known = documentsOfGroup[group] { return known }
    if documentsOfProposal == nil {
      var lists = [[Int32]](repeating: [], count: intake.proposals.count)
      var start = 0
      for (document, end) in intake.companyEnds.enumerated() {
        for voice in intake.companies[start..<end] {
          lists[intake.voices[Int(voice)].proposal].append(Int32(document))
        }
        start = end
      }
      documentsOfProposal = lists
    }
    let found = Set(proposals.flatMap { documentsOfProposal![$0] })
    documentsOfGroup[group] = found
    return found
  }
}
