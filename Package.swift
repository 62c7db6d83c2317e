// swift-tools-version:6.2
import PackageDescription

// Warnings are errors here; SwiftPM lifts this where the package is somebody's dependency.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func target(
  _ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil,
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, resources: resources,
    swiftSettings: settings)
}

func executable(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hashTrees = Target.Dependency.product(
  name: "HashTreeCollections", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "verbatim",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "VerbatimClient", targets: ["VerbatimClient"]),
    .library(name: "VerbatimTesting", targets: ["VerbatimTesting"]),
    .library(name: "VerbatimRPC", targets: ["VerbatimRPC"]),
    .library(name: "RPCMetrics", targets: ["RPCMetrics"]),
    .library(name: "RPCTracing", targets: ["RPCTracing"]),
    .library(name: "OpenMetrics", targets: ["OpenMetrics"]),
    .library(name: "RPCSwiftProtobuf", targets: ["RPCSwiftProtobuf"]),
    .library(name: "RPCServiceLifecycle", targets: ["RPCServiceLifecycle"]),
    .executable(name: "verbatimd", targets: ["verbatimd"]),
    .executable(name: "verbatim", targets: ["verbatim"]),
  ],
  // Products that most do without, and what they need: nobody else fetches or builds it.
  traits: [
    .trait(name: "SwiftProtobuf", description: "RPCSwiftProtobuf: messages of swift-protobuf."),
    .trait(
      name: "ServiceLifecycle",
      description: "RPCServiceLifecycle: servers and channels in a ServiceGroup."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.2.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  // In layers: a target imports only what stands above it.
  targets: [
    // C libraries of the system, and the messages of Proto/ in C.
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "openssl",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CNghttp2", pkgConfig: "libnghttp2",
      providers: [.apt(["libnghttp2-dev"]), .brew(["libnghttp2"])]),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c",
      providers: [.apt(["libprotobuf-c-dev"]), .brew(["protobuf-c"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .target(name: "CVerbatimProto", dependencies: ["CProtobufC"]),
    .target(name: "CMemory"),
    .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc")]),
    .systemLibrary(
      name: "CStemmer", providers: [.apt(["libstemmer-dev"]), .brew(["snowball"])]),

    // Protocol engines: bytes in, bytes out, no I/O.
    target("Protobuf", ["CProtobufC", "CMemory"]),
    target("TLS", ["COpenSSL"]),
    target("HTTP1", ["CZlib"]),
    target("HTTP2", ["CNghttp2"]),
    target("RPC", ["HTTP1", "HTTP2", "TLS", "Protobuf", "CZlib", "CProtobufC", "CVerbatimProto"]),
    target("Markup", ["CLibXML2"]),
    target("Zip", ["CZlib"]),
    target("Digests", ["COpenSSL"]),

    // Sockets.
    target("RPCTransport", ["RPC", "HTTP1", "HTTP2", "TLS", nioCore, nioPosix]),
    target(
      "RPCServer",
      [
        "RPCTransport", "RPC", "HTTP1", "HTTP2", "TLS", "Protobuf", "CProtobufC", "CVerbatimProto",
        nioCore, nioPosix, logging,
      ]),
    target("RPCClient", ["RPCTransport", "RPC", "HTTP2", "TLS", nioCore, nioPosix, logging]),
    target("VerbatimRPC", ["RPC", "TLS", "RPCTransport", "RPCServer", "RPCClient"]),

    // For those who have them: see the traits above.
    target(
      "RPCSwiftProtobuf",
      [
        "RPC", "RPCServer", "RPCClient",
        .product(
          name: "SwiftProtobuf", package: "swift-protobuf",
          condition: .when(traits: ["SwiftProtobuf"])),
      ]),
    target(
      "RPCServiceLifecycle",
      [
        "RPCServer", "RPCClient",
        .product(
          name: "ServiceLifecycle", package: "swift-service-lifecycle",
          condition: .when(traits: ["ServiceLifecycle"])),
      ]),

    // Interceptors for those who measure and trace.
    target("RPCMetrics", ["RPC", metrics]),
    target("RPCTracing", ["RPC", tracing]),

    // What those who run a server look at: metrics as text, and a server for them.
    target("OpenMetrics", [metrics]),
    // What readers' browsers speak.
    target("HTTPListener", ["HTTP1", "RPCServer", "RPCTransport", "RPC", nioCore, nioPosix]),
    target("AdminServer", ["HTTP1", "HTTPListener", "RPCServer", "RPC"]),

    // Words of texts.
    target("TextAnalysis", ["CICU", "CStemmer"]),

    // The domain, and documents read into it.
    target("Transcripts"),
    // Who may do what.
    target("AccessPolicy", ["Transcripts", "Digests"]),
    // Who is who, and the ids of speakers.
    target("People", ["Transcripts", hashTrees], resources: [.embedInCode("Labels/Words")]),
    // The messages of all these, both ways.
    target("ArchiveProtocol", ["Transcripts", "Protobuf", "CProtobufC", "CVerbatimProto"]),
    target(
      "TranscriptReading",
      ["ArchiveProtocol", "People", "Transcripts", "Digests", "Protobuf", "CVerbatimProto"]),
    target(
      "TranscriptJSON",
      [
        "TranscriptReading", "People", "ArchiveProtocol", "Transcripts", "Digests", "Protobuf",
        "CProtobufC", "CVerbatimProto",
      ]),
    target("TextTranscripts", ["TranscriptReading", "People", "Transcripts", "Digests", yams]),
    target(
      "MarkupTranscripts",
      ["TranscriptReading", "People", "Transcripts", "Digests", "Markup"]),
    target(
      "OfficeTranscripts",
      [
        "MarkupTranscripts", "TextTranscripts", "TranscriptReading", "Transcripts", "Markup", "Zip",
      ]),
    target(
      "TranscriptFormats",
      [
        "OfficeTranscripts", "MarkupTranscripts", "TextTranscripts", "TranscriptJSON",
        "TranscriptReading", "Zip", "Digests", "Transcripts",
      ]),
    target(
      "Archive",
      [
        "ArchiveProtocol", "People", "Transcripts", "TextAnalysis", "Protobuf", "CMemory",
        "CVerbatimProto", hashTrees,
      ]),

    // The archive that lasts: a database, and the change log in it.
    target(
      "ArchiveStorage",
      [
        "CSQLite", "ArchiveProtocol", "People", "Transcripts", "Digests", "Protobuf",
        "CVerbatimProto",
      ], resources: [.embedInCode("Schema")]),

    target(
      "LastingArchive",
      [
        "Archive", "ArchiveStorage", "ArchiveProtocol", "TranscriptReading", "People",
        "Transcripts", "Protobuf",
      ]),

    // The Archive service and its client.
    target(
      "VerbatimServer",
      [
        "LastingArchive", "ArchiveStorage", "Archive", "ArchiveProtocol", "Transcripts",
        "RPCServer", "RPC", "Protobuf", "CProtobufC", "CVerbatimProto",
      ]),
    target(
      "ArchiveWriting",
      [
        "VerbatimServer", "LastingArchive", "ArchiveStorage", "TranscriptFormats",
        "TranscriptReading", "People", "ArchiveProtocol", "Transcripts", "RPCServer", "RPC",
        "Protobuf", nioPosix,
      ]),
    target(
      "VerbatimClient",
      [
        "ArchiveProtocol", "Transcripts", "RPCClient", "RPC", "TLS", "Protobuf", "CProtobufC",
        "CVerbatimProto", "Digests",
      ]),

    // An archive in process, for the tests of those who use the client.
    target(
      "VerbatimTesting",
      [
        "VerbatimServer", "VerbatimClient", "Archive", "Transcripts", "RPCServer", "RPCClient",
        logging,
      ]),

    // Transcripts as text, Markdown, CSV and JSON Lines.
    target("TranscriptOutput", ["TranscriptJSON", "Transcripts"]),

    // Pages of an archive.
    target(
      "VerbatimWeb",
      [
        "TranscriptOutput", "Archive", "ArchiveProtocol", "TextAnalysis", "Transcripts",
        "HTTP1", "Digests", "Protobuf",
      ], resources: [.embedInCode("Resources")]),

    // Load tests: what they found, in every form it is shown in; and their making.
    target("LoadReports", []),
    target(
      "LoadTesting",
      [
        "LoadReports", "VerbatimClient", "ArchiveProtocol", "Transcripts", "RPCClient",
        "RPCTransport", "RPC", "HTTP2", "TLS", nioCore, nioPosix, histogram,
      ]),

    // The server program: what its parts do, and the program around them.
    target(
      "VerbatimDaemon",
      [
        "ArchiveWriting", "VerbatimServer", "LastingArchive", "ArchiveStorage", "Archive",
        "TextAnalysis",
        "TranscriptFormats", "TranscriptReading", "People", "ArchiveProtocol", "Protobuf",
        "Transcripts", "Digests", "AccessPolicy", "AdminServer", "HTTPListener", "HTTP1",
        "VerbatimWeb",
        "OpenMetrics", "CMemory",
        "RPCServer", "RPC", "HTTP2", "TLS",
        arguments, logging,
      ]),
    executable("verbatimd", ["VerbatimDaemon", arguments]),
    // The command line: its commands, and the program around them.
    target(
      "VerbatimCommands",
      [
        "CVerbatimProto", "ArchiveProtocol", "Protobuf", "TranscriptOutput", "LoadTesting",
        "LoadReports", "VerbatimClient", "ArchiveStorage",
        "TranscriptFormats", "TranscriptJSON", "TranscriptReading", "People", "Transcripts",
        "AccessPolicy", "RPCClient", "RPC", "TLS", arguments,
      ]),
    executable("verbatim", ["VerbatimCommands"]),

    // Measurements, not products.
    executable("bench-queries", ["Archive", "Transcripts"], path: "scripts/bench/queries"),
    executable(
      "bench-reading", ["TranscriptFormats", "TranscriptJSON", "TranscriptReading", "Transcripts"],
      path: "scripts/bench/reading"),
    executable("bench-client", ["VerbatimClient"], path: "scripts/bench/client"),
    executable("bench-calls", ["RPCServer", "RPC", "TLS", logging], path: "scripts/bench/calls"),

    // Hostile documents for readers; see scripts/fuzz.
    target("Fuzzing", path: "scripts/fuzzing/driver"),
    executable(
      "fuzz-readers",
      ["Fuzzing", "TranscriptFormats", "TranscriptJSON", "TranscriptReading", "Transcripts"],
      path: "scripts/fuzzing", exclude: ["driver", "seeds", "wire", "words"]),
    executable(
      "fuzz-wire",
      [
        "Fuzzing", "TestSupport", "Protobuf", "TLS", "HTTP1", "HTTP2", "RPC", "RPCTransport",
        "RPCServer", "Transcripts",
        "ArchiveProtocol", "Archive", "VerbatimServer", "VerbatimTesting",
      ],
      path: "scripts/fuzzing/wire", exclude: ["seeds"]),
    executable(
      "fuzz-words", ["Fuzzing", "TextAnalysis"], path: "scripts/fuzzing/words", exclude: ["seeds"]),

    // Peers and certificates that several of the tests below are made with.
    .target(
      name: "TestSupport", dependencies: ["COpenSSL", "CNghttp2"], path: "Tests/TestSupport",
      swiftSettings: settings),
    tests("ProtobufTests", ["Protobuf", "CVerbatimProto"]),
    tests("TLSTests", ["TLS", "COpenSSL", "TestSupport"]),
    tests("HTTP1Tests", ["HTTP1", "Zip"]),
    tests("HTTP2Tests", ["HTTP2", "TestSupport"]),
    tests("RPCTests", ["RPC", "HTTP1", "HTTP2", "Protobuf", "TestSupport"]),
    tests(
      "RPCTransportTests",
      [
        "RPCTransport", "RPC", "HTTP1", "HTTP2", "TLS", "Protobuf", "TestSupport", nioCore,
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ]),
    tests(
      "RPCServerTests",
      [
        "RPCServer", "RPCClient", "RPCTransport", "RPC", "HTTP2", "TLS", "COpenSSL", "TestSupport",
        nioCore, nioPosix, logging,
      ]),
    tests(
      "RPCMetricsTests",
      [
        "RPCMetrics", "RPCServer", "RPCClient", "RPC", logging,
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ]),
    tests(
      "RPCTracingTests",
      [
        "RPCTracing", "RPCServer", "RPCClient", "RPC", logging, tracing,
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
      ]),
    tests(
      "OpenMetricsTests",
      ["OpenMetrics", "RPCMetrics", "RPCServer", "RPCClient", "RPC", metrics, logging]),
    tests(
      "AdminServerTests", ["AdminServer", "HTTP1", "HTTPListener", "RPCServer", "TestSupport"]),
    tests(
      "HTTPListenerTests",
      [
        "HTTP1", "HTTPListener", "RPCServer", "RPC", "TestSupport", logging, nioCore,
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ]),
    tests("MarkupTests", ["Markup"]),

    // The gRPC project's interoperability tests: a server and a client, not products.
    .target(
      name: "CInteropProto", dependencies: ["CProtobufC"], path: "Tests/Interop/CInteropProto"),
    target(
      "InteropMessages", ["RPC", "Protobuf", "CProtobufC", "CInteropProto"],
      path: "Tests/Interop/Messages"),
    target(
      "InteropService", ["InteropMessages", "RPC", "RPCServer"], path: "Tests/Interop/Service"),
    target("InteropCases", ["InteropMessages", "RPC", "RPCClient"], path: "Tests/Interop/Cases"),
    executable(
      "interop-server", ["InteropService", "RPCServer", "RPC", "TLS", arguments, logging],
      path: "Tests/Interop/Server"),
    executable(
      "interop-client", ["InteropCases", "RPCClient", "TLS", arguments],
      path: "Tests/Interop/Client"),
    // Connect's conformance suite: a server and a client under test for its runner, not products.
    target("ConformanceMessages", ["RPC"], path: "Tests/Conformance/Messages"),
    target(
      "ConformanceService", ["ConformanceMessages", "RPC", "RPCServer"],
      path: "Tests/Conformance/Service"),
    target(
      "ConformanceCalls", ["ConformanceMessages", "RPC", "RPCClient", "TLS"],
      path: "Tests/Conformance/Calls"),
    executable(
      "conformance-server",
      [
        "ConformanceService", "ConformanceMessages", "RPCServer", "RPC", "TLS", "TestSupport",
        logging,
      ],
      path: "Tests/Conformance/Server"),
    executable(
      "conformance-client", ["ConformanceCalls", "ConformanceMessages", "RPC", "RPCClient", "TLS"],
      path: "Tests/Conformance/Client"),
    tests(
      "ConformanceTests",
      [
        "ConformanceCalls", "ConformanceService", "ConformanceMessages", "RPCServer", "RPC", "TLS",
        "TestSupport", logging,
      ]),
    tests(
      "InteropTests",
      ["InteropCases", "InteropService", "RPCServer", "RPCClient", "TLS", "TestSupport", logging]),

    tests("TranscriptsTests", ["Transcripts"]),
    tests("AccessPolicyTests", ["AccessPolicy", "Transcripts"]),
    tests("PeopleTests", ["People", "Transcripts"]),
    tests(
      "ArchiveProtocolTests",
      ["ArchiveProtocol", "Transcripts", "Protobuf", "CProtobufC", "CVerbatimProto"]),
    // Reading of documents and where they are, for the tests of readers.
    target(
      "ReadingSupport",
      ["TranscriptFormats", "TranscriptJSON", "TranscriptReading", "Transcripts", "CZlib"],
      path: "Tests/ReadingSupport"),
    tests("ZipTests", ["Zip", "ReadingSupport"]),
    tests(
      "OfficeTranscriptsTests", ["Digests", "TranscriptReading", "Transcripts", "ReadingSupport"]),
    tests("TextAnalysisTests", ["TextAnalysis", "Transcripts", "ReadingSupport"]),
    tests(
      "TranscriptReadingTests",
      ["TranscriptReading", "People", "Digests", "Transcripts", "ReadingSupport"]),
    tests(
      "TranscriptJSONTests",
      [
        "TranscriptJSON", "TranscriptReading", "Transcripts", "ReadingSupport", "ArchiveProtocol",
        "Protobuf", "CProtobufC", "CVerbatimProto",
      ]),
    tests(
      "TextTranscriptsTests",
      ["TextTranscripts", "TranscriptReading", "Transcripts", "ReadingSupport"]),
    tests(
      "MarkupTranscriptsTests",
      ["MarkupTranscripts", "TranscriptReading", "Transcripts", "ReadingSupport"]),
    tests(
      "TranscriptFormatsTests",
      [
        "Digests", "TranscriptFormats", "TranscriptOutput", "TranscriptReading", "Transcripts",
        "ReadingSupport",
      ],
      exclude: ["Regressions"]),
    tests(
      "ArchiveTests",
      [
        "Archive", "ArchiveProtocol", "People", "Transcripts", "TextAnalysis", "Protobuf",
        "CVerbatimProto", "ReadingSupport",
      ]),
    tests(
      "ArchiveStorageTests",
      ["ArchiveStorage", "People", "Transcripts", "Protobuf", "CSQLite"]),
    tests(
      "LastingArchiveTests",
      [
        "LastingArchive", "ArchiveStorage", "Archive", "ArchiveProtocol", "TranscriptReading",
        "People", "Transcripts", "Protobuf",
      ]),
    tests(
      "ArchiveWritingTests",
      [
        "ArchiveWriting", "VerbatimServer", "VerbatimClient", "LastingArchive", "ArchiveStorage",
        "Archive", "ArchiveProtocol", "TranscriptReading", "People", "Transcripts", "RPCServer",
        "RPCClient", "RPC", "Protobuf", logging,
      ]),
    tests(
      "VerbatimDaemonTests",
      [
        "verbatimd", "verbatim", "VerbatimDaemon", "VerbatimServer", "LastingArchive",
        "ArchiveStorage", "Archive", "TextAnalysis",
        "TranscriptReading",
        "People", "Transcripts", "AccessPolicy", "AdminServer", "OpenMetrics", "RPCServer",
        "RPCClient", "RPC",
        "TLS", "TestSupport",
        arguments, logging,
      ]),
    tests(
      "VerbatimClientTests",
      [
        "VerbatimTesting", "VerbatimClient", "VerbatimServer", "LastingArchive", "Archive",
        "TranscriptReading", "Transcripts", "Protobuf", "RPCServer", "RPCClient", "RPC", logging,
      ]),
    tests("TranscriptOutputTests", ["TranscriptOutput", "Transcripts"]),
    tests(
      "VerbatimWebTests",
      [
        "VerbatimWeb", "HTTP1", "Zip", "Markup", "Archive", "ArchiveProtocol", "TranscriptFormats",
        "TranscriptReading", "Transcripts", "ReadingSupport",
      ]),
    tests("LoadReportsTests", ["LoadReports", "COpenSSL"]),
    tests(
      "VerbatimCommandsTests",
      [
        "VerbatimCommands", "VerbatimTesting", "LoadTesting", "LoadReports", "VerbatimServer",
        "Archive", "TranscriptOutput", "TranscriptFormats", "TranscriptReading", "People",
        "Transcripts", "RPCServer",
        "RPC",
        "TLS", "TextAnalysis",
        "TestSupport", logging,
      ]),
    tests(
      "LoadTestingTests",
      [
        "LoadTesting", "LoadReports", "VerbatimServer", "VerbatimClient", "Archive", "Transcripts",
        "RPCServer", "RPCClient", "RPC", "TestSupport", logging, histogram,
      ]),
  ]
)
