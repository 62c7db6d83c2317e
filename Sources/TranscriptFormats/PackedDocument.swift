import Digests
import TranscriptReading
import Zip

/// Documents that gzip packed.
enum PackedDocument {
  /// What a document holds that begins as a gzip file does; nil when it does not.
  /// - Throws: ``DocumentError`` when it is too large, packed or not, or damaged.
  static func unpacked(
    _ document: Document, _ sample: DocumentSample, _ options: ReadingOptions
  ) throws -> Document? {
    guard Gzip.isBeginning(of: sample.bytes) else { return nil }
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    do throws(ZipError) {
      let text = try Gzip.unpack(bytes, limits: ZipLimits(size: options.maximumDocumentSize))
      let name = document.name
      return Document(
        bytes: text, name: name.lowercased().hasSuffix(".gz") ? String(name.dropLast(3)) : name,
        originalDigest: Digest.sha256(bytes))
    } catch {
      throw document.error(
        error.code == .tooLarge ? .tooLarge : error.code == .unusable ? .inputOutput : .malformed,
        error.problem,
        remedy: error.code == .tooLarge
          ? "unpack it, and give what is in it, or raise the limit for the size of documents"
          : "get it again, or unpack it, and give what is in it")
    }
  }
}
