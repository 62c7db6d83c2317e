package import RPC
internal import VerbatimClient

/// What a load test calls.
package enum Workload: String, Sendable, CaseIterable {
  case getMeeting = "get-meeting"
  case getStatement = "get-statement"
  case listMeetings = "list-meetings"
  case listSpeakers = "list-speakers"
  case streamStatements = "stream-statements"
  case countStatements = "count-statements"

  /// The method as gRPC knows it.
  package var descriptor: MethodDescriptor {
    switch self {
    case .getMeeting: Methods.getMeeting
    case .getStatement: Methods.getStatement
    case .listMeetings: Methods.listMeetings
    case .listSpeakers: Methods.listSpeakers
    case .streamStatements: Methods.streamStatements
    case .countStatements: Methods.countStatements
    }
  }

  /// The method as reports name it, "verbatim.v1.Archive/GetStatement".
  package var name: String { "\(descriptor.service)/\(descriptor.method)" }

  /// Whether answers are streams.
  package var isStream: Bool { descriptor.kind == .serverStreaming }

  /// Takes the names above, those of gRPC in any case ("GetStatement"), and "count" and the like for
  /// short.
  package init?(argument: String) {
    let folded = argument.lowercased().filter { $0 != "-" && $0 != "_" }
    let found = Self.allCases.filter { workload in
      let name = workload.descriptor.method.lowercased()
      return name == folded || name.hasPrefix(folded) && folded.count >= 5
    }
    guard found.count == 1 else { return nil }
    self = found[0]
  }
}

/// Which share of the calls each method has.
package struct Mix: Sendable {
  /// A method and its share, above 0.
  package struct Entry: Sendable, Hashable {
    package var workload: Workload
    package var weight: Double
  }

  package let entries: [Entry]
  /// The sum of the weights up to each entry, as a share of all.
  private let bounds: [Double]

  /// A mix of at least one entry.
  package init(_ entries: [Entry]) {
    precondition(!entries.isEmpty && entries.allSatisfy { $0.weight > 0 })
    self.entries = entries
    // As shares of the largest, so that their sum is a number however large they are.
    let largest = entries.reduce(0) { max($0, $1.weight) }
    let sum = entries.reduce(0) { $0 + $1.weight / largest }
    var total = 0.0
    bounds = entries.map {
      total += $0.weight / largest / sum
      return total
    }
  }

  package init(_ workload: Workload) { self.init([Entry(workload: workload, weight: 1)]) }

  /// Reads "get-statement=8,count=1"; a method without a weight has 1. Nil with what is wrong.
  package static func parse(_ text: String) -> Result<Mix, MixError> {
    var entries: [Entry] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(halves[0])
      guard let workload = Workload(argument: name) else {
        let all = Workload.allCases.map(\.rawValue).joined(separator: ", ")
        return .failure(MixError(description: "“\(name)” is no method of a mix; there are \(all)"))
      }
      let weight = halves.count == 1 ? 1 : Double(halves[1]) ?? 0
      guard weight > 0, weight.isFinite else {
        return .failure(
          MixError(description: "“\(part)” has no weight above 0: write METHOD=WEIGHT"))
      }
      guard !entries.contains(where: { $0.workload == workload }) else {
        return .failure(MixError(description: "“\(name)” is twice in the mix"))
      }
      entries.append(Entry(workload: workload, weight: weight))
    }
    return .success(Mix(entries))
  }

  /// The index of an entry, drawn by its weight.
  func draw(_ generator: inout SeededGenerator) -> Int {
    guard bounds.count > 1 else { return 0 }
    let value = generator.unit()
    for index in bounds.indices.dropLast() where value < bounds[index] { return index }
    return bounds.count - 1
  }
}

/// What is wrong with a mix.
package struct MixError: Error, CustomStringConvertible {
  package let description: String
}
