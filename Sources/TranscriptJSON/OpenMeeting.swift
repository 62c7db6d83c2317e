import TranscriptReading
import Transcripts

/// A meeting of JSON Lines of which more lines may come.
final class OpenMeeting {
  /// What its lines call it.
  let key: String
  let firstLine: Int
  /// Whether the whole of a meeting of this key came before.
  let isAgain: Bool
  /// As a line gives it, if one has.
  var meeting: Meeting?
  /// Whether every line that describes it says that statements may be left out.
  var isPart = false
  private(set) var statements: [Statement] = []
  /// Statements of other layouts, instead.
  private(set) var flat: [(line: Int, statement: FlatLine)] = []
  /// The line of each statement.
  private(set) var lines: [UInt32] = []
  private var dateless: Set<Int> = []
  /// Whether the numbers of other layouts ascend, or there are none.
  private var isFlatInOrder = true
  private var isAscending = true
  private var isDescending = true
  /// The numbers that were seen, kept from the first on that is out of order: until then all differ.
  private var ordinals: Set<UInt32> = []
  private(set) var byteCount = 0
  /// How far the document was read when the last line came.
  private(set) var end = 0
  /// Those whom its lines describe, or who were described before its lines named them.
  private(set) var speakers: [Speaker] = []
  private var speakerIndex: [ExactText: Int] = [:]
  /// Those whom its lines name and none has described yet, with a name if the line has one.
  private var missing: [String] = []
  /// How many of them, from the first, others have described meanwhile.
  private var foundCount = 0
  /// What they are called by the statements: the longest name, so that the order of lines says nothing.
  private var namesOfMissing: [ExactText: String] = [:]
  private var lastSpeakerID = ""

  init(key: String, firstLine: Int, isAgain: Bool = false) {
    self.isAgain = isAgain
    self.key = key
    self.firstLine = firstLine
  }

  var statementCount: Int { statements.count + flat.count }

  /// Whether it has every statement that it says it has.
  var isComplete: Bool {
    guard let count = meeting?.statementCount, count > 0 else { return false }
    // Lines may have come twice.
    return (isInOrder ? statements.count : ordinals.count) >= Int(count)
  }

  private var isInOrder: Bool { isAscending || isDescending }

  /// Whether it says that it has more statements than came yet.
  var isAwaited: Bool {
    guard let count = meeting?.statementCount else { return false }
    return statements.count < Int(count)
  }

  /// Takes notice of a line.
  func note(byteCount: Int, end: Int) {
    self.byteCount += byteCount
    self.end = end
  }

  func append(_ statement: Statement, hasDate: Bool, line: Int, _ known: [ExactText: Speaker]) {
    if isInOrder, let last = statements.last?.ordinal {
      if last >= statement.ordinal { isAscending = false }
      if last <= statement.ordinal { isDescending = false }
      if !isInOrder { ordinals = Set(statements.lazy.map(\.ordinal)) }
    }
    if !isInOrder { ordinals.insert(statement.ordinal) }
    if !hasDate { dateless.insert(statements.count) }
    statements.append(statement)
    lines.append(UInt32(clamping: line))
    let attribution = statement.attribution
    // The same people speak again and again.
    if attribution.speakerID != lastSpeakerID {
      name(attribution.speakerID, attribution.name, known)
      lastSpeakerID = attribution.speakerID
    }
    for id in attribution.candidateIDs { name(id, "", known) }
  }

  func append(_ statement: FlatLine, line: Int) {
    if let last = flat.last?.statement.ordinal, last >= statement.ordinal,
      last > 0 || statement.ordinal > 0
    {
      isFlatInOrder = false
    }
    flat.append((line, statement))
  }

  /// Takes a speaker whom one of its lines describes.
  func describe(_ speaker: Speaker) {
    if let index = speakerIndex[text: speaker.id] {
      speakers[index] = speaker
    } else {
      speakerIndex[text: speaker.id] = speakers.count
      speakers.append(speaker)
    }
  }

  private func name(_ id: String, _ name: String, _ known: [ExactText: Speaker]) {
    guard !id.isEmpty, speakerIndex[text: id] == nil else { return }
    if let speaker = known[text: id] {
      describe(speaker)
    } else if let other = namesOfMissing[text: id] {
      if (other.utf8.count, ExactText(name)) < (name.utf8.count, ExactText(other)) {
        namesOfMissing[text: id] = name
      }
    } else {
      missing.append(id)
      namesOfMissing[text: id] = name
    }
  }

  /// Takes what other lines have said of speakers meanwhile; whether all are described now.
  ///
  /// Asked again and again, it looks at each of them once, and at the first that is still missing.
  func complete(_ known: [ExactText: Speaker]) -> Bool {
    while foundCount < missing.count {
      let id = missing[foundCount]
      if speakerIndex[text: id] == nil {
        guard let speaker = known[text: id] else { return false }
        describe(speaker)
      }
      foundCount += 1
    }
    return true
  }

  /// Describes those whom no line does by what statements call them, which is told where lines describe
  /// things as those of an export do.
  func describeMissing(_ known: [ExactText: Speaker], _ report: inout ReadingReport) {
    var undescribed: [String] = []
    for id in missing[foundCount...] where speakerIndex[text: id] == nil {
      if known[text: id] == nil { undescribed.append(id) }
      let name = namesOfMissing[text: id] ?? ""
      describe(known[text: id] ?? Speaker(id: id, name: name.isEmpty ? id : name))
    }
    foundCount = missing.count
    guard let first = undescribed.first, meeting != nil || !known.isEmpty else { return }
    let others = undescribed.count == 1 ? "" : " and \(undescribed.count - 1) other speakers"
    report.warn(
      .incomplete, line: firstLine, wording: key,
      "no line describes “\(first.prefix(80))”\(others), as the first that names one does in an "
        + "export: names, roles and identifiers are not known; write the file anew")
  }

  /// Statements in order, the line of each, and which of them are without a date, by index.
  struct Ordered {
    var statements: [Statement] = []
    var lines: [UInt32] = []
    var dateless: Set<Int> = []
  }

  /// Takes out the statements in the order of their ordinals; those of one ordinal in the order of the
  /// document, and one that came twice once.
  /// - Parameter doubt: takes the line of a statement whose ordinal another has.
  func takeStatements(
    doubt: (_ line: Int, _ ordinal: UInt32, _ isSame: Bool) -> Void
  ) -> Ordered {
    var given = Ordered()
    swap(&given.statements, &statements)
    swap(&given.lines, &lines)
    swap(&given.dateless, &dateless)
    if isAscending { return given }
    var order = Array(given.statements.indices)
    order.sort { (given.statements[$0].ordinal, $0) < (given.statements[$1].ordinal, $1) }
    let isNumbered = given.statements.contains { $0.ordinal != 0 }
    var result = Ordered()
    for index in order {
      let statement = given.statements[index]
      if let last = result.statements.last, last.ordinal == statement.ordinal,
        isNumbered || !statement.id.isEmpty && last.id.isExactly(statement.id)
      {
        let isSame = areSame(last, statement)
        doubt(Int(given.lines[index]), statement.ordinal, isSame)
        if isSame { continue }
      }
      if given.dateless.contains(index) { result.dateless.insert(result.statements.count) }
      result.statements.append(statement)
      result.lines.append(given.lines[index])
    }
    return result
  }

  /// Whether two statements are the same, byte for byte.
  private func areSame(_ left: Statement, _ right: Statement) -> Bool {
    guard left == right else { return false }
    func line(_ statement: Statement) -> [UInt8] {
      var writer = ExportWriter()
      writer.write(statement)
      return writer.bytes
    }
    return line(left) == line(right)
  }

  /// Statements of other layouts in the order of their numbers, where each has one of its own; else in
  /// the order of the document.
  /// - Parameter doubt: takes the line of a number that is there twice.
  func orderedFlat(
    doubt: (_ line: Int, _ ordinal: UInt32) -> Void
  ) -> [(line: Int, statement: FlatLine)] {
    if isFlatInOrder { return flat }
    let sorted = flat.sorted { ($0.statement.ordinal, $0.line) < ($1.statement.ordinal, $1.line) }
    for (left, right) in zip(sorted, sorted.dropFirst())
    where left.statement.ordinal == right.statement.ordinal {
      doubt(right.line, right.statement.ordinal)
      return flat
    }
    return sorted
  }
}
