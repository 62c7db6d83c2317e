import Foundation
import Logging
import Testing

@testable import VerbatimDaemon

@Suite("Log lines")
struct LogFormatTests {
  private let time = Timestamp(milliseconds: 1_930_000_000_007)

  @Test("text has time, level, message and sorted fields")
  func text() {
    let line = LogFormat.text.line(
      time: time, level: .info, message: "listening",
      metadata: ["port": .stringConvertible(7443), "address": "127.0.0.1"])
    #expect(line == "2031-02-27T23:06:40.007Z INFO listening address=127.0.0.1 port=7443")
  }

  @Test(
    "values that would be taken apart are quoted",
    arguments: [
      ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#), (#"say "x""#, #""say \"x\"""#),
      ("ü–ж", "ü–ж"), (#"\"#, #""\\""#),
    ])
  func quoting(value: String, shown: String) {
    let line = LogFormat.text.line(
      time: time, level: .debug, message: "m", metadata: ["k": .string(value)])
    #expect(line.hasSuffix("DEBUG m k=\(shown)"))
  }

  @Test(
    "no text forges a line or steers a terminal", arguments: LogFormat.allCases,
    [
      "a\nb", "a\r\nb", "\u{1B}[2J", "\u{0}", "\u{85}", "\u{2028}", "\u{202E}ba", "\u{2066}",
      "\u{9B}2J",
    ])
  func controls(format: LogFormat, text: String) throws {
    let line = format.line(
      time: time, level: .error, message: text, metadata: [text: .string(text)])
    #expect(
      line.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control && !(0x2028...0x202E).contains($0.value)
          && !(0x2066...0x2069).contains($0.value)
      })
  }

  @Test("JSON is one object with numbers as numbers and its own names kept")
  func json() throws {
    let line = LogFormat.json.line(
      time: time, level: .warning, message: "say \"x\"\n",
      metadata: [
        "count": .stringConvertible(7), "share": .stringConvertible(0.5),
        "open": .stringConvertible(true), "level": "mine", "list": ["a", "b"], "map": ["k": "v"],
      ])
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let record = try #require(object)
    #expect(record["time"] as? String == "2031-02-27T23:06:40.007Z")
    #expect(record["level"] as? String == "warning")
    #expect(record["message"] as? String == "say \"x\"\n")
    #expect(record["count"] as? Int == 7)
    #expect(record["share"] as? Double == 0.5)
    #expect(record["open"] as? Bool == true)
    #expect(record["level_"] as? String == "mine")
    #expect(record["list"] as? [String] == ["a", "b"])
    #expect(record["map"] as? [String: String] == ["k": "v"])
  }

  @Test("a handler writes a line a record, of its level and above")
  func handler() throws {
    let pipe = Pipe()
    let output = LineOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    var logger = Logger(label: "test") { _ in
      LineLogHandler(output: output, format: .text, level: .info, now: { [time] in time })
    }
    logger[metadataKey: "a"] = "1"
    logger.debug("left out")
    logger.info("first", metadata: ["b": "2"])
    logger.error("second", metadata: ["a": "3"])
    #expect(output.waitUntilWritten(.seconds(60)))
    try pipe.fileHandleForWriting.close()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == """
        2031-02-27T23:06:40.007Z INFO first a=1 b=2
        2031-02-27T23:06:40.007Z ERROR second a=3

        """)
  }
}
