internal import TextAnalysis

extension Settings {
  /// What searches may ask for.
  static func searches(_ resolver: inout SettingsResolver) -> SearchLimits {
    var limits = SearchLimits()
    for limit in SearchLimit.allCases {
      limits[limit] = resolver.one(
        limit.rawValue, limit.isSize ? .size(limit.bounds) : .count(limit.bounds),
        default: limits[limit])
    }
    return limits
  }
}
