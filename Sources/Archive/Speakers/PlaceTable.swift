import Transcripts

/// The places that meetings are printed to have been at, by number.
struct PlaceTable: Sendable {
  private(set) var printed: [String] = []
  private var numbers: [ExactText: UInt32] = [:]
  private var words = WordIndex()

  var count: Int { printed.count }

  /// The number of a place, which it gets now if it has none.
  mutating func number(of place: String) -> UInt32 {
    if let number = numbers[text: place] { return number }
    let number = UInt32(printed.count)
    printed.append(place)
    numbers[text: place] = number
    words.add(FoldedText(place), owner: number)
    return number
  }

  /// About how many steps ``find(_:)`` takes, at most.
  func cost(ofFinding text: FoldedText) -> Int { words.cost(ofWordsOf: text) }

  /// Places in which the words of `text` stand together, ascending.
  func find(_ text: FoldedText) -> [UInt32] { words.owners(withPhrase: text) }
}
