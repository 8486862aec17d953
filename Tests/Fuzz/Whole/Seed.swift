import FoundationEssentials

/// A sound input that others are made from.
struct Seed {
  enum Kind {
    case model, text, checkpoint, images, idx, arrays, pickle, torch
  }

  let kind: Kind
  let bytes: [UInt8]

  /// The inputs in some folders and files, by the ends of their names.
  static func all(in paths: [String]) -> [Seed] {
    var seeds: [Seed] = []
    for path in paths.flatMap(files).sorted() {
      guard let data = try? Data(contentsOf: URL(filePath: path)), data.count < 1 << 20 else {
        continue
      }
      let kind: Kind? =
        switch path.split(separator: ".").last.map(String.init) {
        case "onnx": .model
        case "json", "txt": .text
        case "safetensors": .checkpoint
        case "png", "jpg": .images
        case "npz": .arrays
        case "pt": .torch
        default: path.hasSuffix("-ubyte") ? .idx : path.hasSuffix("_batch") ? .pickle : nil
        }
      if let kind { seeds.append(Seed(kind: kind, bytes: Array(data))) }
    }
    return seeds
  }

  private static func files(in path: String) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      return [path]
    }
    return names.filter { !$0.hasPrefix(".") }.flatMap { files(in: "\(path)/\($0)") }
  }

  /// The input of a number: the same seeds give the same.
  static func input(_ number: Int, of seeds: [Seed]) -> Seed {
    var mutation = Mutation(seed: UInt64(number))
    let seed = seeds[mutation.below(seeds.count)]
    let bytes =
      switch seed.kind {
      case .model: mutation.model(seed.bytes)
      case .text: mutation.text(seed.bytes)
      case .checkpoint:
        mutation.below(2) == 0 ? mutation.text(seed.bytes) : mutation.file(seed.bytes)
      case .images, .idx, .arrays, .pickle, .torch: mutation.file(seed.bytes)
      }
    return Seed(kind: seed.kind, bytes: bytes)
  }
}
