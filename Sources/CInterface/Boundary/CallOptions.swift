import ArchDAG
import ArchitectureSearch
import Concurrency
import FileBytes
import FoundationEssentials
import NetworkExecution

/// The options of a call, read from a JSON object.
///
/// Every call names the fields that it knows; any other field is refused.
struct CallOptions: Decodable {
  var channels: Int?
  var cells: Int?
  var classes: Int?
  var inputSize: Int?
  var classLayer: String?
  var seed: UInt64?
  var threads: Int?
  var overwrite: Bool?
  var initialization: String?
  var data: String?
  var split: String?
  var limit: Int?
  var batch: Int?
  var batches: Int?
  var steps: Int?
  var repetitions: Int?
  var scores: [String]?
  var targets: [String]?
  var top: Int?
  var method: String?
  var evaluations: Int?
  var minutes: Double?
  var population: Int?
  var sample: Int?
  var maxParams: Int?
  var maxFlops: Double?
  var labels: Int?
  var draws: Int?
  var isomorphicOnce: Bool?
  var output: String?
  var resume: Bool?
  var history: String?
  var memoryLimit: Int?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case channels, cells, classes, seed, threads, overwrite, data, split, limit, batch, batches
    case steps, repetitions, scores, targets, top, method, evaluations, minutes, population, sample
    case labels, draws, output, resume, history
    case isomorphicOnce = "isomorphic_once"
    case inputSize = "input_size"
    case classLayer = "class_layer"
    case initialization = "init"
    case maxParams = "max_params"
    case maxFlops = "max_flops"
    case memoryLimit = "memory_limit"
  }

  /// Fields by which genotypes and cells are shaped.
  static let shape: Set<CodingKeys> = [.channels, .cells, .classes, .inputSize]
  /// Fields by which scores are computed.
  static let scoring: Set<CodingKeys> = shape.union([
    .scores, .data, .batch, .batches, .steps, .repetitions, .initialization, .seed, .threads,
    .memoryLimit,
  ])

  /// Reads the options of a call that knows some fields.
  ///
  /// - Throws: ``CallFailure``.
  init(_ pointer: UnsafePointer<CChar>?, allowing known: Set<CodingKeys>) throws(CallFailure) {
    // SAFETY: the pointer is NULL or a string that ends in 0, as the header says.
    guard let pointer = unsafe pointer else {
      self.init()
      return
    }
    let json = Data(unsafe try text(pointer, "options").utf8)
    let found: [String: AnyField]
    do {
      found = try JSONDecoder().decode([String: AnyField].self, from: json)
    } catch {
      throw .argument("options", expected: "a JSON object", found: "another text")
    }
    for name in found.keys.sorted() {
      guard let key = CodingKeys(rawValue: name), known.contains(key) else {
        let names = known.map(\.rawValue).sorted().joined(separator: ", ")
        throw .argument("options", expected: "fields among \(names)", found: "'\(name.prefix(40))'")
      }
    }
    do {
      _ = try JSONDecoder().decode(OptionKinds.self, from: json)
      self = try JSONDecoder().decode(CallOptions.self, from: json)
    } catch {
      throw error as? CallFailure
        ?? .argument("options", expected: "values of their kinds", found: "others")
    }
  }

  private init() {}

  /// Any value, whatever it is.
  private struct AnyField: Decodable {
    init(from decoder: any Decoder) {}
  }

  /// A number, or its default.
  ///
  /// - Throws: ``CallFailure`` where it is out of bounds.
  func number(
    _ value: Int?, _ key: CodingKeys, default standard: Int, in bounds: ClosedRange<Int>
  ) throws(CallFailure) -> Int {
    let number = value ?? standard
    guard bounds.contains(number) else {
      throw .argument(
        "options: \(key.rawValue)",
        expected: "a number from \(bounds.lowerBound) to \(bounds.upperBound)", found: "\(number)")
    }
    return number
  }

  /// How many threads work.
  func threadCount() throws(CallFailure) -> Int {
    try number(
      threads, .threads, default: ProcessInfo.processInfo.activeProcessorCount, in: threadCounts)
  }

  /// How much memory running a network may take, told in GiB.
  func limits() throws(CallFailure) -> ExecutionLimits {
    ExecutionLimits(
      byteCount: try number(memoryLimit, .memoryLimit, default: 8, in: 1...1 << 16) << 30)
  }

  /// The path of a file of lines, where one is wanted.
  ///
  /// - Throws: ``CallFailure`` where there is none to go on with.
  func file(_ path: String?, _ key: CodingKeys) throws(CallFailure) -> String? {
    guard path != nil || resume != true else {
      throw .argument(
        "options: resume", expected: "the file to go on with as '\(key.rawValue)'", found: "none")
    }
    return path
  }

  /// What becomes of a file that stands where lines are to be written.
  var existing: AppendedFile.Existing {
    .init(resuming: resume == true, overwriting: overwrite == true)
  }

  /// One of the words that an option may be.
  func word<Word: RawRepresentable & CaseIterable>(
    _ value: String?, _ key: CodingKeys, default standard: Word
  ) throws(CallFailure) -> Word where Word.RawValue == String {
    guard let value else { return standard }
    guard let word = Word(rawValue: value) else {
      throw .argument(
        "options: \(key.rawValue)",
        expected: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "),
        found: "'\(value.prefix(40))'")
    }
    return word
  }

  /// The wishes for genotypes and cells.
  func genotypeOptions() throws(CallFailure) -> GenotypeOptions {
    for (value, key) in [
      (channels, CodingKeys.channels), (cells, .cells), (classes, .classes),
      (inputSize, .inputSize),
    ] where value != nil {
      _ = try number(value, key, default: 1, in: 1...1_000_000)
    }
    return GenotypeOptions(
      channels: channels, cellCount: cells, classCount: classes, imageSide: inputSize)
  }
}
