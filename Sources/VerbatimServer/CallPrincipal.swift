internal import RPC

/// Who makes a call, as an interceptor that knows them says; of a call without it nothing is known.
package enum CallPrincipal: CallValueKey {
  package typealias Value = String

  /// What the change log calls those of whom nothing is known.
  package static let unknown = "anonymous"
}
