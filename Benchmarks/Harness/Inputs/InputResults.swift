import ArchDAG
import FoundationEssentials

/// What many ONNX files became: which networks are read, and how much of them is predicted.
struct InputResults: Codable {
  let commit: String
  /// One entry for each graph of a model, in the order of the models' names.
  var graphs: [InputGraph]
}

extension InputResults {
  /// The results as JSON, one line for each graph.
  ///
  /// - Throws: nothing but what the encoder throws.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let lines = try graphs.map(text).joined(separator: ",\n")
    return "{\"commit\":\(try text(commit)),\"graphs\":[\n\(lines)\n]}\n"
  }
}

/// One graph of a model, and the files that hold it.
struct InputGraph: Codable, Hashable {
  let model: String
  /// How the files were made: exporter, its version, operator set and mode.
  var variants: [Variant]
  var nodes = 0
  /// How many numbers the network learns, and how many of them are predicted.
  var parameters = 0
  var predicted = 0
  var unpredicted: [Rest] = []
  /// Why the files were refused, if they were.
  var refusal: String?

  struct Variant: Codable, Hashable {
    let exporter: Exporter
    let version: String
    let operatorSet: Int
    let mode: Mode
  }

  enum Exporter: String, Codable { case torchScript, dynamo }

  enum Mode: String, Codable { case training, evaluation }

  /// Parameters that are not predicted for one reason.
  struct Rest: Codable, Hashable {
    let reason: String
    var tensors: Int
    var parameters: Int
  }
}

extension InputGraph {
  /// Whether another file of the same model became the same.
  func isSame(as other: InputGraph) -> Bool {
    var other = other
    other.variants = variants
    return self == other
  }
}

extension InputGraph {
  /// The model's name and how the file was made, from the file's name and its own words.
  ///
  /// Names are MODEL, then words with a point before each: `dynamo` or `default` for the exporter
  /// of torch.export; `eval`, `default` or `tsdefault` for evaluation mode; others say nothing.
  init(fileName: String, origin: ONNXOrigin) {
    let words = fileName.split(separator: ".").map(String.init)
    model = words.first ?? fileName
    let isDynamo = words.contains("dynamo") || words.contains("default")
    let isEvaluated = ["eval", "default", "tsdefault"].contains { words.contains($0) }
    variants = [
      Variant(
        exporter: isDynamo ? .dynamo : .torchScript, version: origin.producerVersion,
        operatorSet: origin.operatorSet, mode: isEvaluated ? .evaluation : .training)
    ]
  }
}
