/// An axis: values between its ends to shares of its length, and values for its ticks.
struct Scale {
  var lower: Double
  var upper: Double
  var isLogarithmic: Bool
  var ticks: [Double]

  /// From 0 at one end of the axis to 1 at the other; values beyond are put at the ends.
  func position(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? logarithm(max(value, lower) / lower) / logarithm(upper / lower)
      : (value - lower) / (upper - lower)
    return share.isFinite ? min(1, max(0, share)) : 0
  }

  func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// From 0 to a round number not below `maximum`, with about so many ticks.
  static func linear(to maximum: Double, ticks count: Int = 5) -> Scale {
    let step = roundStep(max(maximum, 1e-9) / Double(max(1, count)))
    let steps = max(1, (maximum / step - 1e-9).rounded(.up))
    return Scale(
      lower: 0, upper: step * steps, isLogarithmic: false,
      ticks: (0...Int(steps)).map { Double($0) * step })
  }

  /// From 0 to exactly `maximum`: time, which has no room to spare.
  static func time(to maximum: Double, ticks count: Int) -> Scale {
    var scale = linear(to: max(maximum, 1e-9), ticks: count)
    scale.upper = max(maximum, 1e-9)
    scale.ticks.removeAll { $0 > scale.upper * (1 + 1e-9) }
    return scale
  }

  /// For latencies: logarithmic where they spread over more than `linearSpread`.
  static func latency(_ values: some Sequence<Double>) -> Scale {
    let values = values.filter { $0 > 0 }
    guard let least = values.min(), let most = values.max() else { return linear(to: 1e6) }
    guard most / least > linearSpread else { return linear(to: most * 1.02) }
    let marks = roundNumbers(around: least, most)
    guard let lower = marks.last(where: { $0 <= least }),
      let upper = marks.first(where: { $0 >= most })
    else { return linear(to: most) }
    let decades = logarithm(upper / lower)
    let ticks = marks.filter { mark in
      guard mark >= lower, mark <= upper else { return false }
      return decades <= 3.5 || isPowerOfTen(mark)
    }
    return Scale(lower: lower, upper: upper, isLogarithmic: true, ticks: ticks)
  }

  /// Up to this spread small values are still seen on a linear scale.
  static let linearSpread = 50.0

  /// 1, 2 and 5 times powers of ten, from below `least` to above `most`.
  private static func roundNumbers(around least: Double, _ most: Double) -> [Double] {
    var numbers: [Double] = []
    var power = 1.0
    while power > least { power /= 10 }
    while power * 10 <= least { power *= 10 }
    while numbers.last ?? 0 < most {
      numbers += [power, 2 * power, 5 * power]
      power *= 10
    }
    return numbers
  }

  private static func isPowerOfTen(_ value: Double) -> Bool {
    var value = value
    while value >= 9.99 { value /= 10 }
    while value <= 0.99 { value *= 10 }
    return value < 1.01
  }

  private static func roundStep(_ step: Double) -> Double {
    roundNumbers(around: step, step).first { $0 >= step * (1 - 1e-9) } ?? step
  }
}

/// The common logarithm.
func logarithm(_ value: Double) -> Double {
  guard value > 0, value.isFinite else { return 0 }
  // By squaring: each doubling of the exponent gives one binary digit of the result.
  var rest = value
  var result = 0.0
  while rest >= 10 {
    rest /= 10
    result += 1
  }
  while rest < 1 {
    rest *= 10
    result -= 1
  }
  var digit = 0.5
  for _ in 0..<40 {
    rest *= rest
    if rest >= 10 {
      rest /= 10
      result += digit
    }
    digit /= 2
  }
  return result
}
