// swift-tools-version: 6.2
import PackageDescription

/// The arrows of the architecture: every module, and the modules that it may import.
///
/// Targets are made from this table, and the layering test checks every `import` line against it.
/// What each module is for stands in CONTRIBUTING.md.
let arrows: [(module: String, imports: [String])] = [
  ("FileBytes", []),
  ("Tensors", []),
  ("TensorFiles", ["Tensors", "FileBytes"]),
  ("CProtobufC", []),
  ("COnnx", ["CProtobufC"]),
  ("ArchDAG", ["Tensors", "FileBytes", "COnnx"]),
  ("ArchitectureSampling", ["ArchDAG", "Tensors"]),
  ("COpenBLAS", []),
  ("CKernels", []),
  ("Kernels", ["Tensors", "COpenBLAS", "CKernels"]),
  ("Autograd", ["Kernels", "Tensors"]),
  ("Layers", ["Autograd", "Tensors"]),
  ("GatedGNN", ["Layers", "Autograd", "Tensors"]),
  (
    "GHN",
    ["ArchDAG", "GatedGNN", "TensorFiles", "Layers", "Autograd", "Kernels", "Tensors"]
  ),
]

/// Modules that are only a module map over a library of the system.
let systemLibraries: [String: (pkgConfig: String, aptPackage: String)] = [
  "COpenBLAS": ("openblas", "libopenblas-dev"),
  "CProtobufC": ("libprotobuf-c", "libprotobuf-c-dev"),
]

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "ghn",
  targets: arrows.map { arrow in
    if let library = systemLibraries[arrow.module] {
      .systemLibrary(
        name: arrow.module, pkgConfig: library.pkgConfig, providers: [.apt([library.aptPackage])])
    } else {
      .target(
        name: arrow.module,
        dependencies: arrow.imports.map { .target(name: $0) },
        swiftSettings: strict)
    }
  } + [
    .testTarget(name: "LayeringTests", swiftSettings: strict),
    .testTarget(name: "FileBytesTests", dependencies: ["FileBytes"], swiftSettings: strict),
    .testTarget(
      name: "TensorFilesTests", dependencies: ["TensorFiles", "Tensors", "FileBytes"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"], swiftSettings: strict),
    .testTarget(
      name: "ArchDAGTests", dependencies: ["ArchDAG", "FileBytes", "Tensors"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ArchitectureSamplingTests",
      dependencies: ["ArchitectureSampling", "ArchDAG", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "AutogradTests", dependencies: ["Autograd", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "LayersTests", dependencies: ["Layers", "Autograd", "Tensors"], swiftSettings: strict),
    .testTarget(
      name: "GatedGNNTests",
      dependencies: ["GatedGNN", "Layers", "Autograd", "TensorFiles", "Tensors"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "GHNTests",
      dependencies: [
        "GHN", "ArchDAG", "TensorFiles", "Layers", "Autograd", "Kernels", "Tensors", "FileBytes",
      ],
      swiftSettings: strict),
  ]
)
