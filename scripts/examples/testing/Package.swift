// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "testing",
  platforms: [.macOS(.v15)],
  dependencies: [
    // In a package of yours: .package(url: "…/verbatim", branch: "main").
    .package(name: "verbatim", path: "../../..")
  ],
  targets: [
    .target(
      name: "Newsroom", dependencies: [.product(name: "VerbatimClient", package: "verbatim")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .testTarget(
      name: "NewsroomTests",
      dependencies: ["Newsroom", .product(name: "VerbatimTesting", package: "verbatim")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
