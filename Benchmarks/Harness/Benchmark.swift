import ArchitectureSampling
import Concurrency
public import ArgumentParser
import FoundationEssentials
import GHN
public import Kernels
import Training

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

      Run without a preset OPENBLAS_CORETYPE, or OpenBLAS cannot choose its fastest kernels; our own
      follow the processor's features alone.
      """)

  @Option(help: "How many threads work at the same time.")
  var threads = 2

  @Option(help: "With which kernels matrices are multiplied: avx512, avx2, blas or portable.")
  var kernels: ProductKernels?

  @Flag(help: "Instead: multiply matrices of the shapes of predictions, with all kernels.")
  var products = false

  @Option(help: "How many runs count for each median.")
  var repetitions = 15

  @Option(help: "The folder of the networks and the published times.")
  var folder = "Benchmarks"

  @Option(help: "A folder of ONNX files to read, for the sweep over many architectures.")
  var sweep: String?

  @Flag(help: "Leave out the GHN-3 of the largest published size, which takes 3 GB of memory.")
  var skipLarge = false

  @Option(help: "Instead: a list of architectures, on which a GHN-2 is trained.")
  var training: String?

  @Option(help: "With --training: splits on whose networks a GHN-2 is trained too, between commas.")
  var trainingSplits = "families,everything"

  @Option(help: "How many steps of training count.")
  var trainingSteps = 48

  @Option(help: "Where to write the results as JSON.")
  var json: String?

  @Option(help: "The commit that is measured, for the results.")
  var commit = "unknown"

  @Option(help: "Print the table of results that were written before, and measure nothing.")
  var table: String?

  @Option(
    help: "Instead: a folder of ONNX files, which are read and predicted; may be given repeatedly.")
  var inputs: [String] = []

  @Option(help: "Print the table of supported families from such results, and measure nothing.")
  var families: String?

  @Option(help: "Print the table of supported models from such results, and measure nothing.")
  var models: String?

  func run() throws {
    if products {
      let results = ProductResults(
        commit: commit, kernels: ProductKernels.fastest.rawValue,
        core: LinearAlgebraLibrary.current?.core ?? "none",
        products: ProductCases().measure(repetitions: repetitions))
      print(results.table)
      if let json { try write(results, to: json) }
      return
    }
    try kernels?.becomeCurrent()
    if let families { return print(try inputResults(families).familyTable) }
    if let models { return print(try inputResults(models).modelTable) }
    if !inputs.isEmpty {
      let results = try withThreads(threads) {
        try InputSurvey(commit: commit).measure(inputs)
      }
      print(results.modelTable)
      if let json { try Data(try results.json().utf8).write(to: url(json), options: .atomic) }
      return
    }
    if let training {
      let results = try measureTraining(on: training)
      print(results.table)
      if let json { try write(results, to: json) }
      return
    }
    if let table {
      let results = try JSONDecoder().decode(Results.self, from: Data(contentsOf: url(table)))
      print(results.table)
      return
    }
    let results = try withThreads(threads) { try measure() }
    print(results.table)
    if let json { try write(results, to: json) }
  }

  private func measureTraining(on list: String) throws -> TrainingResults {
    let published = try JSONDecoder().decode(
      PublishedTimes.self, from: Data(contentsOf: url("\(folder)/published.json")))
    let splits = try trainingSplits.split(separator: ",").map { name in
      guard let split = ArchitectureSplit(named: String(name)) else {
        throw ValidationError("expected a split, found '\(name)'")
      }
      return TrainingCase.Networks.split(split)
    }
    var runs: [TrainingResult] = []
    var operators: [OperatorResults] = []
    for networks in [.list(path: list)] + splits {
      for count in Set([1, threads]).sorted() {
        runs.append(
          try TrainingCase(networks: networks, threads: count, steps: trainingSteps).measure())
      }
      let supply = try networks.supply()
      operators.append(
        OperatorResults(
          networks: networks.name,
          operators: OperatorCases(batch: 32).measure(
            try (0..<12).map { try supply.architecture(at: $0) })))
    }
    return TrainingResults(
      commit: commit, machine: MachineSpeed(threads: threads), runs: runs,
      published: published.trainingStepsPerMinute, operators: operators)
  }

  private func inputResults(_ path: String) throws -> InputResults {
    try JSONDecoder().decode(InputResults.self, from: Data(contentsOf: url(path)))
  }

  private func write(_ results: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(results).write(to: url(path), options: .atomic)
  }

  private func measure() throws -> Results {
    // First, because the process's memory only ever grows.
    let streaming = try StreamingCase().measure()
    let machine = MachineSpeed(threads: threads)
    let published = try JSONDecoder().decode(
      PublishedTimes.self, from: Data(contentsOf: url("\(folder)/published.json")))
    func cases(_ configuration: GHNConfiguration, repetitions: Int) -> NetworkCases {
      NetworkCases(
        configuration, folder: folder, repetitions: repetitions, machine: machine)
    }
    let ghn2 = cases(.ghn2(classCount: 1000, largestKernel: 16), repetitions: repetitions)
    let ghn3 = cases(.ghn3(.tiny), repetitions: repetitions)
    let resnet50 = "../Examples/resnet50.onnx"
    let vit = "Networks/vit_b_16.onnx"
    var networks = [
      try ghn2.network("ResNet-50, GHN-2", file: resnet50, published.resnet50),
      try ghn2.network("ViT (ppuda), GHN-2", file: "Networks/ppuda_vit.onnx", published.vit),
      try ghn3.network("ResNet-50, GHN-3-T", file: resnet50, published.ghn3TinyResNet50),
      try ghn3.network("ViT-B/16, GHN-3-T", file: vit, published.ghn3TinyViT),
    ]
    if !skipLarge {
      // Each run takes about a second.
      let ghn3 = cases(.ghn3(.extraLarge), repetitions: min(5, repetitions))
      networks += [
        try ghn3.network("ResNet-50, GHN-3-XL", file: resnet50, published.ghn3ExtraLargeResNet50),
        try ghn3.network("ViT-B/16, GHN-3-XL", file: vit, published.ghn3ExtraLargeViT),
      ]
    }
    return Results(
      commit: commit, machine: machine, streaming: streaming,
      networks: networks,
      batches: [
        try ghn2.batch("10 DeepNets-1M networks", "Networks/deepnets-10.json", published.batch10),
        try ghn3.batch(
          "10 DeepNets-1M networks, GHN-3-T", "Networks/deepnets-10.json",
          published.ghn3TinyBatch10),
        try ghn2.batch("64 sampled networks", "Networks/sampled-64.json", nil),
      ],
      scaling: try ghn2.scaling([100, 300, 1_000, 3_000, 10_000, 20_000]),
      sweep: try sweep.map { try ghn2.sweep($0) })
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
  let ghn3TinyResNet50: Double
  let ghn3TinyViT: Double
  /// Graph and GNN alone.
  let ghn3TinyBatch10: Double
  let ghn3ExtraLargeResNet50: Double
  let ghn3ExtraLargeViT: Double
  /// Meta-training of GHN-2 on the networks of `Networks/training-200.json`, by threads.
  let trainingStepsPerMinute: [String: Double]
}

extension ProductKernels: ExpressibleByArgument {}
