internal import Archive
internal import ArchiveStorage
internal import LastingArchive
internal import Logging

extension LastingArchive {
  /// Opens the file that the settings name, if they do, and fills nothing yet. Throws, and logs why, where
  /// it cannot be used.
  static func open(
    _ settings: Settings, for archive: Archive, _ logger: Logger
  ) throws(ExitStatus) -> LastingArchive? {
    guard let path = settings.archiveFile else { return nil }
    do {
      return try LastingArchive(
        archive, path: path,
        options: ArchiveDatabase.Options(keptRevisions: settings.keptRevisions))
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw error.exitStatus
    }
  }
}

extension StorageError {
  /// What the program ends with because of it.
  var exitStatus: ExitStatus {
    switch code {
    case .foreign, .newer, .damaged: .badData
    case .inUse, .busy: .archiveInUse
    case .unopenable: .noInput
    case .readOnly: .noPermission
    case .full, .inputOutput: .inputOutput
    case .unexpected: .software
    }
  }
}
