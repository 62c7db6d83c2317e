internal import OpenMetrics
internal import RPC
internal import RPCServer

/// A server's statistics as metrics. Calls have OpenTelemetry's names, as `RPCMetrics` gives them.
enum ServerFamilies {
  static func all(_ statistics: ServerStatistics) -> [MetricFamily] {
    calls(statistics.calls) + connections(statistics.connections) + workers(statistics.workers) + [
      MetricFamily(
        "verbatim_network_received", .counter, unit: "bytes",
        help: "Bytes that came from clients' sockets, TLS included.",
        [MetricSample([], .integer(statistics.receivedBytes))]),
      MetricFamily(
        "verbatim_handshakes_delayed", .counter,
        help: "Steps of TLS handshakes that waited for their turn (handshake-share).",
        [MetricSample([], .integer(statistics.delayedHandshakes))]),
      MetricFamily(
        "verbatim_network_sent", .counter, unit: "bytes",
        help: "Bytes that went to clients' sockets, TLS included.",
        [MetricSample([], .integer(statistics.sentBytes))]),
      MetricFamily(
        "verbatim_http2_resets_received", .counter, help: "Streams that clients reset.",
        [MetricSample([], .integer(statistics.receivedResets))]),
      MetricFamily(
        "verbatim_http2_goaways_sent", .counter,
        help: "GOAWAY frames sent; a graceful end of a connection takes two of NO_ERROR.",
        statistics.sentGoAways.sorted { $0.key < $1.key }.map {
          MetricSample([MetricLabel("code", $0.key)], .integer($0.value))
        }),
      MetricFamily(
        "verbatim_http2_limits_exceeded", .counter,
        help: "Connections ended because their client did more of something than it may.",
        statistics.exceededBudgets.sorted { $0.key < $1.key }.map {
          MetricSample([MetricLabel("limit", $0.key)], .integer($0.value))
        }),
      MetricFamily(
        "verbatim_calls_refused", .counter,
        help: "Calls ended because they asked for more than they may, by what was reached.",
        statistics.refusedCalls.sorted { $0.key < $1.key }.map {
          MetricSample([MetricLabel("limit", $0.key)], .integer($0.value))
        }),
      MetricFamily(
        "verbatim_memory_bound", .gauge, unit: "bytes",
        help: "Memory that clients can take beside the archive, with all limits reached.",
        [MetricSample([], .integer(statistics.memoryBound))]),
      MetricFamily(
        "verbatim_request_memory", .gauge, unit: "bytes",
        help: "Memory of requests that are not complete or not read, small ones excepted.",
        [MetricSample([], .integer(statistics.requestMemory))]),
      MetricFamily(
        "verbatim_response_memory", .gauge, unit: "bytes",
        help: "Memory of answers that wait to be sent, small ones excepted.",
        [MetricSample([], .integer(statistics.responseMemory))]),
    ]
  }

  private static func workers(_ workers: ServerStatistics.Workers) -> [MetricFamily] {
    [
      MetricFamily(
        "verbatim_workers_threads", .gauge, help: "Threads for calls that take long.",
        [MetricSample([], .integer(workers.threads))]),
      MetricFamily(
        "verbatim_workers_busy", .gauge,
        help: "Calls that those threads work on in their first turn.",
        [MetricSample([], .integer(workers.busy))]),
      MetricFamily(
        "verbatim_workers_long", .gauge, help: "Calls that took longer than a turn (worker-turn).",
        [MetricSample([], .integer(workers.long))]),
      MetricFamily(
        "verbatim_workers_queued", .gauge, help: "Calls that wait for one of those threads.",
        [MetricSample([], .integer(workers.queued))]),
      MetricFamily(
        "verbatim_workers_calls", .counter,
        help: "Calls given to those threads, by what became of their work.",
        [
          MetricSample([MetricLabel("outcome", "finished")], .integer(workers.finished)),
          MetricSample([MetricLabel("outcome", "cancelled")], .integer(workers.cancelled)),
          MetricSample([MetricLabel("outcome", "rejected")], .integer(workers.rejected)),
        ]),
      MetricFamily(
        "verbatim_workers_time", .counter, unit: "seconds",
        help: "Processor time of those threads.",
        [MetricSample([], .number(workers.time / .seconds(1)))]),
    ]
  }

  static func labels(_ method: MethodDescriptor?) -> [MetricLabel] {
    [
      MetricLabel("rpc_system", "grpc"), MetricLabel("rpc_service", method?.service ?? "unknown"),
      MetricLabel("rpc_method", method?.method ?? "unknown"),
    ]
  }

  static func histogram(_ times: ServerStatistics.Times) -> HistogramValue {
    HistogramValue(
      bounds: ServerStatistics.Times.bounds.map { $0 / .seconds(1) }, counts: times.buckets,
      sum: times.sum / .seconds(1))
  }

  private static func calls(_ calls: [ServerStatistics.Calls]) -> [MetricFamily] {
    // Methods that nobody called are left out, but for the number of their open calls, none.
    func family(
      _ name: String, unit: String = "", help: String,
      _ value: (ServerStatistics.Calls) -> Int
    ) -> MetricFamily {
      MetricFamily(
        name, .counter, unit: unit, help: help,
        calls.filter { $0.started > 0 }.map {
          MetricSample(labels($0.method), .integer(value($0)))
        })
    }
    return [
      MetricFamily(
        "rpc_server_duration", .histogram, unit: "seconds",
        help: "Calls that ended, by method and status: the time from their first bytes to the end.",
        calls.flatMap { calls in
          calls.times.sorted { $0.key.rawValue < $1.key.rawValue }.map { status, times in
            MetricSample(
              labels(calls.method)
                + [MetricLabel("rpc_grpc_status_code", "\(status.rawValue)")],
              .histogram(histogram(times)))
          }
        }),
      family("rpc_server_started_calls", help: "Calls that began.") { $0.started },
      MetricFamily(
        "rpc_server_open_calls", .gauge,
        help: "Calls that are open: HTTP/2 streams with a request.",
        calls.map { MetricSample(labels($0.method), .integer($0.open)) }),
      family(
        "rpc_server_request_size", unit: "bytes",
        help: "Bytes of request messages, as they came, of calls that ended."
      ) { $0.requests.bytes },
      family(
        "rpc_server_response_size", unit: "bytes",
        help: "Bytes of response messages, as they went, of calls that ended."
      ) { $0.responses.bytes },
      family(
        "rpc_server_request_messages", help: "Request messages of calls that ended."
      ) { $0.requests.messages },
      family(
        "rpc_server_response_messages", help: "Response messages of calls that ended."
      ) { $0.responses.messages },
    ]
  }

  private static func connections(_ connections: ServerStatistics.Connections) -> [MetricFamily] {
    func failures(
      _ name: String, _ help: String, _ counts: [ServerStatistics.Failure: Int]
    ) -> MetricFamily {
      MetricFamily(
        name, .counter, help: help,
        counts.map { MetricSample(labels($0.key), .integer($0.value)) }
          .sorted { $0.labels.map(\.value).joined() < $1.labels.map(\.value).joined() })
    }
    return [
      MetricFamily(
        "verbatim_connections_open", .gauge, help: "Connections that are open.",
        [MetricSample([], .integer(connections.open))]),
      MetricFamily(
        "verbatim_connections_accepted", .counter, help: "Connections that were accepted.",
        [MetricSample([], .integer(connections.accepted))]),
      MetricFamily(
        "verbatim_connections_refused", .counter,
        help: "Connections closed as soon as they were accepted, for a limit was reached.",
        [MetricSample([], .integer(connections.refused))]),
      MetricFamily(
        "verbatim_connections_refused_by_address", .counter,
        help: "Those of them whose address had as many as one may.",
        [MetricSample([], .integer(connections.refusedByAddress))]),
      MetricFamily(
        "verbatim_connections_ready", .counter,
        help: "Connections that became ready for calls, by what TLS agreed on.",
        connections.ready.map {
          MetricSample(
            [
              MetricLabel("tls", $0.key.version),
              MetricLabel("resumed", $0.key.isResumed ? "true" : "false"),
            ], .integer($0.value))
        }.sorted { $0.labels.map(\.value).joined() < $1.labels.map(\.value).joined() }),
      failures(
        "verbatim_connections_failed", "Connections that ended before they were ready for calls.",
        connections.failed),
      failures(
        "verbatim_connections_broken", "Connections that broke after they were ready for calls.",
        connections.broken),
    ]
  }

  private static func labels(_ failure: ServerStatistics.Failure) -> [MetricLabel] {
    let (kind, reason) =
      switch failure {
      case .tls(let code): ("tls", code)
      case .http2: ("http2", "")
      case .timeout: ("timeout", "")
      case .handshakeShare: ("timeout", "handshake_share")
      case .socket: ("socket", "")
      }
    return [MetricLabel("kind", kind), MetricLabel("reason", reason)]
  }
}
