import ReadingSupport
import Testing
import Zip

@Suite struct ZipTests {
  private static let words = Array("Good evening. We begin, as we always do, on time.".utf8)
  private let limits = ZipLimits(size: 1 << 24)

  private func sample(_ change: (inout ZipSample.Entry) -> Void = { _ in }) -> ZipSample {
    var sample = ZipSample([
      ZipSample.Entry("a/one.txt", Self.words),
      ZipSample.Entry("two.txt", Self.words, isStored: true),
    ])
    change(&sample.entries[0])
    return sample
  }

  private func failure(
    _ bytes: [UInt8], limits: ZipLimits? = nil, name: String = "a/one.txt"
  ) throws -> ZipError {
    try #require(throws: ZipError.self) {
      _ = try ZipFile(bytes, limits: limits ?? self.limits).contents(of: name)
    }
  }

  @Test("Entries are unpacked, stored or deflated")
  func entries() throws {
    let file = try ZipFile(sample().bytes, limits: limits)
    #expect(file.names == ["a/one.txt", "two.txt"])
    #expect(try file.contents(of: "a/one.txt") == Self.words)
    #expect(try file.contents(of: "two.txt") == Self.words)
    #expect(try file.contents(of: "three.txt") == nil)
    #expect(try ZipFile(ZipSample([]).bytes, limits: limits).names.isEmpty)
  }

  @Test("What is wrong with an entry is said")
  func faults() throws {
    #expect(try failure(sample { $0.checksum = 1 }.bytes).code == .malformed)
    #expect(try failure(sample { $0.size = 3 }.bytes).code == .malformed)
    #expect(try failure(sample { $0.flags = 1 }.bytes).problem.contains("encrypted"))
    #expect(try failure(sample { $0.method = 9 }.bytes).problem.contains("method 9"))
    #expect(try failure(sample { $0.name = "two.txt" }.bytes).problem.contains("twice"))
    var many = sample()
    many.count = 0xFFFF
    #expect(try failure(many.bytes).problem.contains("ZIP64"))
    many.count = 3
    #expect(try failure(many.bytes).code == .malformed)
  }

  @Test("Limits say their names before more than they allow is unpacked")
  func bombs() throws {
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    var bomb = sample { $0.contents = zeros }
    let ratio = try failure(bomb.bytes)
    #expect(ratio.code == .tooLarge)
    #expect(ratio.problem.contains("250 times"))
    // A size that is told too small does not help.
    bomb.entries[0].size = 10
    #expect(try failure(bomb.bytes).code == .tooLarge)
    let size = try failure(sample().bytes, limits: ZipLimits(size: 20))
    #expect(size.problem.contains("20 bytes"))
    var few = ZipLimits(size: 1 << 20)
    few.entries = 1
    #expect(try failure(sample().bytes, limits: few).problem.contains("1 entries"))
    #expect(throws: ZipError.self) { try Gzip.unpack(gzipped(zeros), limits: limits) }
  }

  @Test("A file that is cut or changed anywhere is an error or gives the same words")
  func damage() throws {
    let bytes = sample().bytes
    for count in bytes.indices {
      let cut = Array(bytes.prefix(count))
      #expect(throws: ZipError.self) { try ZipFile(cut, limits: limits) }
      for value in [0, 0xFF, bytes[count] ^ 1] as [UInt8] {
        var changed = bytes
        changed[count] = value
        guard let file = try? ZipFile(changed, limits: limits),
          let found = try? file.contents(of: "a/one.txt")
        else { continue }
        #expect(found == Self.words)
      }
    }
  }

  @Test("Files of gzip are unpacked, several behind one another too")
  func gzip() throws {
    let packed = gzipped(Self.words)
    #expect(Gzip.isBeginning(of: packed))
    #expect(try Gzip.unpack(packed, limits: limits) == Self.words)
    #expect(try Gzip.unpack(packed + packed, limits: limits) == Self.words + Self.words)
    #expect(try Gzip.unpack(packed + [0, 0, 0], limits: limits) == Self.words)
    for count in packed.indices {
      #expect(throws: ZipError.self) {
        try Gzip.unpack(Array(packed.prefix(count)), limits: limits)
      }
    }
    #expect(throws: ZipError.self) { try Gzip.unpack(packed + [1, 2], limits: limits) }
  }
}
