import Foundation
import TestSupport

/// What a program of this package did when it was run as a process.
struct CommandRun {
  let status: Int32
  let standardOutput: String
  let standardError: String

  /// Runs the program `name`, which was built beside the tests or is an absolute path, with these words behind its name,
  /// and waits for its end.
  init(
    _ arguments: [String], of name: String = "ghn-predict", in folder: TemporaryDirectory,
    input: Data = Data()
  ) throws {
    let process = Self.process(arguments, of: name, in: folder)
    // Files instead of pipes: nothing blocks, however much the program writes. They lie apart from
    // what the program leaves.
    let streams = try TemporaryDirectory()
    defer { withExtendedLifetime(streams) {} }
    let inputPath = try streams.file("input", holding: input)
    let outputPath = try streams.file("output", holding: "")
    let errorPath = try streams.file("error", holding: "")
    process.standardInput = FileHandle(forReadingAtPath: inputPath)
    process.standardOutput = FileHandle(forWritingAtPath: outputPath)
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    standardOutput = try String(contentsOfFile: outputPath, encoding: .utf8)
    standardError = try String(contentsOfFile: errorPath, encoding: .utf8)
  }

  /// A process of the program `name` that is yet to be started.
  static func process(
    _ arguments: [String], of name: String = "ghn-predict", in folder: TemporaryDirectory
  ) -> Process {
    let process = Process()
    process.executableURL =
      name.hasPrefix("/")
      ? URL(fileURLWithPath: name) : builtProducts.appendingPathComponent(name)
    process.arguments = arguments
    // What the reader of a test has set up at home shall not change what the command prints.
    process.environment = ProcessInfo.processInfo.environment
      .filter { !["COLUMNS", "GHN_MODEL"].contains($0.key) }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    return process
  }

  /// The folder that the package is built into: that of the running tests.
  static let builtProducts: URL = {
    #if os(Linux)
      let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    #else
      let tests =
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        ?? URL(fileURLWithPath: CommandLine.arguments[0])
    #endif
    return tests.deletingLastPathComponent()
  }()
}

/// The root of the package's sources.
let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// A small network with most kinds of nodes; its provenance stands in `Golden/README.md`.
let tinyNetwork = packageRoot.appendingPathComponent(
  "Tests/ghn-predictTests/Golden/tiny_cnn.onnx"
).path

/// The model that predicts where nobody names another.
let shippedModel = packageRoot.appendingPathComponent("Models/ghn-image-small.safetensors").path
