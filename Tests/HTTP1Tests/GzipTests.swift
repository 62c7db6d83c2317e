import HTTP1
import Synchronization
import Testing
import Zip

@Suite("Compressed answers")
struct GzipTests {
  private static let text = Array(String(repeating: "the harbour is open; ", count: 1_000).utf8)

  private func bytes(_ response: HTTPResponse) throws -> [UInt8] {
    switch response.body {
    case .bytes(let bytes): return bytes
    case .pieces(let next):
      var all: [UInt8] = []
      while let piece = try next({ false }) { all += piece }
      return all
    }
  }

  private func page(_ body: HTTPResponse.Body, type: String = "text/html") -> HTTPResponse {
    HTTPResponse(fields: [("Content-Type", type), ("Vary", "Accept-Language")], body: body)
  }

  @Test("text goes compressed to who reads that, and says that it depends on that")
  func whole() throws {
    let response = page(.bytes(Self.text)).compressed(accepting: "br, gzip")
    #expect(response.value(of: "Content-Encoding") == "gzip")
    #expect(response.value(of: "Vary") == "Accept-Language, Accept-Encoding")
    let bytes = try bytes(response)
    #expect(bytes.count < Self.text.count / 10)
    #expect(try Gzip.unpack(bytes, limits: ZipLimits(size: 1 << 20)) == Self.text)
  }

  @Test("of a text in pieces each can be read as soon as it is here")
  func pieces() throws {
    let left = Mutex(3)
    let response = page(
      .pieces { _ in
        left.withLock { left in
          left -= 1
          return left < 0 ? nil : Self.text
        }
      }
    ).compressed(accepting: "gzip")
    guard case .pieces(let next) = response.body else { throw Missing() }
    var all: [UInt8] = []
    for _ in 0..<3 {
      let piece = try #require(try next { false })
      // An empty block ends it, as Z_SYNC_FLUSH has it.
      #expect(piece.suffix(4) == [0, 0, 0xFF, 0xFF])
      all += piece
    }
    all += try #require(try next { false })
    #expect(try next { false } == nil)
    #expect(
      try Gzip.unpack(all, limits: ZipLimits(size: 1 << 20)) == Self.text + Self.text + Self.text)
  }

  private struct Missing: Error {}

  @Test(
    "who does not read it, or what gains nothing, gets it as it is",
    arguments: [nil, "", "br", "gzip;q=0", "gzip;q=x", "identity, deflate"] as [String?])
  func plain(_ field: String?) throws {
    let response = page(.bytes(Self.text)).compressed(accepting: field)
    #expect(response.value(of: "Content-Encoding") == nil)
    #expect(response.value(of: "Vary") == "Accept-Language, Accept-Encoding")
    #expect(try bytes(response) == Self.text)
    let small = page(.bytes(Array("small".utf8))).compressed(accepting: "gzip")
    #expect(try bytes(small) == Array("small".utf8))
    let image = page(.bytes(Self.text), type: "image/png").compressed(accepting: "gzip")
    #expect(image.value(of: "Content-Encoding") == nil)
    #expect(image.value(of: "Vary") == "Accept-Language")
  }
}
