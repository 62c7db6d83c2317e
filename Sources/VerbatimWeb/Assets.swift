internal import Digests
internal import HTTP1

/// Files that pages load, at addresses that change with what they hold, so that nobody needs to ask for one
/// again.
struct Asset: Sendable {
  let address: String
  let type: String
  let bytes: [UInt8]
  /// The same as it goes to nearly all, made once.
  private let compressed: HTTPResponse

  static let style = Asset("style", "css", "text/css; charset=utf-8", PackageResources.style_css)
  static let icon = Asset("icon", "svg", "image/svg+xml", PackageResources.icon_svg)
  static let all = [style, icon]

  private init(_ name: String, _ suffix: String, _ type: String, _ bytes: [UInt8]) {
    address = "/assets/\(name)-\(Base32.prefix(12, of: Digest.sha256(bytes))).\(suffix)"
    self.type = type
    self.bytes = bytes
    compressed = Self.response(type, bytes).compressed(accepting: "gzip")
  }

  func response(accepting encodings: String?) -> HTTPResponse {
    let plain = Self.response(type, bytes).compressed(accepting: nil)
    return HTTPResponse.acceptsGzip(encodings) ? compressed : plain
  }

  private static func response(_ type: String, _ bytes: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      fields: [
        ("Content-Type", type), ("Cache-Control", "public, max-age=31536000, immutable"),
        ("X-Content-Type-Options", "nosniff"),
      ], body: .bytes(bytes))
  }
}
