import ArgumentParser
import FoundationEssentials

/// Times what the project promises to be fast at, beside what this machine could do at best.
@main
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ghn-benchmark",
    abstract: "Measure reading, graph, GNN, decoding and writing against counted work.",
    discussion: """
      The floor of a case is its counted floating-point operations over the speed of matrix
      products, plus the bytes that it must at least touch over the speed of copying, both
      measured in the same run. Times are medians. The speed-up compares with the published
      PyTorch code's times in Benchmarks/published.json, measured on another run of the same kind
      of machine.

      Run without a preset OPENBLAS_CORETYPE, or OpenBLAS cannot choose its fastest kernels.
      """)

  @Option(help: "How many threads work at the same time.")
  var threads = 2

  @Option(help: "How many runs count for each median.")
  var repetitions = 15

  @Option(help: "The folder of the networks and the published times.")
  var folder = "Benchmarks"

  @Option(help: "A folder of ONNX files to read, for the sweep over many architectures.")
  var sweep: String?

  @Option(help: "Where to write the results as JSON.")
  var json: String?

  @Option(help: "The commit that is measured, for the results.")
  var commit = "unknown"

  @Option(help: "Print the table of results that were written before, and measure nothing.")
  var table: String?

  func run() throws {
    if let table {
      let results = try JSONDecoder().decode(Results.self, from: Data(contentsOf: url(table)))
      print(results.table)
      return
    }
    let results = try measure()
    print(results.table)
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try encoder.encode(results).write(to: url(json), options: .atomic)
    }
  }

  private func measure() throws -> Results {
    // First, because the process's memory only ever grows.
    let streaming = try StreamingCase(threads: threads).measure()
    let machine = MachineSpeed(threads: threads)
    let published = try JSONDecoder().decode(
      PublishedTimes.self, from: Data(contentsOf: url("\(folder)/published.json")))
    let cases = try NetworkCases(
      folder: folder, threads: threads, repetitions: repetitions, machine: machine)
    return Results(
      commit: commit, machine: machine, streaming: streaming,
      networks: [
        try cases.network("ResNet-50", file: "../Examples/resnet50.onnx", published.resnet50),
        try cases.network("ViT (ppuda)", file: "Networks/ppuda_vit.onnx", published.vit),
      ],
      batches: [
        try cases.batch("10 DeepNets-1M networks", "Networks/deepnets-10.json", published.batch10),
        try cases.batch("64 sampled networks", "Networks/sampled-64.json", nil),
      ],
      scaling: try cases.scaling([100, 300, 1_000, 3_000, 10_000, 20_000]),
      sweep: try sweep.map { try cases.sweep($0) })
  }

  private func url(_ path: String) -> URL {
    URL(filePath: path)
  }
}

/// Seconds that the published PyTorch code takes in total, from architecture to parameters.
struct PublishedTimes: Codable {
  let source: String
  let resnet50: Double
  let vit: Double
  /// Graph and GNN alone.
  let batch10: Double
}
