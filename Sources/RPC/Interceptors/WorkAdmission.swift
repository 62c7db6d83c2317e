/// Whether who makes a call may have more work done that takes long (``ServerWork``). An interceptor that knows
/// them attaches it; it is asked on the call's loop before work is given to threads, and may throw the call's
/// status. What it returns is held until the work is over, done or not.
package enum WorkAdmission: CallValueKey {
  /// Throws `RPCError`.
  package typealias Value = @Sendable () throws -> any Sendable
}
