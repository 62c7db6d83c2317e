extension LoadReport {
  /// Why what a run found is not to be relied on, as far as it is; nil where it is.
  ///
  /// A sweep goes where the generator may be the limit; what it found below stands, unless the bound that
  /// is told of it could not be measured.
  package var doubt: String? {
    let invalid = remarks.filter { $0.kind == .invalid }
    if let sweep {
      let isAllInvalid = !steps.isEmpty && Set(invalid.map(\.step)).count >= steps.count
      guard isAllInvalid || sweep.isLowerBound == true else {
        return nil
      }
      return isAllInvalid
        ? "no rate was measured validly: the generator was the limit, or was held up"
        : "the rates above could not be measured validly, so that the bound is only a lower one"
    }
    if !invalid.isEmpty {
      return "the run is not valid: the generator was the limit, or was held up"
    }
    let isStalled = steps.contains { $0.offeredRate != nil && $0.stall != nil }
    return isStalled ? "the server stalled" : nil
  }
}
