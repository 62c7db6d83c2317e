internal import HTTP1
internal import OpenMetrics

/// The listener for pages as metrics; nothing where there is none.
enum WebFamilies {
  static func all(_ statistics: HTTPStatistics?) -> [MetricFamily] {
    guard let statistics else { return [] }
    return [
      MetricFamily(
        "verbatim_web_connections_open", .gauge, help: "Connections for pages.",
        [MetricSample([], .integer(statistics.open))]),
      MetricFamily(
        "verbatim_web_connections_accepted", .counter, help: "Connections for pages, ever.",
        [MetricSample([], .integer(statistics.accepted))]),
      MetricFamily(
        "verbatim_web_responses", .counter, help: "Answers to requests for pages, by status.",
        statistics.answers.sorted { $0.key < $1.key }.map {
          MetricSample([MetricLabel("status", String($0.key))], .integer($0.value))
        }),
      MetricFamily(
        "verbatim_web_sent", .counter, unit: "bytes", help: "Bytes of answers with their heads.",
        [MetricSample([], .integer(statistics.sentBytes))]),
      MetricFamily(
        "verbatim_web_refused", .counter,
        help: "Requests and connections for pages that a limit ended.",
        HTTPLimit.allCases.map {
          MetricSample(
            [MetricLabel("limit", $0.rawValue)], .integer(statistics.strikes[$0, default: 0]))
        }),
    ]
  }
}
