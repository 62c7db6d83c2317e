internal import ArchiveProtocol
internal import Protobuf
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts

extension DocumentReading {
  /// Writes what was held until people were settled, and reads again what was not.
  mutating func writeHeld() async throws {
    guard let held = held.take() else { return }
    for document in held.documents {
      // Lets an interruption through between documents.
      await Task.yield()
      if let parts = document.parts {
        for part in parts {
          try Task.checkCancellation()
          switch part {
          case .meeting(let transcript): try write(transcript, document.path)
          case .bystander(let person, let transcript): try write(person, of: transcript)
          }
        }
      } else {
        try writeAgain(document)
      }
    }
  }

  /// Reads a document once more; what deserves a look was said when it was read first.
  private mutating func writeAgain(_ document: HeldDocuments.Document) throws {
    var report = ReadingReport(detail: .none)
    var readings = document.meetings[...]
    func changed() -> DocumentError {
      DocumentError(
        .inputOutput, document: document.path, problem: "it changed while it was read",
        remedy: "read it again")
    }
    do {
      try DocumentFormats.read(
        path: document.path, format: command.documentFormat, options: command.options,
        report: &report
      ) { transcript in
        try Task.checkCancellation()
        let words = try? MeetingWords(checking: transcript, readFrom: document.path, in: arena)
        guard let reading = readings.popFirst(), (reading.words == nil) == (words == nil),
          reading.words.map({ $0.areReadAgain(as: words!) }) ?? true
        else { throw changed() }
        if let id = reading.id {
          var transcript = transcript
          if transcript.meeting.id != id { transcript.rename(meeting: id) }
          try write(transcript, document.path)
        }
        for person in transcript.bystanders
        where (try? transcript.alone(person).validateSpeakers(in: arena)) != nil {
          try write(person, of: transcript)
        }
      }
      guard readings.isEmpty, document.failure == nil else { throw changed() }
    } catch let error as DocumentError {
      // What failed at first has been said.
      if error != document.failure || !readings.isEmpty { fail(CommandFailure(error)) }
    }
  }
}
