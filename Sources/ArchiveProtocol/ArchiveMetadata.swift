/// Keys of the metadata that goes with answers, as the schema documents them.
package enum ArchiveMetadata {
  /// The archive's fingerprint.
  package static let archive = "verbatim-archive"
}
