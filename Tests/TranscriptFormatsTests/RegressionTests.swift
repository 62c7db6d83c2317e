import Foundation
import ReadingSupport
import Testing
import TranscriptReading

@Suite struct RegressionTests {
  @Test("Documents that once broke a reader are read or refused")
  func regressions() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Regressions")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { !["swift", "md"].contains($0.pathExtension) }
    for file in files {
      do {
        _ = try read(Array(Data(contentsOf: file)), name: file.lastPathComponent)
      } catch let error as DocumentError {
        #expect(!error.problem.isEmpty)
      }
    }
  }
}
