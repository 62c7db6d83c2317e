internal import ArchiveProtocol
package import Transcripts

// Whether the names and places of a query are found in microseconds. A name that thousands have, or a
// thousand names, takes longer than others on a loop should wait: such a query is planned by a worker.
extension Snapshot {
  package func searchesQuickly(for filter: StatementFilter) -> Bool {
    isQuick(names: filter.speakerNames, places: filter.places)
      && findsWordsQuickly(filter)
  }

  package func searchesQuickly(for query: MeetingQuery) -> Bool {
    isQuick(
      names: query.statements?.speakerNames ?? [],
      places: query.places + (query.statements?.places ?? []))
      && findsWordsQuickly(query.statements ?? StatementFilter())
  }

  package func searchesQuickly(for query: SpeakerQuery) -> Bool {
    isQuick(
      names: (query.name.isEmpty ? [] : [query.name]) + (query.statements?.speakerNames ?? []),
      places: query.statements?.places ?? [])
      && findsWordsQuickly(query.statements ?? StatementFilter())
  }

  /// Texts that are folded on a loop to see what finding them costs; more are never quick.
  private static let quickTexts = 16

  private func isQuick(names: [String], places: [String]) -> Bool {
    guard names.count + places.count <= Self.quickTexts else { return false }
    var cost = 0
    for name in names {
      // The rest of a text that is too long is never looked at.
      guard name.utf8.count <= QueryLimits.textByteCount else { continue }
      cost += speakers.cost(ofFinding: FoldedText(name))
    }
    for place in places where place.utf8.count <= QueryLimits.textByteCount {
      cost += self.places.cost(ofFinding: FoldedText(place))
    }
    return cost <= Listing.quickSteps
  }
}
