import Foundation
import RPC
import Testing

@testable import VerbatimDaemon

@Suite("The trace in the access log")
struct TraceParentTests {
  private static let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  private func text(_ values: String...) -> String? {
    var metadata = Metadata()
    for value in values { metadata.append(value, for: "traceparent") }
    return TraceParent(metadata)?.text
  }

  @Test("a valid one is taken, of a later version as far as it is known")
  func valid() {
    #expect(text(Self.valid) == Self.valid)
    let later = "01" + Self.valid.dropFirst(2)
    #expect(text(later + "-what-else") == later)
  }

  @Test("what is not valid is left out, whatever it is")
  func invalid() {
    #expect(text() == nil)
    #expect(text(Self.valid, Self.valid) == nil)
    for value in [
      "", "x", Self.valid + "-more", "01" + Self.valid.dropFirst(2) + "x",
      String(Self.valid.dropLast()), Self.valid.uppercased(),
      "ff" + Self.valid.dropFirst(2), Self.valid.replacingOccurrences(of: "-", with: "_"),
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    ] { #expect(text(value) == nil, "\(value)") }
  }
}
