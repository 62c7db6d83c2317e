/// A time from the beginning of a recording.
package struct CueTime: Hashable, Comparable, Sendable {
  /// Thousandths of a second.
  package let milliseconds: Int

  @inlinable package static func < (left: CueTime, right: CueTime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Hours a time may have; longer ones are no times.
  @usableFromInline package static let maximumHours = 9999

  @inlinable package init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// A time of at most ``maximumHours``, in seconds; what is before the beginning is at it.
  package init(seconds: Double) {
    let most = Double(Self.maximumHours) * 3600
    milliseconds = Int((max(0, min(seconds, most)) * 1000).rounded())
  }

  /// Reads `[H…:]MM:SS.mmm` (WebVTT, section 3.3), with a comma too, as SubRip writes it.
  @inlinable package init?(_ text: some StringProtocol) { self.init(text.utf8) }

  /// Reads the same from bytes.
  @inlinable package init?(_ bytes: some Collection<UInt8>) {
    var (hours, minutes, part, count) = (0, 0, 0, 1)
    var digits = 0
    var fraction: Int?
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        guard digits < (fraction == nil ? 4 : 3) else { return nil }
        digits += 1
        if let value = fraction {
          fraction = value * 10 + Int(byte - 0x30)
        } else {
          part = part * 10 + Int(byte - 0x30)
        }
      case UInt8(ascii: ":"):
        guard digits > 0, fraction == nil, count < 3 else { return nil }
        (hours, minutes, part, count) = (minutes, part, 0, count + 1)
        digits = 0
      case UInt8(ascii: "."), UInt8(ascii: ","):
        guard digits > 0, fraction == nil else { return nil }
        fraction = 0
        digits = 0
      default: return nil
      }
    }
    guard digits > 0, count >= 2, part < 60, minutes < 60, hours <= Self.maximumHours else {
      return nil
    }
    // "1,5" is half a second more, "1,05" a twentieth.
    let scale = fraction == nil ? 0 : digits == 1 ? 100 : digits == 2 ? 10 : 1
    milliseconds = ((hours * 60 + minutes) * 60 + part) * 1000 + (fraction ?? 0) * scale
  }

  /// `HH:MM:SS.mmm`.
  package var description: String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let seconds = milliseconds / 1000
    return padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
      + padded(seconds % 60, 2) + "." + padded(milliseconds % 1000, 3)
  }
}
