import TranscriptReading
import Transcripts

/// The subtitles of a document, and what stands between them.
struct CueList {
  private(set) var cues: [Cue] = []
  /// What the head of a WebVTT document says, and its comments: each a line.
  private(set) var remarks: [(text: String, line: Int)] = []

  /// Lines above times that are a name and no more: each a subtitle's place, and its line.
  private var names: [(cue: Int, line: Int)] = []

  private let text: TextDocument
  private let isWebVTT: Bool

  /// - Parameter isWebVTT: Whether it begins with a `WEBVTT` line and has comments and style sheets.
  init(_ text: TextDocument, isWebVTT: Bool, report: inout ReadingReport) {
    self.text = text
    self.isWebVTT = isWebVTT
    var index = 0
    if isWebVTT { index = readHead() }
    while index < text.lines.count {
      guard !text.lines[index].isBlank else {
        index += 1
        continue
      }
      index = readBlock(at: index, report: &report)
    }
    settleNames(report: &report)
  }

  /// Takes the lines above times for voices where nearly all are names, else says that they are none.
  private mutating func settleNames(report: inout ReadingReport) {
    let areVoices = names.count >= 3 && names.count * 10 >= cues.count * 7
    for (cue, line) in names {
      if areVoices {
        cues[cue].voice = text.text(line: line).trimmingSpace()
      } else {
        report.warn(
          .labelRefused, line: line + 1, wording: text.text(line: line),
          "a name above the times, as few subtitles have; nobody is taken to speak by it")
      }
    }
  }

  /// Reads the line of the signature and those up to the first blank one.
  private mutating func readHead() -> Int {
    var index = 0
    while index < text.lines.count, !text.lines[index].isBlank, timing(of: index) == nil {
      var line = text.text(line: index)
      if index == 0 {
        line = String(line.dropFirst("WEBVTT".count).drop { $0.isWhitespace || $0 == "-" })
      }
      if !line.isEmpty { remarks.append((line, index)) }
      index += 1
    }
    return index
  }

  /// Reads a subtitle or a comment; returns the line behind it.
  private mutating func readBlock(at start: Int, report: inout ReadingReport) -> Int {
    if isWebVTT, let kind = comment(start) { return readComment(kind, at: start, &report) }
    // A number or a name may stand before the times.
    for line in start..<min(text.lines.count, start + 2) where !text.lines[line].isBlank {
      guard let (from, to) = timing(of: line) else { continue }
      let end = textEnd(from: line + 1)
      if to < from {
        let wording = text.text(line: line)
        report.warn(.oddity, line: line + 1, wording: wording, "it ends before it begins")
      }
      var cue = Cue(start: from, end: max(from, to), line: line, text: (line + 1)..<end)
      if line > start {
        let above = text.text(line: start)
        cue.voice = CueVoice.quoted(above)
        if cue.voice == nil, CueVoice.isName(above) { names.append((cues.count, start)) }
      }
      cues.append(cue)
      return end
    }
    let end = max(start + 1, textEnd(from: start))
    let wording = text.text(line: start)
    guard let last = cues.indices.last else {
      report.warn(.unattributed, line: start + 1, wording: wording, "text before the first times")
      remarks += (start..<end).map { (text.text(line: $0), $0) }
      return end
    }
    report.warn(
      .oddity, line: start + 1, wording: wording,
      "text without times; it is taken for more of the subtitle before it")
    cues[last].text = cues[last].text.lowerBound..<end
    return end
  }

  private mutating func readComment(
    _ kind: String, at start: Int, _ report: inout ReadingReport
  ) -> Int {
    var end = start
    while end < text.lines.count, !text.lines[end].isBlank { end += 1 }
    let wording = text.text(line: start)
    report.info(.chrome, line: start + 1, wording: wording, "\(kind) of WebVTT, to line \(end)")
    guard kind == "a comment" else { return end }
    for line in start..<end {
      var words = text.text(line: line)
      if line == start { words = String(words.dropFirst("NOTE".count)) }
      let trimmed = words.drop(while: \.isWhitespace)
      if !trimmed.isEmpty { remarks.append((String(trimmed), line)) }
    }
    return end
  }

  /// Behind the lines of text: at the next blank one, or at the next times where files have lost
  /// their blank lines, and at the number before those.
  private func textEnd(from start: Int) -> Int {
    var line = start
    while line < text.lines.count, !text.lines[line].isBlank {
      if timing(of: line) != nil {
        return line - 1 >= start && isNumber(line - 1) ? line - 1 : line
      }
      line += 1
    }
    return line
  }

  private func isNumber(_ line: Int) -> Bool {
    text.bytes[text.lines[line].range].allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Where the first `-->` of a line begins.
  private func arrow(in range: Range<Int>) -> Int? {
    text.bytes.withUnsafeBufferPointer { bytes in
      for index in range.dropFirst(2)
      where bytes[index] == 0x3E && bytes[index - 1] == 0x2D && bytes[index - 2] == 0x2D {
        return index - 2
      }
      return nil
    }
  }

  /// Longest line of times, in bytes: behind them may stand where the subtitle is shown.
  private static let maximumTiming = 300

  /// The times of a line `START --> END SETTINGS`.
  private func timing(of line: Int) -> (CueTime, CueTime)? {
    let range = text.lines[line].range
    guard range.count <= Self.maximumTiming, range.count >= 13 else { return nil }
    if !isWebVTT, let pair = CueTime.pair(text.bytes[range]) { return pair }
    guard let arrow = arrow(in: range),
      let start = CueTime(
        text.bytes[range.lowerBound..<arrow].split(whereSeparator: { $0 <= 0x20 }).last ?? []),
      let end = CueTime(
        text.bytes[(arrow + 3)..<range.upperBound].drop { $0 <= 0x20 }.prefix { $0 > 0x20 })
    else { return nil }
    return (start, end)
  }

  /// What a block is that is no subtitle.
  private func comment(_ line: Int) -> String? {
    let range = text.lines[line].range
    let word = text.bytes[range].prefix { $0 > 0x20 }
    if word.elementsEqual("NOTE".utf8) { return "a comment" }
    guard word.count == range.count else { return nil }
    if word.elementsEqual("STYLE".utf8) { return "a style sheet" }
    return word.elementsEqual("REGION".utf8) ? "a region" : nil
  }
}

extension CueTime {
  /// The times of a line `H:MM:SS.mmm,H:MM:SS.mmm`.
  static func pair(_ line: ArraySlice<UInt8>) -> (CueTime, CueTime)? {
    guard let digit = line.first, (0x30...0x39).contains(digit), (19...30).contains(line.count),
      let comma = line.firstIndex(of: 0x2C), line[..<comma].contains(0x2E),
      let start = CueTime(line[..<comma]),
      let end = CueTime(line[(comma + 1)...].drop { $0 == 0x20 })
    else { return nil }
    return (start, end)
  }
}
