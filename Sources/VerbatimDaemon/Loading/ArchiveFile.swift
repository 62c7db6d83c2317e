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
      let options = ArchiveDatabase.Options(keptRevisions: settings.keptRevisions)
      return try LastingArchive(archive, path: path, options: options) {
        index(settings, logger)
      }
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw error.exitStatus
    }
  }

  /// The index that the settings name; nil, and told why, where it cannot be used: the archive serves as well
  /// without.
  private static func index(_ settings: Settings, _ logger: Logger) -> ArchiveIndex? {
    guard let folder = settings.index.folder else { return nil }
    do {
      return try ArchiveIndex(folder: folder, program: Version.identity)
    } catch {
      logger.warning(
        "there will be no index: each start reads the archive's whole file",
        metadata: ["reason": "\(error)"])
      return nil
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
    case .full, .inputOutput, .exists: .inputOutput
    case .cancelled, .unexpected: .software
    }
  }
}
