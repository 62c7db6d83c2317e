import Testing
import Transcripts

@testable import Archive

/// Nothing is normalised: two spellings of one place stay two.
@Suite struct SpellingTests {
  @Test("Places that look alike are kept, found together, and apart where they are keys")
  func places() throws {
    let spellings = ["Caf\u{E9}", "Cafe\u{301}"]
    for order in [spellings, spellings.reversed()] {
      let archive = Archive()
      for place in order {
        try archive.add([transcript("m\(place.utf8.count)", place: place, [("Ann Ab", "words")])])
      }
      let places = archive.snapshot.places
      #expect(Set(places.printed.map { Array($0.utf8) }) == Set(spellings.map { Array($0.utf8) }))
      #expect(places.find(FoldedText("cafe")).count == 2)
    }
  }
}
