/// An operator of ONNX: its names, the versions whose meaning is known, what its operands are, how
/// it is folded where they are constants, and what it stands for in an ``Architecture``.
///
/// All that the reader knows of an operator stands in one such record, and all records in
/// ``ONNXOperators``.
package final class ONNXOperator: Sendable {
  /// What a node stands for, by what is known of its operands.
  typealias Translation =
    @Sendable (OperatorCall) throws(ArchitectureError) -> OperatorMeaning

  /// The name, such as `Conv`; with its domain in front if that is not ONNX's own.
  package let name: String

  /// The versions of the operator set in which the operator means what is said here; in others it
  /// stays unrecognized.
  package let versions: ClosedRange<Int>

  /// What a node becomes, usually; nothing for one that only computes constants or handles
  /// sequences.
  package let operations: [OperationName]

  /// The operands that are weights, by place; `nil` where that cannot be told by the place alone.
  let weights: OperandPlaces?

  /// The operands that are buffers, by place, with the number that fills them before training.
  let buffers: [Int: Float]

  /// The operands that are buffers.
  let bufferPlaces: OperandPlaces

  /// The operands that are settings, not data, by place.
  let settings: OperandPlaces

  /// In which number format the results are.
  let results: ResultFormat

  /// How it treats the numbers of its operands, as far as that tells what else is a weight.
  let traits: Traits

  /// The operands that are weights in a quantized format.
  let quantizedPlaces: [Int]

  /// Computes the result from constant operands.
  let folding: Folding

  let translation: Translation

  /// Whether the numbers of results are computed from constant operands.
  package var foldsConstants: Bool {
    if case .none = folding { false } else { true }
  }

  /// How an operator treats the numbers of its operands.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    /// It only moves the elements of its first operand, or writes them in another format.
    static let movesElements = Traits(rawValue: 1)
    /// Exporters use it to move elements, or to compute how.
    static let isPlumbing = Traits(rawValue: 2)
    /// It is a layer: weights mix the elements of what flows.
    static let isLayer = Traits(rawValue: 4)
  }

  /// How the numbers of a result follow from constant operands.
  enum Folding: Sendable {
    /// They are not computed; the result's extents are all that is known.
    case none
    /// They are those of the first operand, in the same order.
    case keepsNumbers
    /// They follow from this rule; where it answers `nil` they are not computed.
    case computed(ConstantFolding.Rule)
  }

  /// Makes the record of an operator.
  convenience init(
    _ name: String, _ versions: ClosedRange<Int> = 1...newestVersion,
    as operations: OperationName..., weights: OperandPlaces? = nil, buffers: [Int: Float] = [:],
    settings: OperandPlaces = [], traits: Traits = [], results: ResultFormat = .ofOperand(0),
    folding: Folding = .none, translation: @escaping Translation
  ) {
    self.init(
      name, versions, as: operations, weights: weights, buffers: buffers, settings: settings,
      traits: traits, results: results, folding: folding, translation: translation)
  }

  /// Makes the record of an operator.
  init(
    _ name: String, _ versions: ClosedRange<Int>, as operations: [OperationName],
    weights: OperandPlaces? = nil, buffers: [Int: Float] = [:], settings: OperandPlaces = [],
    traits: Traits = [], results: ResultFormat = .ofOperand(0), folding: Folding = .none,
    translation: @escaping Translation
  ) {
    self.name = name
    self.versions = versions
    self.operations = operations
    self.weights = weights
    self.buffers = buffers
    self.bufferPlaces = OperandPlaces(buffers.keys)
    self.settings = settings
    self.traits = traits
    self.results = results
    // Read for every node of a graph, several times: looked up by name once.
    quantizedPlaces = Self.quantizedPlaces(of: name)
    self.folding = folding
    self.translation = translation
  }

  /// The newest operator set that has been read for changes.
  static let newestVersion = 28
}

/// The table of all operators that the reader knows.
package enum ONNXOperators {
  /// The records, family by family.
  package static let all: [ONNXOperator] =
    convolutions + poolings + reductions + normalizations + activations + elementwiseFunctions
    + arithmetic + comparisons + casts + quantization + quantizedLayers + quantizedFunctions
    + products + attention + reshapings + borders
    + resamplings + recurrences + functions
    + selections + indicators + sequences + sources + classicalLearning + linearModels
    + rotaryEmbeddings + gridSamplings

  /// The newest operator set that has been read for changes.
  package static let newest = ONNXOperator.newestVersion

  /// The record of the operator of a name.
  static subscript(name: String) -> ONNXOperator? { byName[name] }

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}

extension ONNXOperator {
  /// Whether every operand whose numbers matter is a constant.
  func isConstant(_ call: OperatorCall) -> Bool {
    call.operands.indices.allSatisfy { call.node.inputs[$0] == nil || call.isConstant($0) }
  }
}
