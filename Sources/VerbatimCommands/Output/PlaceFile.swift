internal import FoundationEssentials
internal import Transcripts

/// A file that holds how far a follower got. It is replaced in one step, so that it always holds a place.
struct PlaceFile {
  private let path: String
  /// The place that it held, or holds now; nil where there was no file.
  private(set) var place: ChangePlace?
  private var written = ContinuousClock.now

  /// Time between two replacements while much happens.
  private static let patience = Duration.seconds(1)

  /// Reads the file, if there is one.
  init(_ path: String) throws {
    self.path = path
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      return
    } catch {
      throw CommandFailure(.noInput, "\(path) cannot be read: \(error)")
    }
    let text = String(decoding: data, as: UTF8.self).filter { !$0.isWhitespace }
    guard let place = ChangePlace(text) else {
      throw CommandFailure(
        .usage,
        "\(path) holds no place, LOG/SEQUENCE: remove it to begin anew, or name another file")
    }
    self.place = place
  }

  /// Writes a place now.
  mutating func keep(_ place: ChangePlace) throws {
    guard place != self.place else { return }
    do {
      try Data("\(place)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure(.inputOutput, "\(path) cannot be written: \(error)")
    }
    self.place = place
    written = .now
  }

  /// Writes a place from time to time, once `flush` has written what was printed until there.
  mutating func note(_ place: ChangePlace, flush: () throws -> Void) throws {
    guard ContinuousClock.now - written >= Self.patience else { return }
    try flush()
    try keep(place)
  }
}
