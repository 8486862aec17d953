// swift-tools-version: 6.2
import PackageDescription

/// The arrows of the architecture: every module, and the modules that it may import.
///
/// Targets are made from this table, and the layering test checks every `import` line against it.
/// What each module is for stands in CONTRIBUTING.md.
let arrows: [(module: String, imports: [String])] = [
  ("FileBytes", []),
  ("Randomness", []),
  ("CSpinLoop", []),
  ("Concurrency", ["CSpinLoop"]),
  ("CProcessMemory", []),
  ("ProcessMemory", ["CProcessMemory"]),
  ("Tensors", []),
  ("JSONText", []),
  ("TensorFiles", ["Tensors", "FileBytes", "JSONText"]),
  ("CProtobufC", []),
  ("COnnx", ["CProtobufC"]),
  ("ArchDAG", ["Tensors", "FileBytes", "Randomness", "COnnx"]),
  ("Pictures", ["ArchDAG", "JSONText"]),
  ("ArchitectureSampling", ["ArchDAG", "JSONText", "Randomness", "Tensors"]),
  ("CZlib", []),
  ("CPNG", []),
  ("CTurboJPEG", []),
  (
    "ImageData",
    ["Tensors", "TensorFiles", "FileBytes", "Randomness", "CZlib", "CPNG", "CTurboJPEG"]
  ),
  ("COpenBLAS", []),
  ("CKernels", []),
  ("Kernels", ["Tensors", "Concurrency", "COpenBLAS", "CKernels"]),
  ("Autograd", ["Kernels", "Tensors"]),
  ("Layers", ["Autograd", "Randomness", "Tensors"]),
  ("GatedGNN", ["Layers", "Autograd", "Tensors"]),
  ("Graphormer", ["Layers", "Autograd", "Tensors"]),
  (
    "GHN",
    [
      "ArchDAG", "GatedGNN", "Graphormer", "TensorFiles", "JSONText", "Layers", "Autograd",
      "Kernels", "Concurrency", "Randomness", "Tensors",
    ]
  ),
  ("ParameterFiles", ["GHN", "ArchDAG", "TensorFiles", "FileBytes", "Tensors"]),
  (
    "GraphHyperNetworks",
    [
      "ParameterFiles", "GHN", "ArchDAG", "TensorFiles", "Layers", "Autograd", "Kernels",
      "Concurrency", "FileBytes", "Randomness", "Tensors",
    ]
  ),
  ("NetworkExecution", ["ArchDAG", "Autograd", "Randomness", "Tensors"]),
  ("CMPI", []),
  ("Distributed", ["CMPI"]),
  (
    "Evaluation",
    [
      "GHN", "ArchitectureSampling", "NetworkExecution", "ImageData", "ArchDAG", "Layers",
      "Autograd", "Kernels", "Distributed", "FileBytes", "JSONText", "Concurrency", "Randomness",
      "Tensors",
    ]
  ),
  ("Optimization", ["Kernels", "Concurrency", "Tensors"]),
  (
    "FineTuning",
    [
      "Evaluation", "Optimization", "GHN", "NetworkExecution", "ImageData", "Pictures", "ArchDAG",
      "Autograd", "Concurrency", "Randomness", "Tensors",
    ]
  ),
  ("TrainingLog", ["JSONText", "Pictures"]),
  (
    "Training",
    [
      "TrainingLog", "Evaluation", "Optimization", "Distributed", "ParameterFiles", "GHN",
      "ArchitectureSampling", "NetworkExecution", "ImageData", "ArchDAG", "TensorFiles", "JSONText",
      "FileBytes", "Layers", "Autograd", "Concurrency", "Randomness", "Tensors",
    ]
  ),
  (
    "ArchitectureSearch",
    [
      "FineTuning", "Evaluation", "Optimization", "Distributed", "GHN", "GatedGNN",
      "ArchitectureSampling", "NetworkExecution", "ImageData", "Pictures", "ArchDAG", "JSONText",
      "FileBytes", "Layers", "Autograd", "Kernels", "Concurrency", "Randomness", "Tensors",
    ]
  ),
  (
    "CInterface",
    [
      "ArchitectureSearch", "FineTuning", "Evaluation", "ParameterFiles", "GHN",
      "ArchitectureSampling", "NetworkExecution", "ImageData", "ArchDAG", "TensorFiles", "JSONText",
      "FileBytes", "Layers", "Autograd", "Kernels", "Concurrency", "Randomness", "Tensors",
    ]
  ),
  (
    "ghn-predict",
    [
      "ArchitectureSearch", "Training", "TrainingLog", "FineTuning", "Evaluation", "Optimization",
      "Distributed", "ParameterFiles", "GHN", "ArchitectureSampling", "NetworkExecution",
      "ImageData", "Pictures", "ArchDAG", "TensorFiles", "JSONText", "FileBytes", "Kernels",
      "Concurrency", "ProcessMemory", "Tensors", "ArgumentParser",
    ]
  ),
]

/// Modules that come from another package.
let foreign: [String: Target.Dependency] = [
  "ArgumentParser": .product(name: "ArgumentParser", package: "swift-argument-parser")
]

/// Modules that are only a module map over a library of the system.
let systemLibraries: [String: (pkgConfig: String, aptPackage: String)] = [
  "CProtobufC": ("libprotobuf-c", "libprotobuf-c-dev"),
  "CZlib": ("zlib", "zlib1g-dev"),
  "CPNG": ("libpng", "libpng-dev"),
  "CTurboJPEG": ("libturbojpeg", "libturbojpeg0-dev"),
]

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

/// The rooms that others may depend on.
let libraries = [
  "GraphHyperNetworks", "GHN", "ArchDAG", "TensorFiles", "ParameterFiles", "ArchitectureSampling",
  "ImageData", "NetworkExecution", "Evaluation", "FineTuning", "Training",
  "TrainingLog", "ArchitectureSearch", "Pictures",
]

/// A room and all that it may import but C, so that whatever its API answers can be imported beside it.
func rooms(from module: String) -> [String] {
  let imports = arrows.first { $0.module == module }?.imports ?? []
  let isC = module.first == "C" && module.dropFirst().first?.isUppercase == true
  let below = imports.flatMap(rooms(from:)).filter { $0 != module }
  return Array(Set((isC ? [] : [module]) + below)).sorted()
}

/// Whether `make docs` builds the package: documentation is extracted with every trait, so there
/// must be none that needs an MPI.
let isDocumented = Context.environment["GHN_DOCS"] != nil

/// What `make docs` needs, and nobody who builds or depends on the package.
let documentationTools: [Package.Dependency] =
  !isDocumented
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")]

/// The rooms whose README stands beside their sources.
let explainedRooms: Set = [
  "ArchDAG", "ArchitectureSampling", "ArchitectureSearch", "Autograd", "CInterface", "CKernels",
  "CMPI",
  "COnnx", "COpenBLAS", "Distributed", "Evaluation", "GHN", "GatedGNN", "Graphormer", "ImageData",
  "Kernels",
  "Layers", "NetworkExecution", "Optimization", "TensorFiles", "Training", "ghn-predict",
]

let package = Package(
  name: "ghn",
  products: libraries.map { .library(name: $0, targets: rooms(from: $0)) } + [
    .library(name: "ghn", type: .dynamic, targets: ["CInterface"]),
    .executable(name: "ghn-predict", targets: ["ghn-predict"]),
  ],
  traits: isDocumented
    ? []
    : [
      .trait(
        name: "MPI",
        description: "Let commands share their work among the processes of an MPI job.")
    ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ] + documentationTools,
  targets: arrows.map { arrow in
    let imports = arrow.imports.map { foreign[$0] ?? .target(name: $0) }
    let notSources = explainedRooms.contains(arrow.module) ? ["README.md"] : []
    return if let library = systemLibraries[arrow.module] {
      .systemLibrary(
        name: arrow.module, pkgConfig: library.pkgConfig, providers: [.apt([library.aptPackage])])
    } else if arrow.module == "CMPI" {
      // Without the trait its sources are empty, and nobody needs the headers of an MPI.
      .target(
        name: arrow.module,
        cSettings: isDocumented ? [] : [.define("GHN_MPI", .when(traits: ["MPI"]))])
    } else if arrow.module == "ghn-predict" {
      .executableTarget(
        name: arrow.module, dependencies: imports, exclude: notSources, swiftSettings: strict)
    } else {
      .target(
        name: arrow.module, dependencies: imports, exclude: notSources, swiftSettings: strict)
    }
  } + [
    .executableTarget(
      name: "predict-resnet",
      dependencies: ["GraphHyperNetworks"], path: "Examples/predict-resnet", swiftSettings: strict),
    .testTarget(
      name: "ghn-predictTests",
      dependencies: [
        "ghn-predict", "ghn-benchmark", "predict-resnet", "TensorFiles", "Tensors", "TestSupport",
      ],
      exclude: ["Golden", "Snapshots"], swiftSettings: strict),
    .executableTarget(
      name: "ghn-benchmark",
      dependencies: [
        "Training", "Optimization", "GHN", "ArchitectureSampling", "ImageData", "ArchDAG",
        "TensorFiles", "FileBytes", "Layers", "Autograd", "Kernels", "Concurrency", "ProcessMemory",
        "Randomness", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Harness", swiftSettings: strict),
    .executableTarget(
      name: "onnx-conformance",
      dependencies: [
        "NetworkExecution", "ArchDAG", "Autograd", "TensorFiles", "FileBytes", "Tensors",
      ], path: "Tests/Conformance", swiftSettings: strict),
    .executableTarget(
      name: "whole-fuzz",
      dependencies: [
        "Training", "FineTuning", "ArchitectureSearch", "Evaluation", "GHN", "NetworkExecution",
        "ImageData", "ArchDAG", "Autograd", "Randomness", "FileBytes", "Tensors",
      ], path: "Tests/Fuzz/Whole", swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "LayeringTests", swiftSettings: strict),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "GraphHyperNetworks", "Training", "FineTuning", "TrainingLog", "Evaluation", "Optimization",
        "NetworkExecution", "ImageData", "ArchitectureSampling", "ArchitectureSearch",
        "Distributed", "Pictures",
      ], swiftSettings: strict),
    .testTarget(
      name: "FileBytesTests", dependencies: ["FileBytes", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorFilesTests",
      dependencies: ["Randomness", "TensorFiles", "Tensors", "FileBytes", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"], swiftSettings: strict),
    .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency"], swiftSettings: strict),
    .testTarget(name: "ProcessMemoryTests", dependencies: ["ProcessMemory"], swiftSettings: strict),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], swiftSettings: strict),
    .testTarget(
      name: "ArchDAGTests",
      dependencies: ["Randomness", "ArchDAG", "FileBytes", "Tensors", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ArchitectureSamplingTests",
      dependencies: ["ArchitectureSampling", "ArchDAG", "FileBytes", "Tensors", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "ArchDAG"], swiftSettings: strict),
    .testTarget(
      name: "ImageDataTests",
      dependencies: ["Randomness", "ImageData", "FileBytes", "Tensors", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Concurrency", "Randomness", "Kernels", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "AutogradTests", dependencies: ["Concurrency", "Randomness", "Autograd", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "LayersTests", dependencies: ["Randomness", "Layers", "Autograd", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "GatedGNNTests",
      dependencies: ["Randomness", "GatedGNN", "Layers", "Autograd", "TensorFiles", "Tensors"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "GraphormerTests",
      dependencies: [
        "Concurrency", "Randomness", "Graphormer", "Layers", "Autograd", "TensorFiles", "Tensors",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "NetworkExecutionTests",
      dependencies: [
        "Concurrency", "Randomness",
        "NetworkExecution", "GHN", "ArchDAG", "ImageData", "Autograd", "Kernels", "FileBytes",
        "Tensors",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .target(
      name: "TinyNetworks", dependencies: ["GHN", "ImageData", "ArchDAG", "Randomness", "Tensors"],
      path: "Tests/TinyNetworks", swiftSettings: strict),
    .testTarget(
      name: "ParameterFilesTests",
      dependencies: [
        "Concurrency", "Randomness",
        "ParameterFiles", "GHN", "ArchDAG", "TensorFiles", "FileBytes", "Tensors", "TestSupport",
      ], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "OptimizationTests", dependencies: ["Randomness", "Optimization", "Tensors"],
      swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Concurrency", "Randomness",
        "Evaluation", "GHN", "NetworkExecution", "ImageData", "ArchDAG", "Autograd", "Tensors",
        "TinyNetworks",
      ], swiftSettings: strict),
    .target(
      name: "ProcessThreads", dependencies: ["Distributed"], path: "Tests/ProcessThreads",
      swiftSettings: strict),
    .testTarget(
      name: "DistributedTests", dependencies: ["Distributed", "ProcessThreads"],
      swiftSettings: strict),
    .testTarget(
      name: "FineTuningTests",
      dependencies: [
        "Concurrency",
        "FineTuning", "Evaluation", "NetworkExecution", "ImageData", "ArchDAG", "Tensors",
        "TinyNetworks",
      ], swiftSettings: strict),
    .testTarget(
      name: "TrainingLogTests", dependencies: ["TrainingLog", "TinyNetworks"],
      swiftSettings: strict),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "Concurrency", "Randomness", "Distributed", "ProcessThreads",
        "Training", "TrainingLog", "Evaluation", "Optimization", "TinyNetworks", "GHN",
        "ArchitectureSampling",
        "NetworkExecution", "ImageData", "ArchDAG",
        "TensorFiles", "FileBytes", "Layers", "Tensors", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ArchitectureSearchTests",
      dependencies: [
        "Concurrency", "Distributed", "ProcessThreads",
        "ArchitectureSearch", "ArchitectureSampling", "Evaluation", "NetworkExecution", "ArchDAG",
        "FileBytes", "Autograd", "Randomness", "Tensors", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GHNTests",
      dependencies: [
        "Concurrency", "Randomness",
        "GHN", "ArchDAG", "TensorFiles", "Layers", "Autograd", "Kernels", "Tensors", "FileBytes",
        "TestSupport",
      ],
      exclude: ["Golden"], swiftSettings: strict),
  ]
)
