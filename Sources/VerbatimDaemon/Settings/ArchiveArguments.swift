internal import ArchiveWriting
internal import ArgumentParser
internal import VerbatimServer

/// The file that remembers what was imported.
struct ArchiveArguments: ParsableArguments {
  @Option(
    help: .setting(
      """
      Keep what is imported in this file, which is made where it is missing, and serve what it has; \
      documents are taken into it once.
      """, "file"),
    completion: .file())
  var archive: String?

  @Option(
    help: .setting(
      """
      Keep what that archive is started from in this folder, so that a start need not read all of the file; \
      or none. It may be deleted at any time.
      """, "folder", default: "beside the archive, FILE.index"),
    completion: .directory)
  var index: String?

  @Option(
    help: .setting(
      "How long changes may wait until they are in the index.", "time",
      default: TimeSpan.text(Settings.Index().interval)))
  var indexInterval: String?

  @Option(
    help: .setting(
      "Revisions of a meeting that the archive's file keeps, the current one among them; or all.",
      "number", default: "all"))
  var archiveRevisions: String?

  @Option(
    help: .setting(
      "Clients that follow what happens to the archive, at once.", "number",
      default: "\(Following.Limits().maximumFollowers)"))
  var maximumFollowers: String?

  @Option(
    help: .setting(
      "How often one who follows is told that nothing happens.", "time",
      default: TimeSpan.text(Following.Limits().heartbeat)))
  var followHeartbeat: String?

  @Option(
    help: .setting(
      "Largest document, or meeting, that is imported over RPC.", "size",
      default: ByteCount.text(Self.writing.documentSize)))
  var importDocumentSize: String?

  @Option(
    help: .setting(
      "Documents and meetings imported over RPC that are not written yet, of all calls.", "size",
      default: ByteCount.text(Self.writing.memory)))
  var importMemory: String?

  private static let writing = WritingLimits()

  @Option(
    help: .setting(
      "Time for the next part of what is imported over RPC to come.", "time",
      default: TimeSpan.text(Self.writing.timeout)))
  var importTimeout: String?

  @Option(
    help: .setting(
      "Decisions about who is who, written over RPC, that may stand at once.", "number",
      default: "\(Self.writing.decisions)"))
  var maximumDecisions: String?

  var texts: [String: [String]] {
    [
      "archive": archive.asTexts, "index": index.asTexts,
      "index-interval": indexInterval.asTexts, "archive-revisions": archiveRevisions.asTexts,
      "maximum-followers": maximumFollowers.asTexts, "follow-heartbeat": followHeartbeat.asTexts,
      "import-document-size": importDocumentSize.asTexts, "import-memory": importMemory.asTexts,
      "import-timeout": importTimeout.asTexts, "maximum-decisions": maximumDecisions.asTexts,
    ]
  }
}
