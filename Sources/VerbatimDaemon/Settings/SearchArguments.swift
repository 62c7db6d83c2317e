internal import ArgumentParser
internal import TextAnalysis

/// What searches may ask for.
struct SearchArguments: ParsableArguments {
  @Option(help: .search("Longest query for words.", .querySize))
  var maximumQuerySize: String?

  @Option(help: .search("Words of a query.", .queryWords))
  var maximumQueryWords: String?

  @Option(help: .search("Words with * in a query.", .queryPrefixes))
  var maximumQueryPrefixes: String?

  @Option(help: .search("Letters before a *, at least.", .prefixLetters))
  var minimumPrefixLetters: String?

  @Option(help: .search("Parentheses within each other in a query.", .queryDepth))
  var maximumQueryDepth: String?

  @Option(help: .search("Words that NEAR and \"…\"~ let stand in between.", .queryDistance))
  var maximumQueryDistance: String?

  @Option(
    help: .search(
      "Words that one with * or ~ may mean in a segment of the archive.", .queryExpansion))
  var maximumQueryExpansion: String?

  @Option(help: .search("Hits of a page.", .pageSize))
  var maximumPageSize: String?

  @Option(help: .search("Statements before a hit, and behind it.", .context))
  var maximumContext: String?

  @Option(help: .search("Longest snippet.", .snippetSize))
  var maximumSnippetSize: String?

  @Option(help: .search("Groups of a facet.", .facetGroups))
  var maximumFacetGroups: String?

  @Option(help: .search("Highlights of a hit; more are counted.", .highlights))
  var maximumHighlights: String?

  @Option(
    help: .search("A page of hits, about; what does not fit comes with the next one.", .searchSize))
  var maximumSearchSize: String?

  @Option(
    help: .search(
      "Tables that find inflected forms; without room for one it is made for each query.",
      .stemMemory))
  var stemMemory: String?

  @Option(
    help: .search(
      "Rows that words with * or ~ mean, in all queries that are not done.", .queryMemory))
  var queryMemory: String?

  var texts: [String: [String]] {
    [
      "maximum-query-size": maximumQuerySize.asTexts,
      "maximum-query-words": maximumQueryWords.asTexts,
      "maximum-query-prefixes": maximumQueryPrefixes.asTexts,
      "minimum-prefix-letters": minimumPrefixLetters.asTexts,
      "maximum-query-depth": maximumQueryDepth.asTexts,
      "maximum-query-distance": maximumQueryDistance.asTexts,
      "maximum-query-expansion": maximumQueryExpansion.asTexts,
      "maximum-page-size": maximumPageSize.asTexts,
      "maximum-context": maximumContext.asTexts,
      "maximum-snippet-size": maximumSnippetSize.asTexts,
      "maximum-facet-groups": maximumFacetGroups.asTexts,
      "maximum-highlights": maximumHighlights.asTexts,
      "maximum-search-size": maximumSearchSize.asTexts,
      "stem-memory": stemMemory.asTexts,
      "query-memory": queryMemory.asTexts,
    ]
  }
}

extension ArgumentHelp {
  fileprivate static func search(_ summary: String, _ limit: SearchLimit) -> ArgumentHelp {
    .setting(
      summary, limit.isSize ? "size" : "number",
      default: limit.isSize ? ByteCount.text(limit.usual) : "\(limit.usual)")
  }
}
