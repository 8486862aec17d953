import ArchDAG
import Autograd
import Evaluation
import FileBytes
import FoundationEssentials
import GHN
import ImageData
import NetworkExecution
import Randomness
import Tensors
import Training

/// What an input goes through: from its bytes to a gradient, or as far as it gets.
struct Subject {
  private let ghn: GraphHyperNetwork
  /// Where inputs stand that are read from files.
  private let folder: String

  init(folder: String) {
    var configuration = GHNConfiguration(
      hiddenWidth: 8, largestBlock: .init(outputs: 8, inputs: 8, height: 3, width: 3),
      classCount: 10)
    configuration.virtualEdgeCutoff = 5
    var generator = SplitMix64(seed: 1)
    ghn = GraphHyperNetwork(configuration, using: &generator)
    self.folder = folder
  }

  /// Runs an input of a kind; errors are answers like others.
  func run(_ kind: Seed.Kind, _ bytes: [UInt8]) {
    switch kind {
    case .model, .text: try? runArchitecture(bytes)
    case .checkpoint:
      guard let path = try? write(bytes, as: "checkpoint.safetensors") else { return }
      _ = try? TrainingCheckpoint(path: path)
    case .images:
      guard (try? write(bytes, as: "train/class/image.png")) != nil else { return }
      runImages()
      try? FileManager.default.removeItem(atPath: "\(folder)/train")
    case .idx:
      let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]
      guard (try? write(bytes, as: "t10k-images-idx3-ubyte")) != nil,
        (try? write(labels, as: "t10k-labels-idx1-ubyte")) != nil
      else { return }
      runImages()
      try? FileManager.default.removeItem(atPath: "\(folder)/t10k-images-idx3-ubyte")
    case .arrays:
      guard let path = try? write(bytes, as: "arrays.npz") else { return }
      runImages(path)
    case .pickle:
      guard let path = try? write(bytes, as: "pickles/test_batch") else { return }
      runImages(URL(filePath: path).deletingLastPathComponent().path)
    }
  }

  private func write(_ bytes: [UInt8], as name: String) throws -> String {
    let url = URL(filePath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  private func runImages(_ path: String? = nil) {
    for split in DataSplit.allCases {
      guard let data = try? ImageDataset(path ?? folder, split: split) else { continue }
      _ = data.batch(Array(0..<min(2, data.count)))
      _ = data.viewed(as: [nil, 1, 7, 5])?.batch([0])
    }
  }

  private func runArchitecture(_ bytes: [UInt8]) throws {
    let architecture = try Architecture(bytes: bytes, name: "fuzz")
    // The graph, the plan of the blocks, and the pieces of a prediction, unless they are many.
    let prepared = try ghn.prepare(architecture)
    _ = try? architecture.json()
    let scalars = architecture.parameters.reduce(0.0) { $0 + Double($1.shape.count) }
    guard scalars < 1e6 else { return }
    let parameters = prepared.by(ghn).parameters()
    let network = try ExecutableNetwork(architecture, limits: ExecutionLimits(byteCount: 1 << 26))
    let inputs = architecture.inputs.map { id -> Tensor? in
      let extents = (architecture[id].extents ?? [nil, 3, 8, 8]).map { $0 ?? 2 }
      guard let shape = Shape(checking: extents), shape.count < 1 << 20 else { return nil }
      var generator = SplitMix64(seed: 2)
      return Tensor(
        shape: shape,
        scalars: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
    }
    guard !inputs.contains(where: { $0 == nil }) else { return }
    let tape = Tape()
    var variables: [String: Variable] = [:]
    for (name, tensor) in parameters { variables[name] = tape.watch(tensor, named: name) }
    let run = try network(
      inputs.compactMap { $0 }, parameters: variables, dropout: .random(seed: 3))
    if let first = inputs.first ?? nil, let count = first.shape.extents.first {
      _ = try? run.logits(batch: count, classes: 10)
    }
    let output = run.outputs[0]
    _ = tape.gradients(of: output, weightedBy: Tensor(repeating: 1, shape: output.shape))
  }
}
