// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "embedding",
  platforms: [.macOS(.v15)],
  dependencies: [
    // In a package of yours: .package(url: "…/verbatim", from: "1.0.0").
    .package(name: "verbatim", path: "../../..")
  ],
  targets: [
    .executableTarget(
      name: "embedding",
      dependencies: [.product(name: "VerbatimClient", package: "verbatim")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        // Both are optional for users of the library; here they show that it stands them.
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
