package import Transcripts

extension Snapshot {
  /// An archive of one meeting alone, as documents said it once, with the people that this one knows; nil
  /// where they do not come out as they were settled then.
  /// - Parameter speakers: The ids of those who made its statements, empty for nobody.
  /// - Complexity: O(the meeting, and the people that are known).
  package func past(of transcript: Transcript, speakers: [String]) -> Snapshot? {
    let archive = Archive(words: hasWords)
    archive.restore(self.speakers.people)
    var areSame = true
    do {
      try archive.load { loader in
        loader.restore(transcript, isKnown: true)
        areSame = loader.settleAsKnown()
        loader.visitSpeakers { _, ordinal, speaker in
          areSame = areSame && ordinal < speakers.count && speakers[ordinal].isExactly(speaker)
        }
      }
    } catch {
      preconditionFailure("nothing here throws")
    }
    return areSame ? archive.snapshot : nil
  }
}
