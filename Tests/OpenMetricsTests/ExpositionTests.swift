import OpenMetrics
import Testing

@Suite("Metrics as text")
struct ExpositionTests {
  private static let families = [
    MetricFamily(
      "verbatim_requests", .counter, help: "What was asked.\nAll of it, \"quoted\" and \\.",
      [
        MetricSample(
          [MetricLabel("method", "Get"), MetricLabel("path", "a\"b\\c\nd")], .integer(3)),
        MetricSample([MetricLabel("method", "List")], .number(2.5)),
      ]),
    MetricFamily(
      "call", .histogram, unit: "seconds", help: "Times.",
      [
        MetricSample(
          [MetricLabel("status", "OK")],
          .histogram(HistogramValue(bounds: [0.00001, 0.5, 1], counts: [1, 0, 2, 1], sum: 4.25)))
      ]),
    MetricFamily("open", .gauge, help: "", [MetricSample([], .number(-1))]),
    MetricFamily(
      "verbatim_build", .info, help: "Build.",
      [MetricSample([MetricLabel("version", "1")], .integer(1))]),
    MetricFamily("empty", .gauge, help: "Has no series."),
  ]

  @Test("OpenMetrics text is what the standard asks for, to the byte")
  func openMetrics() {
    #expect(
      Exposition.openMetrics.render(Self.families) == """
        # HELP call_seconds Times.
        # TYPE call_seconds histogram
        # UNIT call_seconds seconds
        call_seconds_bucket{status="OK",le="1e-05"} 1
        call_seconds_bucket{status="OK",le="0.5"} 1
        call_seconds_bucket{status="OK",le="1.0"} 3
        call_seconds_bucket{status="OK",le="+Inf"} 4
        call_seconds_count{status="OK"} 4
        call_seconds_sum{status="OK"} 4.25
        # TYPE open gauge
        open -1.0
        # HELP verbatim_build Build.
        # TYPE verbatim_build info
        verbatim_build_info{version="1"} 1
        # HELP verbatim_requests What was asked.\\nAll of it, \\"quoted\\" and \\\\.
        # TYPE verbatim_requests counter
        verbatim_requests_total{method="Get",path="a\\"b\\\\c\\nd"} 3
        verbatim_requests_total{method="List"} 2.5
        # EOF

        """)
  }

  @Test("the older text names counters by their series, has no units and no end mark")
  func prometheus() {
    let text = Exposition.prometheus.render(Self.families)
    #expect(text.contains("# TYPE verbatim_requests_total counter\n"))
    #expect(text.contains("# TYPE verbatim_build_info gauge\n"))
    #expect(
      text.contains(#"# HELP verbatim_requests_total What was asked.\nAll of it, "quoted" and \\."#)
    )
    #expect(!text.contains("# UNIT"))
    #expect(!text.contains("# EOF"))
  }

  @Test(
    "OpenMetrics goes to those who accept it, in a version that it is",
    arguments: [
      (nil, Exposition.prometheus), ("*/*", .prometheus), ("text/plain;version=0.0.4", .prometheus),
      ("application/openmetrics-text", .openMetrics),
      ("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8;q=0.5", .openMetrics),
      // As Prometheus 2 asks.
      (
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
      ),
      ("application/openmetrics-text;version=2.0.0, text/plain", .prometheus),
      ("application/openmetrics-text;q=0", .prometheus),
    ] as [(String?, Exposition)])
  func negotiation(_ header: String?, _ form: Exposition) {
    #expect(Exposition(accepting: header) == form)
  }

  @Test("names are made of what names may hold, and end with their unit")
  func names() {
    let family = MetricFamily("rpc.server.dauer-ü", .gauge, unit: "seconds", help: "")
    #expect(family.name == "rpc_server_dauer___seconds")
    #expect(MetricFamily("7th_total", .counter, help: "").name == "_7th")
    #expect(MetricFamily("x_bytes_total", .counter, unit: "bytes", help: "").name == "x_bytes")
    #expect(MetricLabel("rpc.method:name", "").name == "rpc_method_name")
    #expect(MetricLabel("__name__", "").name == "label__name__")
  }

  @Test("a quantile lies in its bucket, evenly spread, and never beyond the last bound")
  func quantiles() {
    let value = HistogramValue(bounds: [1, 2, 4], counts: [50, 0, 40, 10], sum: 0)
    #expect(value.quantile(0.25) == 0.5)
    #expect(value.quantile(0.7) == 3)
    #expect(value.quantile(0.99) == 4)
    #expect(HistogramValue(bounds: [1], counts: [0, 0], sum: 0).quantile(0.5) == nil)
  }
}
