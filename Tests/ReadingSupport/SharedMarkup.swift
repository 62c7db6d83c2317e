package import Foundation

/// The real documents of markup among the shared data.
package enum SharedMarkup {
  package static let folder = SharedData.folder.map { URL(filePath: $0) }

  /// Paths of the files of a folder with an extension.
  package static func files(_ path: String, _ suffix: String) -> [String] {
    guard let root = folder?.appending(path: path) else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().map { root.appending(path: $0).path }
  }

  package static var parlamint: [String] {
    (files("parlamint-tei/AT", ".xml") + files("parlamint-tei/ES-CT", ".xml"))
      .filter { $0.contains("/ParlaMint-") && $0.contains("_") }
  }

  /// Plain sittings with their annotated form beside them.
  package static var pairs: [String] {
    parlamint.filter {
      FileManager.default.fileExists(atPath: String($0.dropLast(4)) + ".ana.xml")
    }
  }

  /// Files that are quick to damage many times.
  package static var small: [String] {
    let all =
      files("kremlin-en", ".html") + files("akoma-ntoso", ".xml") + parlamint
      + files("hansard-twfy", ".xml")
    return all.filter { path in
      let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int
      return (size ?? .max) < 80_000
    }
  }
}
