/// What became of a sequence of parts, in order: what stayed, what was taken out, what was put in.
enum SequenceDifference {
  /// Numbers of parts before and after.
  enum Step: Hashable {
    case same(Int, Int)
    case removed(Int)
    case added(Int)
  }

  /// Above so many pairs of parts those between two anchors are taken as replaced.
  private static let mostPairs = 4_000_000

  /// How one sequence becomes another.
  ///
  /// Parts that stand once in each are anchors, the most of them that are in order (patience, as Bram Cohen's
  /// merge does): so a passage that was moved or repeated does not tear apart what is around it. Between
  /// anchors the longest common part is found.
  /// - Complexity: O(n log n) and the product of the lengths between anchors, which is bounded.
  static func steps<Part: Hashable>(from old: [Part], to new: [Part]) -> [Step] {
    var steps: [Step] = []
    align(old, 0..<old.count, new, 0..<new.count, &steps)
    return steps
  }

  private static func align<Part: Hashable>(
    _ old: [Part], _ before: Range<Int>, _ new: [Part], _ after: Range<Int>,
    _ steps: inout [Step]
  ) {
    var (start, newStart) = (before.lowerBound, after.lowerBound)
    var (end, newEnd) = (before.upperBound, after.upperBound)
    while start < end, newStart < newEnd, old[start] == new[newStart] {
      steps.append(.same(start, newStart))
      (start, newStart) = (start + 1, newStart + 1)
    }
    var tail: [Step] = []
    while start < end, newStart < newEnd, old[end - 1] == new[newEnd - 1] {
      (end, newEnd) = (end - 1, newEnd - 1)
      tail.append(.same(end, newEnd))
    }
    let anchors = anchors(old, start..<end, new, newStart..<newEnd)
    if anchors.isEmpty {
      common(old, start..<end, new, newStart..<newEnd, &steps)
    } else {
      for (place, newPlace) in anchors {
        align(old, start..<place, new, newStart..<newPlace, &steps)
        steps.append(.same(place, newPlace))
        (start, newStart) = (place + 1, newPlace + 1)
      }
      align(old, start..<end, new, newStart..<newEnd, &steps)
    }
    steps += tail.reversed()
  }

  /// Parts that stand once in each range, as many as are in order.
  private static func anchors<Part: Hashable>(
    _ old: [Part], _ before: Range<Int>, _ new: [Part], _ after: Range<Int>
  ) -> [(Int, Int)] {
    func places(_ parts: [Part], _ range: Range<Int>) -> [Part: Int?] {
      var places: [Part: Int?] = [:]
      for index in range {
        let isKnown = places.keys.contains(parts[index])
        places.updateValue(isKnown ? nil : index, forKey: parts[index])
      }
      return places
    }
    guard !before.isEmpty, !after.isEmpty else { return [] }
    let newPlaces = places(new, after)
    let oldPlaces = places(old, before)
    var pairs: [(Int, Int)] = []
    for index in before {
      guard case .some(.some(index)) = oldPlaces[old[index]],
        case .some(.some(let place)) = newPlaces[old[index]]
      else { continue }
      pairs.append((index, place))
    }
    // The longest run of ascending places: piles, and who lay under whom.
    var piles: [Int] = []
    var under: [Int?] = []
    for (number, pair) in pairs.enumerated() {
      let pile = piles.partitioningIndex { pairs[$0].1 >= pair.1 }
      under.append(pile > 0 ? piles[pile - 1] : nil)
      if pile == piles.count { piles.append(number) } else { piles[pile] = number }
    }
    var chain: [(Int, Int)] = []
    var next = piles.last
    while let number = next {
      chain.append(pairs[number])
      next = under[number]
    }
    return chain.reversed()
  }

  /// The longest common part of two ranges, by a table.
  private static func common<Part: Hashable>(
    _ old: [Part], _ before: Range<Int>, _ new: [Part], _ after: Range<Int>,
    _ steps: inout [Step]
  ) {
    guard !before.isEmpty, !after.isEmpty, before.count * after.count <= mostPairs else {
      steps += before.map(Step.removed)
      steps += after.map(Step.added)
      return
    }
    let width = after.count + 1
    var lengths = [Int32](repeating: 0, count: (before.count + 1) * width)
    for row in (0..<before.count).reversed() {
      for column in (0..<after.count).reversed() {
        let place = row * width + column
        lengths[place] =
          old[before.lowerBound + row] == new[after.lowerBound + column]
          ? lengths[place + width + 1] + 1 : max(lengths[place + width], lengths[place + 1])
      }
    }
    var (row, column) = (0, 0)
    while row < before.count || column < after.count {
      let (index, newIndex) = (before.lowerBound + row, after.lowerBound + column)
      let place = row * width + column
      if row < before.count, column < after.count, old[index] == new[newIndex] {
        steps.append(.same(index, newIndex))
        (row, column) = (row + 1, column + 1)
      } else if column == after.count
        || (row < before.count && lengths[place + width] >= lengths[place + 1])
      {
        steps.append(.removed(index))
        row += 1
      } else {
        steps.append(.added(newIndex))
        column += 1
      }
    }
  }
}

extension Array {
  /// The first place of which something holds, where it holds of all that come after one of which it does.
  fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
