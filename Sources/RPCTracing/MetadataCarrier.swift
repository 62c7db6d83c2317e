public import Instrumentation
public import RPC

/// Reads a trace's context (`traceparent`, `tracestate`, `baggage`) from a call's metadata.
public struct MetadataExtractor: Extractor {
  /// An extractor.
  public init() {}

  /// The value of a header, whatever the case of its name; several are joined by commas, as
  /// `tracestate` may be (W3C Trace Context, section 3.3.1).
  public func extract(key: String, from carrier: Metadata) -> String? {
    let values = carrier[text: key.lowercased()]
    return values.isEmpty ? nil : values.joined(separator: ",")
  }
}

/// Writes a trace's context to a call's metadata.
public struct MetadataInjector: Injector {
  /// An injector.
  public init() {}

  /// Sets a header in place of those of its name. Values that metadata cannot carry are left out.
  public func inject(_ value: String, forKey key: String, into carrier: inout Metadata) {
    let key = key.lowercased()
    carrier.remove(key)
    carrier.append(value, for: key)
  }
}
