internal import ArchiveProtocol
internal import People
internal import Protobuf
internal import TranscriptFormats
internal import TranscriptJSON
internal import TranscriptOutput
internal import TranscriptReading
internal import Transcripts

/// Reads the documents of one `verbatim parse`, writes what was understood, and remembers what
/// failed.
struct DocumentReading {
  let command: ParseCommand
  let console: Console
  private var writer: (any StatementWriter)?
  /// The people of all documents, where they are asked for, written by their ids, or a merge file settles
  /// who they are.
  private var people: PeopleIntake?
  /// The same, settled once everything was read.
  private var settled: SettledDocuments?
  /// What is written when people are settled, where they are written by their ids.
  var held: HeldDocuments?
  /// What `people` has learnt of each meeting.
  private var evidence: [String: Int] = [:]
  private let merges: SpeakerMerges
  let arena = MessageArena()
  private var register = MeetingRegister()
  private var hasWritten = false
  private var documents = 0
  private var warnings = 0
  private var passedOver = 0
  private var replaced = 0
  /// Meetings that were kept, and those that no archive takes.
  private var kept = 0
  private var refused = 0
  /// Meetings most of whose paragraphs another has too.
  private var alikeCount = 0
  private var failures: [CommandFailure] = []

  /// Pairs that are said.
  private static let listedProposals = 100

  /// - Parameter heldBytes: Bytes of text that are held of files; beyond, they are read twice.
  init(command: ParseCommand, console: Console, heldBytes: Int) throws {
    self.command = command
    self.console = console
    writer = command.writer(console)
    merges = try command.merge.map { try SpeakerMerges(path: $0) } ?? SpeakerMerges()
    if command.namesPeople { held = HeldDocuments(limit: heldBytes) }
    if command.merge != nil || command.format == .people || command.namesPeople {
      people = PeopleIntake(merges: merges)
    }
  }

  /// Reads a file, a folder or standard input. Throws only what ends the whole command.
  mutating func read(_ path: String) async throws {
    let found: DocumentFinder
    do {
      found = try DocumentFinder(paths: [path])
    } catch let error as DocumentError {
      return fail(CommandFailure(error))
    }
    for document in found.documents {
      // Lets an interruption through between documents.
      await Task.yield()
      try read(document.path, isNamed: document.path == path)
    }
    for problem in found.problems { fail(CommandFailure(problem)) }
  }

  /// Settles who is who, and says which lines of the merge file do nothing.
  mutating func settlePeople() {
    guard let people = people.take() else { return }
    settled = SettledDocuments(people)
    let settlement = settled!.settlement
    evidence = [:]
    for problem in settlement.problems {
      console.say("\(command.merge ?? ""):\(problem.line): \(problem.problem)")
    }
    warnings += settlement.problems.count
    if settlement.droppedWordings > 0 {
      console.say(
        "\(settlement.droppedWordings) names, roles or identifiers of people with very many are not "
          + "listed, most of \(settlement.mostDropped)")
    }
    if settlement.untriedCount > 0 {
      console.say(
        "\(settlement.untriedCount) people share an identifier with so many others that they stay "
          + "apart; settle them with “merge”")
    }
    for identifier in settlement.contradictedIdentifiers.prefix(Self.listedProposals) {
      console.say(
        "warning: \(identifier.scheme) \(identifier.value) is given to people of different names, who "
          + "stay apart; settle them with “merge”")
    }
    warnings += settlement.contradictedIdentifiers.count
  }

  /// Says who may be the same person by spelling and was not settled by the merge file.
  func sayProposals() {
    guard command.merge != nil, command.format != .people, let settled else { return }
    let offers = SpeakerCatalogue(settled.settlement, merges: merges).offers()
    if offers.passedOver > 0 {
      console.say(
        "\(offers.passedOver) names have too many like them to be compared with all of them")
    }
    let proposals = offers.proposals
    guard !proposals.isEmpty else { return }
    var lines = ["these may be one person each; settle them with “merge” or “apart”:"]
    for proposal in proposals.prefix(Self.listedProposals) {
      lines.append(
        "\(proposal.pair.first) \(proposal.pair.second)  (\(proposal.names.joined(separator: ", ")))"
      )
    }
    if proposals.count > Self.listedProposals {
      lines.append("and \(proposals.count - Self.listedProposals) more pairs")
    }
    console.say(lines.joined(separator: "\n"))
  }

  /// Writes who spoke, where that is what was asked for.
  mutating func writePeople() throws {
    guard command.format == .people, documents > 0, let settled else { return }
    try emit(
      Array(SpeakerCatalogue(settled.settlement, merges: merges).text.utf8), isJSON: false)
  }

  /// Throws the first failure once everything was read, or that there were warnings.
  func finish() throws {
    if alikeCount > MeetingRegister.namedLikenesses {
      console.say("\(alikeCount) meetings in all may be there twice")
    }
    if let failure = failures.first { throw CommandFailure(failure.status) }
    if command.strict, warnings + passedOver + replaced + refused > 0 {
      throw CommandFailure(
        .data,
        "--strict: \(warnings) warnings, \(passedOver) files of folders not read, \(replaced) "
          + "meetings that others replace, \(refused) left out")
    }
    if refused > 0 {
      throw CommandFailure(
        .data,
        kept == 0
          ? "there is no meeting that an archive takes"
          : "\(refused) meetings or speakers, which an archive does not take, were left out")
    }
    guard documents > 0 else {
      throw CommandFailure(.nothingFound, "there is no transcript in what was named")
    }
  }

  mutating func fail(_ failure: CommandFailure) {
    console.say(failure.message)
    failures.append(failure)
  }

  private mutating func read(_ path: String, isNamed: Bool) throws {
    try Task.checkCancellation()
    let reports = command.format == .report || command.format == .reportJSON
    var report = ReadingReport(detail: reports ? .everything : .warnings)
    do {
      let document = try Document(path: path)
      held?.begin(path, isFile: document.isFile)
      try DocumentFormats.read(
        document, format: command.documentFormat, options: command.options, report: &report
      ) { transcript in
        try Task.checkCancellation()
        let words = check(transcript, path)
        try take(words.flatMap { admit(transcript, $0, path) }, words, path)
        for person in transcript.bystanders { try take(person, of: transcript, path) }
      }
      documents += 1
    } catch let error as DocumentError
      where !isNamed && (error.code == .notATranscript || error.code == .empty)
    {
      held?.end(path, error)
      console.say("passed over: \(error.explanation)")
      passedOver += 1
      return
    } catch let error as DocumentError {
      held?.end(path, error)
      fail(CommandFailure(error))
    }
    warnings += report.warningCount
    switch command.format {
    case .report: try emit(Array(report.text.utf8), isJSON: false)
    case .reportJSON: try emit(Array((report.json + "\n").utf8), isJSON: true)
    case .text, .jsonl, .csv, .markdown, .score, .people:
      // The last line sums up, which is worth saying only when something deserves a look.
      if report.warningCount > 0 { console.say(String(report.text.dropLast())) }
    }
  }

  /// The words of a meeting; nil, and told, for one that the server does not take.
  private mutating func check(_ transcript: Transcript, _ path: String) -> MeetingWords? {
    do {
      return try MeetingWords(checking: transcript, readFrom: path, in: arena)
    } catch {
      refuse(path, error)
      return nil
    }
  }

  /// The meeting under the id that the server would give it; nil for a repeat of one before it, and for
  /// one that the server does not take.
  private mutating func admit(
    _ read: Transcript, _ words: MeetingWords, _ path: String
  ) -> Transcript? {
    var transcript = read
    let verdict = register.judge(&transcript, words: words)
    let id = transcript.meeting.id
    if case .repeated(let holder) = verdict {
      console.say("\(path): the meeting \(id) is in \(holder.document) too, and is left out here")
      return nil
    }
    switch verdict {
    case .new, .repeated: break
    case .keptApart(let holder):
      do {
        // Its ids are others than those that were checked.
        try transcript.validate(in: arena)
      } catch {
        refuse(path, error)
        return nil
      }
      console.say(
        "\(path): a meeting of the day and title of that of \(holder.document), with other words: "
          + "its id is \(id)")
    case .replacing(let holder):
      replaced += 1
      console.say(
        "\(path): the meeting \(id) is another in \(holder.document), which a server leaves out "
          + "for this one; both are shown here")
    }
    let alike = register.take(transcript, words: words, of: path)
    if alike != nil { alikeCount += 1 }
    if let alike, alikeCount <= MeetingRegister.namedLikenesses {
      console.say(
        "\(path): most paragraphs of the meeting \(id) have the words of \(alike.id) in "
          + "\(alike.holder.document); it may be there twice, leave one of them out")
    }
    kept += 1
    return transcript
  }

  private mutating func refuse(_ path: String, _ error: ImportError) {
    refused += 1
    console.say("\(path): a meeting was left out: \(error)")
  }

  /// Takes a meeting that an archive takes; nil for another one.
  private mutating func take(
    _ transcript: Transcript?, _ words: MeetingWords?, _ path: String
  ) throws {
    if let transcript, people != nil {
      let id = transcript.meeting.id
      // As the server does: what it has taken the place of says nothing any more.
      if let earlier = evidence[id] { people!.forget(earlier) }
      evidence[id] = people!.learn(people!.add(transcript))
    }
    if held != nil {
      guard held!.append(transcript, words) else { throw tooLarge(path) }
    } else if let transcript {
      try write(transcript, path)
    }
  }

  /// Takes somebody who has said nothing.
  private mutating func take(_ person: Speaker, of transcript: Transcript, _ path: String) throws {
    let alone = transcript.alone(person)
    do {
      try alone.validateSpeakers(in: arena)
    } catch {
      refused += 1
      return console.say("\(path): a speaker without statements was left out: \(error)")
    }
    if people != nil { people!.learn(people!.add(alone)) }
    guard held == nil || held!.append(bystander: person, of: transcript) else {
      throw tooLarge(path)
    }
  }

  private func tooLarge(_ path: String) -> DocumentError {
    DocumentError(
      .tooLarge, document: path == "-" ? "standard input" : path,
      problem:
        "what can be read only once takes more than \(HeldDocuments.onceLimit >> 20) MiB of memory, and "
        + "who spoke is settled when all is read",
      remedy: "save it to a file and name that")
  }

  mutating func write(_ read: Transcript, _ path: String) throws {
    var transcript = settled?.relabel(read) ?? read
    if command.format == .score {
      return try emit(
        Array((ScoreLine.render(transcript, source: path) + "\n").utf8), isJSON: true)
    }
    guard var writer else { return }
    let isJSON = command.format == .jsonl
    if !hasWritten { try emit(writer.opening(), isJSON: isJSON) }
    hasWritten = true
    // So that whoever reads the lines notices when some are lost.
    if isJSON { transcript.meeting.statementCount = UInt32(transcript.statements.count) }
    if transcript.statements.isEmpty, writer.writesEmptyMeetings {
      try emit(
        writer.record(ofEmpty: transcript.meeting, speakers: transcript.speakers), isJSON: isJSON)
    }
    writer.begin(speakers: transcript.speakers, silent: transcript.silentSpeakers)
    var bytes: [UInt8] = []
    for (index, statement) in transcript.statements.enumerated() {
      bytes.removeAll(keepingCapacity: true)
      writer.write(
        statement, in: transcript.meeting, isFirst: index == 0, to: &bytes)
      try emit(bytes, isJSON: isJSON)
    }
    self.writer = writer
  }

  /// Writes somebody who has said nothing.
  mutating func write(_ person: Speaker, of transcript: Transcript) throws {
    let alone = transcript.alone(person)
    let speakers = (settled?.relabel(alone) ?? alone).speakers
    guard var writer, writer.writesSpeakers else { return }
    for speaker in speakers { try emit(writer.record(ofSilent: speaker), isJSON: true) }
    self.writer = writer
  }

  private func emit(_ bytes: [UInt8], isJSON: Bool) throws {
    guard console.output.isTerminal, command.format != .text else {
      return try console.output.write(bytes)
    }
    try console.output.write(
      isJSON ? VisibleText.visible(json: bytes) : VisibleText.visible(data: bytes))
  }
}

extension Transcript {
  /// Those to whom no statement refers.
  fileprivate var silentSpeakers: [Speaker] {
    var meant: Set<ExactText> = []
    for statement in statements {
      meant.insert(statement.attribution.speakerID)
      for id in statement.attribution.candidateIDs { meant.insert(id) }
    }
    return speakers.filter { !meant.contains($0.id) }
  }
}
