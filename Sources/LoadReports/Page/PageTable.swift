/// A table of figures: the first cell of each row names it.
struct PageTable {
  var caption: String
  var head: [String]
  private var rows: HTML = ""
  private(set) var isEmpty = true

  init(_ caption: String, _ head: [String]) {
    self.caption = caption
    self.head = head
  }

  mutating func add(_ name: String, _ cells: [HTML], isMain: Bool = false) {
    isEmpty = false
    let row = cells.map { cell -> HTML in "<td>\(cell)</td>" }
    rows += """
      <tr\(isMain ? #" class="main""# : "" as HTML)><th scope="row">\(name)</th>\(row)</tr>

      """
  }

  /// A row that ends in words.
  mutating func add(_ name: String, words: String) {
    isEmpty = false
    rows += """
      <tr><th scope="row">\(name)</th><td class="words">\(words)</td></tr>

      """
  }

  /// Wide tables are moved sideways by themselves, also with the keyboard.
  var html: HTML {
    let heads = head.map { name -> HTML in #"<th scope="col">\#(name)</th>"# }
    return """
      <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table>
      <caption>\(caption)</caption>
      <thead><tr>\(heads)</tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }

  // MARK: - Cells

  static func time(_ distribution: Distribution, _ quantile: Double) -> HTML {
    guard distribution.count > 0 else { return "–" }
    guard let value = distribution.supportedValue(atQuantile: quantile) else {
      return #"<span class="few">too few</span>"#
    }
    return "\(Figure.duration(value))"
  }

  static func maximum(_ distribution: Distribution) -> HTML {
    distribution.count > 0 ? "\(Figure.duration(distribution.maximum))" : "–"
  }

  static func mean(_ distribution: Distribution) -> HTML {
    distribution.count > 0 ? "\(Figure.duration(distribution.mean))" : "–"
  }

  /// Percentiles up to the first that none of the distributions carries.
  static func quantiles(for distributions: [Distribution]) -> [Double] {
    let all = Distribution.toldQuantiles
    let carried = all.lastIndex { quantile in
      distributions.contains { $0.supports(quantile: quantile) }
    }
    return Array(all.prefix((carried ?? -1) + 2))
  }
}
