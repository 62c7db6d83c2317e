internal import LoadReports

extension MeasuredStep {
  /// The share of a loop's time at work above which the generator counts as a limit.
  private static let busiest = 0.85
  /// The share of late sends, with streams free, above which it does.
  private static let mostLate = 0.01
  /// The share of the time without a processor above which that is told.
  private static let mostHeldUp = 0.01

  var isBusy: Bool { busy ?? 0 > Self.busiest }

  /// What shows that the generator delayed calls, in words; nil where nothing does, and the figures are
  /// the server's.
  var limitEvidence: String? {
    var evidence: [String] = []
    if let busy, isBusy {
      evidence.append(
        "an event loop of it was at work \(DurationText.rounded(busy * 100)) % of the time "
          + "(more --threads may help)")
    }
    let late = tally.lateByGenerator
    if tally.counts.sent > 0, Double(late) / Double(tally.counts.sent) > Self.mostLate {
      evidence.append(
        "\(late) of \(tally.counts.sent) calls left over 1 ms late though streams were free"
          + heldUpText)
    }
    return evidence.isEmpty ? nil : evidence.joined(separator: ", and ")
  }

  /// What kept the generator from sending in time: its own work, or that of others on the machine.
  private var heldUpText: String {
    guard let busy, let heldUp, heldUp > Self.mostHeldUp else { return "" }
    return
      "; its thread was at work \(DurationText.rounded(busy * 100)) % of the time, and ready to "
      + "work without a processor \(DurationText.rounded(heldUp * 100)) % of it: other work on this "
      + "machine was in its way"
  }
}
