import MarkupTranscripts

/// The main text of a page: the part that `<main>` or a single `<article>` marks, else the innermost
/// part that holds nearly all words and everything that may open a statement.
struct PageText {
  private(set) var blocks: [WordBlock] = []
  /// What stands outside of it.
  private(set) var outside: LeftOut?
  /// Bytes of its words.
  private(set) var size = 0

  /// A part of the page is gone into when it holds so many hundredths of the words.
  private static let share = 70

  init(_ handler: PageHandler) {
    let containers = handler.containers
    // The containers that a block stands in, and what each holds.
    var held = [Int](repeating: 0, count: containers.count)
    var openings = [Int](repeating: 0, count: containers.count)
    for block in handler.blocks {
      var index: Int? = block.container
      while let container = index {
        held[container] += block.size
        openings[container] += block.mayOpen ? 1 : 0
        index = containers[container].parent
      }
    }
    var region = 0
    if let main = Self.largest(.main, containers, held), held[main] * 5 >= held[0] { region = main }
    let articles = containers.indices.filter {
      containers[$0].element == .article && Self.isWithin($0, region, containers)
    }
    if articles.count == 1, held[articles[0]] * 2 >= held[region] { region = articles[0] }
    var children: [[Int]] = Array(repeating: [], count: containers.count)
    for (index, container) in containers.enumerated() {
      if let parent = container.parent { children[parent].append(index) }
    }
    while let child = children[region].first(where: {
      held[$0] * 100 >= held[region] * Self.share && openings[$0] == openings[region]
    }) {
      region = child
    }
    var others: [WordBlock] = []
    for block in handler.blocks {
      if Self.isWithin(block.container, region, containers) {
        blocks.append(block.block)
        size += block.size
      } else {
        others.append(block.block)
      }
    }
    outside = others.isEmpty ? nil : LeftOut(outside: others)
  }

  private static func largest(
    _ element: PageElement, _ containers: [PageContainer], _ held: [Int]
  ) -> Int? {
    containers.indices.filter { containers[$0].element == element && $0 > 0 }
      .max { held[$0] < held[$1] }
  }

  private static func isWithin(
    _ container: Int, _ region: Int, _ containers: [PageContainer]
  ) -> Bool {
    var index: Int? = container
    while let container = index {
      if container == region { return true }
      index = containers[container].parent
    }
    return false
  }
}
