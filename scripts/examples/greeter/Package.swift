// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "greeter",
  platforms: [.macOS(.v15)],
  dependencies: [
    // In a package of yours: .package(url: "…/verbatim", from: "1.0.0").
    .package(name: "verbatim", path: "../../.."),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "greeter",
      dependencies: [
        .product(name: "VerbatimRPC", package: "verbatim"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
