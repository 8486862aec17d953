import ArchDAG
import FileBytes
import FoundationEssentials
import GHN
import ImageData
import Training

/// What an input goes through: from its bytes to a gradient, or as far as it gets.
struct Subject {
  private let networks = NetworkSubject()
  /// Where inputs stand that are read from files.
  private let folder: String

  init(folder: String) {
    self.folder = folder
  }

  /// Runs an input of a kind; errors are answers like others.
  ///
  /// - Parameters:
  ///   - kind: what the input is.
  ///   - bytes: the input.
  ///   - number: what decides among the works that take long, of which each input does one.
  func run(_ kind: Seed.Kind, _ bytes: [UInt8], number: Int) {
    switch kind {
    case .model:
      try? networks.run(bytes, number: number)
      try? networks.fill(bytes)
    case .text:
      try? networks.run(bytes, number: number)
      guard let path = try? write(bytes, as: "list.json") else { return }
      runList(path)
    case .checkpoint:
      guard let path = try? write(bytes, as: "checkpoint.safetensors") else { return }
      _ = try? TrainingCheckpoint(path: path)
      _ = try? GraphHyperNetwork(path: path)
    case .torch:
      guard let path = try? write(bytes, as: "checkpoint.pt") else { return }
      _ = try? GraphHyperNetwork(path: path)
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

  private func runList(_ path: String) {
    guard let list = try? ArchitectureList(path: path) else { return }
    for index in 0..<min(4, list.count) {
      _ = list.title(at: index)
      if let network = try? list.architecture(at: index) { networks.prepare(network) }
    }
  }
}
