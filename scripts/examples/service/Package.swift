// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "service",
  platforms: [.macOS(.v15)],
  dependencies: [
    // In a package of yours: .package(url: "…/verbatim", from: "1.0.0", traits: […]).
    .package(name: "verbatim", path: "../../..", traits: ["ServiceLifecycle", "SwiftProtobuf"]),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .executableTarget(
      name: "service",
      dependencies: [
        .product(name: "VerbatimRPC", package: "verbatim"),
        .product(name: "RPCServiceLifecycle", package: "verbatim"),
        .product(name: "RPCSwiftProtobuf", package: "verbatim"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
