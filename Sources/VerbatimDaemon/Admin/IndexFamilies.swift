internal import LastingArchive
internal import OpenMetrics

/// The index of an archive, as metrics; nothing where there is none.
enum IndexFamilies {
  static func all(_ lasting: LastingArchive?) -> [MetricFamily] {
    guard let lasting, let status = lasting.index?.status else { return [] }
    func single(
      _ name: String, _ kind: MetricFamily.Kind, unit: String = "", _ help: String, _ value: Int
    ) -> MetricFamily {
      MetricFamily(name, kind, unit: unit, help: help, [MetricSample([], .integer(value))])
    }
    return [
      single(
        "verbatim_index_sequence", .gauge,
        "Number of the last change of the archive's file that is in its index.",
        Int(clamping: status.sequence)),
      single(
        "verbatim_index_behind", .gauge, "Changes that are served and not in the index yet.",
        Int(clamping: lasting.sequence) - Int(clamping: status.sequence)),
      MetricFamily(
        "verbatim_index_start", .gauge,
        help: "1 at what the start made of the index: it was read, or why it could not be.",
        start(status)),
      single("verbatim_index_size", .gauge, unit: "bytes", "Its files.", status.byteCount),
      single(
        "verbatim_index_written", .counter, unit: "bytes", "What was written of it.",
        status.writtenByteCount),
      MetricFamily(
        "verbatim_index_writes", .counter, help: "How often it was written, by what came of it.",
        [
          MetricSample([MetricLabel("result", "success")], .integer(status.writes)),
          MetricSample([MetricLabel("result", "failure")], .integer(status.failures)),
        ]),
    ]
  }

  private static func start(_ status: IndexStatus) -> [MetricSample] {
    let found: IndexProblem.Code?? =
      switch status.start {
      case .read: .some(nil)
      case .rebuilt(let problem): problem.code
      case nil: nil
      }
    let codes: [IndexProblem.Code?] = [nil] + IndexProblem.Code.allCases
    return codes.map { code in
      MetricSample(
        [MetricLabel("result", code?.rawValue ?? "read")],
        .integer(found == .some(code) ? 1 : 0))
    }
  }
}
