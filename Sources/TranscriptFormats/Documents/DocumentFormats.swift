package import Transcripts

/// The formats that can be read, and the choice among them.
package enum DocumentFormats {
  /// Every reader, those that recognise their format most surely first.
  package static let readers: [any DocumentReader] = []

  /// The reader that fits a document best; of equals the first.
  package static func reader(for sample: DocumentSample) -> (any DocumentReader)? {
    var best: (reader: any DocumentReader, fit: Recognition)?
    for reader in readers {
      let fit = reader.recognise(sample)
      if fit > best?.fit ?? .no { best = (reader, fit) }
    }
    return best?.reader
  }
}
