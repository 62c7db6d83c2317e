import Foundation
import ReadingSupport
import Testing
import TranscriptReading

@Suite("Damaged documents of markup")
struct MutatedDocumentTests {
  @Test("give a sound reading or an error, whatever was damaged", arguments: Sample.invented)
  func invented(_ sample: Sample) {
    check(sample, rounds: 400)
  }

  @Test(
    "give a sound reading or an error, real ones too",
    .enabled(if: SharedData.isThere, SharedData.comment),
    arguments: SharedMarkup.small)
  func real(_ path: String) throws {
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    check(Sample(String(path.split(separator: "/").last ?? ""), bytes), rounds: 60)
  }

  private func check(_ sample: Sample, rounds: Int) {
    #expect(problem(sample.bytes, name: sample.testDescription) == nil)
    for seed in 0..<UInt64(rounds) {
      let bytes = Mutator(seed: seed).mutate(sample.bytes)
      let found = problem(bytes, name: sample.testDescription)
      #expect(found == nil, "seed \(seed) of \(sample.testDescription)")
    }
  }

  /// What is wrong with the reading of a document; nil when it is sound or a proper error.
  private func problem(_ bytes: [UInt8], name: String) -> String? {
    do {
      for transcript in try MarkupReadings(bytes, name: name).transcripts {
        if let problem = checkInvariants(transcript) { return problem }
      }
      return nil
    } catch let error as DocumentError {
      return error.problem.isEmpty || error.document.isEmpty ? "an error without words" : nil
    } catch {
      return "another error: \(error)"
    }
  }
}

/// A document to damage.
struct Sample: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    testDescription = name
    self.bytes = bytes
  }

  static let invented: [Sample] = [
    Sample(
      "page.html",
      Array(
        kremlinPage(
          "<p><b>Mayor <a class='person_tag' href='/persons/7/'>Anna Berg</a></b> <i>(retranslated)</i><b>:</b> "
            + "Good (Laughter.) day.</p><blockquote><p>“Day”</p></blockquote><p>(Note</p><p>ends.)</p>"
        ).utf8)),
    Sample("debate.xml", Array(debate(attributes: "xmlns='urn:akn'").utf8)),
    Sample("sitting.xml", Array(sitting(plainDebate, people: personList).utf8)),
    Sample("sitting.ana.xml", Array(sitting(annotatedDebate, people: personList).utf8)),
    Sample(
      "debates2031-03-04a.xml",
      Array(
        """
        <?xml version="1.0"?><!DOCTYPE publicwhip [<!ENTITY mdash "&#8212;">]><publicwhip>
        <major-heading id="x/debate/2031-03-04a.1.1">Fish</major-heading>
        <speech id="x/debate/2031-03-04a.1.2" speakerid="m/1" speakername="A &mdash; B" time="10:00">
        <p>I rise.<i> [Interruption.]</i> &mdash;</p><p class="italic">Put.</p></speech></publicwhip>
        """.utf8)),
  ]
}

/// Damages bytes: changed, removed, repeated, moved and cut, the same for the same seed.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var copy = self
    return copy.run(bytes)
  }

  private mutating func run(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<(1 + next(6)) where !bytes.isEmpty {
      let start = next(bytes.count)
      let end = min(bytes.count, start + 1 + next(40))
      switch next(8) {
      case 0: bytes[start] = UInt8(next(256))
      case 1: bytes.removeSubrange(start..<end)
      case 2: bytes.insert(contentsOf: bytes[start..<end], at: next(bytes.count))
      case 3: bytes.removeLast(bytes.count - start)
      case 4: bytes[start] = Array("<>&\"'/=:();# ".utf8)[next(13)]
      case 5: bytes.insert(contentsOf: tokens[next(tokens.count)].utf8, at: start)
      case 6: swapTags(&bytes)
      default: bytes[start] ^= UInt8(1 << next(8))
      }
    }
    return bytes
  }

  /// Puts one tag where another is.
  private mutating func swapTags(_ bytes: inout [UInt8]) {
    let opens = bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }
    guard opens.count > 1 else { return }
    let from = opens[next(opens.count)]
    let to = opens[next(opens.count)]
    guard let end = bytes[from...].firstIndex(of: UInt8(ascii: ">")) else { return }
    bytes.insert(contentsOf: bytes[from...end], at: to)
  }

  private mutating func next(_ bound: Int) -> Int {
    // SplitMix64.
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(bound))
  }

  private let tokens = [
    "<u>", "</u>", "<seg>", "<w join='right'>", "</w>", "<note>", "<speech>", "</speech>", "<p>",
    "</p>", "<b>", "</b>", ":", "(", ")", "&#xD800;", "\u{0}", "\u{A0}", "<from>", "<scene>",
    "<kinesic>", "<desc>", "<listPerson>", "<supplied>", "</supplied>", "<ins>", "<omissis>",
    "]]>", "<![CDATA[", "<!--", "<div class='masha-ignore'>", "<blockquote>", "\u{FEFF}", "é",
  ]
}
