/// The version of the programs of this package, and of the libraries they are made of.
package enum ProgramVersion {
  /// There was no release yet.
  package static let current = "0.1.0-dev"
}
