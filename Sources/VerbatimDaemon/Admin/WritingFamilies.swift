internal import ArchiveWriting
internal import LastingArchive
internal import OpenMetrics

/// What is written, as metrics.
enum WritingFamilies {
  static func all(_ writing: Writing?) -> [MetricFamily] {
    guard let writing else { return [] }
    let counts = writing.tally.counts
    let queue = writing.queue.counts
    func counter(
      _ name: String, _ help: String, _ label: String, _ values: [(String, Int)]
    ) -> MetricFamily {
      MetricFamily(
        name, .counter, help: help,
        values.map { MetricSample([MetricLabel(label, $0.0)], .integer($0.1)) })
    }
    func single(
      _ name: String, _ kind: MetricFamily.Kind, unit: String = "", _ help: String, _ value: Int
    ) -> MetricFamily {
      MetricFamily(name, kind, unit: unit, help: help, [MetricSample([], .integer(value))])
    }
    return [
      counter(
        "verbatim_imported_documents",
        "Documents that were imported over RPC, by what came of them.",
        "result",
        [
          ("read", counts.documents - counts.failedDocuments), ("failed", counts.failedDocuments),
        ]),
      counter(
        "verbatim_written_meetings", "Meetings that were written over RPC, by what came of them.",
        "outcome",
        [
          ("added", counts.added), ("revised", counts.revised), ("unchanged", counts.unchanged),
          ("repeated", counts.repeated), ("refused", counts.refused), ("deleted", counts.deleted),
        ]),
      single(
        "verbatim_decisions", .counter, "Decisions about who is who that were made or undone.",
        counts.decisions),
      counter(
        "verbatim_backups", "Copies of the archive's file, by whether all of it was taken.",
        "result",
        [("complete", counts.backups), ("failed", counts.failedBackups)]),
      single(
        "verbatim_standing_decisions", .gauge,
        "Decisions about who is who that were written over RPC and stand.",
        writing.queue.lasting.standingDecisionCount),
      counter(
        "verbatim_import_limits_reached",
        "Documents, meetings and decisions that a limit of writing refused, by the setting.",
        "limit",
        [
          ("import-document-size", counts.tooLarge), ("import-memory", counts.outOfMemory),
          ("principal-import-memory", counts.outOfShare),
          ("maximum-decisions", counts.tooManyDecisions),
        ]),
      single(
        "verbatim_import_held", .gauge, unit: "bytes",
        "Bytes of documents and meetings that are not written yet.", counts.heldBytes),
      single(
        "verbatim_write_queue", .gauge, "Writes that wait for those before them.", queue.waiting),
      single("verbatim_writes", .counter, "Writes that were done.", queue.writes),
      single(
        "verbatim_write_steps", .counter,
        "Steps that they were done in, one wait for the disk each.",
        queue.steps),
    ]
  }
}
