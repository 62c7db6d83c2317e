/// Why something packed could not be unpacked.
package struct ZipError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  package var code: Code
  /// What was wrong, as a sentence without its full stop.
  package var problem: String

  /// Kinds of error.
  package enum Code: Hashable, Sendable {
    /// The bytes break the rules of the format, or are cut short.
    case malformed
    /// A limit of ``ZipLimits`` was passed.
    case tooLarge
    /// Something that is on purpose not done: encryption, other methods than deflate.
    case refused
    /// Memory ran out.
    case unusable
  }

  package init(_ code: Code, _ problem: String) {
    self.code = code
    self.problem = problem
  }
}

/// What hostile bytes may not pass when they are unpacked.
package struct ZipLimits: Hashable, Sendable {
  /// Most bytes that one entry, or one stream, may become.
  package var size: Int
  /// How many times as long as it is packed something may become, beyond ``always``. Documents of
  /// Word become 60 times as long at most, bombs a thousand times.
  package var ratio = 250
  /// Bytes that something may become whatever the ratio.
  package var always = 1 << 20
  /// Most entries of a file. Documents of many pictures have some hundred.
  package var entries = 10_000

  /// - Parameter size: Most bytes that one entry, or one stream, may become.
  package init(size: Int) { self.size = size }

  /// The most that so many packed bytes may become, and whether that is by the ratio.
  func most(from count: Int) -> (bytes: Int, isRatio: Bool) {
    let (product, overflow) = count.multipliedReportingOverflow(by: ratio)
    let most = max(always, overflow ? .max : product)
    return most < size ? (most, true) : (size, false)
  }
}
