import Transcripts

/// The circumstances of a statement, as far as any split of a merge file goes by them: whoever it is,
/// statements in the same circumstances are parted by no split.
struct Circumstances: Hashable, Sendable {
  /// The first of the days that no split tells from the statement's.
  var day = Int32.min
  /// Numbers among what splits name; -1 for what none names.
  var role: Int32 = -1
  var meeting: Int32 = -1
  var document: Int32 = -1
}

/// What the splits of a merge file go by.
struct SplitTerms: Sendable {
  private var roles: [FoldedText: Int32] = [:]
  private var meetings: [ExactText: Int32] = [:]
  private var documents: [ExactText: Int32] = [:]
  /// Days on which a split begins or has ended, ascending.
  private var bounds: [Int32] = []

  init(_ merges: SpeakerMerges) {
    var bounds: Set<Int32> = []
    for case .split(_, let condition, _) in merges.lines.lazy.map(\.decision) {
      switch condition {
      case .role(let role): Self.note(role, in: &roles)
      case .meeting(let id): Self.note(ExactText(id), in: &meetings)
      case .document(let name): Self.note(ExactText(name), in: &documents)
      case .days(let from, let to):
        if let from { bounds.insert(from.daysSinceEpoch) }
        if let to { bounds.insert(to.daysSinceEpoch + 1) }
      }
    }
    self.bounds = bounds.sorted()
  }

  private static func note<Term>(_ term: Term, in numbers: inout [Term: Int32]) {
    if numbers[term] == nil { numbers[term] = Int32(numbers.count) }
  }

  var namesRoles: Bool { !roles.isEmpty }
  func number(ofRole role: String) -> Int32 { roles[FoldedText(role)] ?? -1 }
  func number(ofMeeting id: String) -> Int32 { meetings[text: id] ?? -1 }
  func number(ofDocument name: String) -> Int32 { documents[text: name] ?? -1 }

  func day(_ date: CalendarDate) -> Int32 {
    let place = bounds.countUpTo(date.daysSinceEpoch)
    return place == 0 ? .min : bounds[place - 1]
  }

  /// The circumstances that a condition asks for; nil for days.
  fileprivate func circumstances(_ condition: SpeakerMerges.Condition) -> Circumstances? {
    switch condition {
    case .role(let role): Circumstances(role: roles[role] ?? -1)
    case .meeting(let id): Circumstances(meeting: number(ofMeeting: id))
    case .document(let name): Circumstances(document: number(ofDocument: name))
    case .days: nil
    }
  }
}

/// The circumstances of the statements of one meeting.
struct CircumstanceFinder {
  private let terms: SplitTerms
  private let meeting: Int32
  private let document: Int32
  private var roles: [String: Int32] = [:]

  init(_ terms: SplitTerms, _ meeting: Meeting) {
    self.terms = terms
    self.meeting = terms.number(ofMeeting: meeting.id)
    let name = meeting.source.fileName
    document = name.isEmpty ? -1 : terms.number(ofDocument: name)
  }

  mutating func find(role: String, date: CalendarDate) -> Circumstances {
    Circumstances(
      day: terms.day(date), role: number(ofRole: role), meeting: meeting, document: document)
  }

  private mutating func number(ofRole role: String) -> Int32 {
    guard terms.namesRoles, !role.isEmpty else { return -1 }
    if let known = roles[role] { return known }
    let number = terms.number(ofRole: role)
    roles[role] = number
    return number
  }
}

/// The splits of one person.
struct PersonSplits: Sendable {
  /// The first line for what it asks for, which is one thing.
  private var lines: [Circumstances: Int] = [:]
  private var linesByDay: LinesByDay

  /// - Parameter lines: Indices of lines of `merges` that are splits, ascending.
  init(_ lines: [Int], of merges: SpeakerMerges, _ terms: SplitTerms) {
    var intervals: [LinesByDay.Interval] = []
    for line in lines {
      guard case .split(_, let condition, _) = merges.lines[line].decision else { continue }
      if case .days(let from, let to) = condition {
        intervals.append(
          LinesByDay.Interval(
            start: from?.daysSinceEpoch ?? .min, end: to.map { $0.daysSinceEpoch + 1 } ?? .max,
            line: line))
      } else if let asked = terms.circumstances(condition), self.lines[asked] == nil {
        self.lines[asked] = line
      }
    }
    linesByDay = LinesByDay(intervals)
  }

  /// The index of the first line that fits.
  func first(in circumstances: Circumstances) -> Int? {
    var first = linesByDay.line(on: circumstances.day)
    func look(_ asked: Circumstances) {
      if let line = lines[asked] { first = min(first ?? line, line) }
    }
    if !lines.isEmpty {
      if circumstances.role >= 0 { look(Circumstances(role: circumstances.role)) }
      if circumstances.meeting >= 0 { look(Circumstances(meeting: circumstances.meeting)) }
      if circumstances.document >= 0 { look(Circumstances(document: circumstances.document)) }
    }
    return first
  }
}

/// For each day the first of the lines that mean it.
private struct LinesByDay {
  struct Interval {
    var start: Int32
    /// Not within it any more; the greatest number for an open end.
    var end: Int32
    var line: Int
  }

  /// First days, ascending, and the line that holds from each on.
  private var starts: [Int32] = []
  private var lines: [Int?] = []

  /// - Parameter intervals: By line, ascending.
  /// - Complexity: O(n log n).
  init(_ intervals: [Interval]) {
    guard !intervals.isEmpty else { return }
    starts = Set(intervals.flatMap { [$0.start, $0.end] }).subtracting([.max]).sorted()
    lines = [Int?](repeating: nil, count: starts.count)
    // Earlier lines take their days first; `next` leads past what is taken.
    var next = Array(0...starts.count)
    func free(_ place: Int) -> Int {
      var place = place
      while next[place] != place {
        next[place] = next[next[place]]
        place = next[place]
      }
      return place
    }
    for interval in intervals {
      let end = interval.end == .max ? starts.count : starts.countUpTo(interval.end) - 1
      var place = free(starts.countUpTo(interval.start) - 1)
      while place < end {
        lines[place] = interval.line
        next[place] = place + 1
        place = free(place)
      }
    }
  }

  func line(on day: Int32) -> Int? {
    let place = starts.countUpTo(day)
    return place == 0 ? nil : lines[place - 1]
  }
}

extension [Int32] {
  /// How many of these, which ascend, are at most `value`.
  fileprivate func countUpTo(_ value: Int32) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
