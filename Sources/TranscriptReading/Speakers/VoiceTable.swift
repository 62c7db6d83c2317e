/// The voices of a meeting's turns: each distinct one once, and which one each turn has.
struct VoiceTable {
  /// The distinct voices, in the order they first speak.
  private(set) var distinct: [Entry] = []
  /// For each turn the index of its voice.
  private(set) var turns: [Int32] = []
  private var indices: [Turn.Voice: Int32] = [:]

  /// A voice and where it is first heard.
  struct Entry {
    var voice: Turn.Voice
    /// The turn, from 0.
    var turn: Int
    /// The line of the document, from 1.
    var line: Int?
  }

  /// Adds the voice of the next turn.
  mutating func append(_ voice: Turn.Voice, line: Int?) {
    // Mostly two people take turns.
    for back in 1...2 where back <= turns.count {
      let index = turns[turns.count - back]
      if distinct[Int(index)].voice == voice {
        turns.append(index)
        return
      }
    }
    let index = indices[voice] ?? Int32(truncatingIfNeeded: distinct.count)
    if index == distinct.count {
      indices[voice] = index
      distinct.append(Entry(voice: voice, turn: turns.count, line: line))
    }
    turns.append(index)
  }
}
