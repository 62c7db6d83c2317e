extension Duration {
  /// Nanoseconds, clamped to what fits.
  package var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, overflows) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflows ? .max : sum
  }

  /// Nanoseconds of a time that is not negative, clamped to what fits.
  package var nanoseconds: UInt64 { UInt64(max(0, wholeNanoseconds)) }
}
