package import RPC

/// Who makes a call, as an interceptor that knows them says; of a call without it nothing is known.
package enum CallPrincipal: CallValueKey {
  package typealias Value = String

  /// What the change log calls those of whom nothing is known.
  package static let unknown = "anonymous"
}

/// Whether who makes a call that writes may settle who is who, beside what its method takes. Missing: no.
package enum MaySettlePeople: CallValueKey {
  package typealias Value = Bool
}

/// The most bytes of what who makes a call imports that are not written yet. Missing: as many as there is room
/// for.
package enum ImportMemoryShare: CallValueKey {
  package typealias Value = Int
}

/// Whether a call that goes on for long may still go on: nil while it may. An interceptor that decides about
/// calls attaches it, and a handler asks from time to time.
package enum CallPermission: CallValueKey {
  package typealias Value = @Sendable () -> RPCError?
}
