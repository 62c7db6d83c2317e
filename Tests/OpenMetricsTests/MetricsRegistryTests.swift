import CoreMetrics
import Logging
import OpenMetrics
import RPC
import RPCClient
import RPCMetrics
import RPCServer
import Testing

@Suite("The registry of metrics")
struct MetricsRegistryTests {
  let registry = MetricsRegistry()

  private var text: String { Exposition.openMetrics.render(registry.families()) }

  @Test("every kind of swift-metrics comes out as what it is")
  func kinds() {
    registry.describe("requests", "Requests.")
    let counter = Counter(label: "requests", dimensions: [("path", "/")], factory: registry)
    counter.increment(by: 2)
    // The same series again.
    Counter(label: "requests", dimensions: [("path", "/")], factory: registry).increment()
    FloatingPointCounter(label: "cost", factory: registry).increment(by: 1.5)
    Meter(label: "depth", factory: registry).set(7)
    Gauge(label: "width", factory: registry).record(2.5)
    Recorder(label: "size", dimensions: [], aggregate: true, factory: registry).record(17)
    Timer(label: "time", factory: registry).recordMilliseconds(3)
    let text = text
    #expect(text.contains("# HELP requests Requests.\n# TYPE requests counter\n"))
    #expect(text.contains("requests_total{path=\"/\"} 3\n"))
    #expect(text.contains("cost_total 1.5\n"))
    #expect(text.contains("# TYPE depth gauge\ndepth 7.0\n"))
    #expect(text.contains("width 2.5\n"))
    #expect(text.contains("size_bucket{le=\"16.0\"} 0\nsize_bucket{le=\"64.0\"} 1\n"))
    #expect(text.contains("# TYPE time_seconds histogram\n# UNIT time_seconds seconds\n"))
    #expect(
      text.contains("time_seconds_bucket{le=\"0.0025\"} 0\ntime_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text.contains("time_seconds_sum 0.003\n"))
  }

  @Test("what would make a counter fall or a sum meaningless is not recorded")
  func badValues() {
    let counter = Counter(label: "c", factory: registry)
    counter.increment(by: 5)
    counter.increment(by: -3)
    let recorder = Recorder(label: "r", dimensions: [], aggregate: true, factory: registry)
    for value in [Double.nan, .infinity, -1] { recorder.record(value) }
    #expect(text.contains("c_total 5\n"))
    #expect(text.contains("r_count 0\nr_sum 0.0\n"))
  }

  @Test("labels without number become one series, and families without number are not kept")
  func bounded() {
    for number in 0..<MetricsRegistry.maximumSeries + 500 {
      Counter(label: "hostile", dimensions: [("name", "\(number)")], factory: registry).increment()
    }
    let samples = registry.families().first { $0.name == "hostile" }?.samples ?? []
    #expect(samples.count == MetricsRegistry.maximumSeries + 1)
    #expect(samples.last { $0.labels == [MetricLabel("name", "other")] }?.value == .integer(500))
    for number in 0..<MetricsRegistry.maximumFamilies + 500 {
      Counter(label: "family\(number)", factory: registry).increment()
    }
    #expect(registry.families().count == MetricsRegistry.maximumFamilies)
  }

  @Test("one name for two kinds of metric, and labels that come twice, leave the page valid")
  func conflicts() {
    Counter(label: "x", dimensions: [("a", "1"), ("a", "2"), ("le", "3")], factory: registry)
      .increment()
    Meter(label: "x", factory: registry).set(1)
    #expect(text.contains("# TYPE x counter\nx_total{a=\"1\"} 1\n"))
    #expect(text.contains("# TYPE x_gauge gauge\nx_gauge 1.0\n"))
  }

  @Test("nothing is lost when many threads count at once")
  func threads() async {
    let counter = Counter(label: "c", factory: registry)
    let timer = Timer(label: "t", factory: registry)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<10_000 {
            counter.increment()
            timer.recordSeconds(1)
          }
        }
      }
    }
    #expect(text.contains("c_total 80000\n"))
    #expect(text.contains("t_seconds_count 80000\nt_seconds_sum 80000.0\n"))
  }

  @Test("what is collected when it is read stands beside the rest")
  func collectors() {
    registry.collect {
      [MetricFamily("depth", .gauge, help: "Now.", [MetricSample([], .integer(4))])]
    }
    #expect(text == "# HELP depth Now.\n# TYPE depth gauge\ndepth 4\n# EOF\n")
  }

  @Test("the interceptors' metrics come out of it")
  func interceptors() async throws {
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.interceptors = [MetricsServerInterceptor(factory: registry)]
    let server = try Server(configuration, services: [], logger: Logger(label: "test"))
    let port = try await server.start()[0].port
    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    let method = MethodDescriptor(
      service: "grpc.health.v1.Health", method: "Check", kind: .unary)
    _ = try await channel.unary(method, [], encoding: .bytes, decoding: .bytes)
    channel.close()
    await server.shutdown(grace: .seconds(10))
    let labels = #"rpc_system="grpc",rpc_service="grpc.health.v1.Health",rpc_method="Check""#
    #expect(
      text.contains(#"rpc_server_duration_seconds_count{\#(labels),rpc_grpc_status_code="0"} 1"#))
    #expect(text.contains("rpc_server_request_size_total{\(labels)} 5\n"))
  }
}
