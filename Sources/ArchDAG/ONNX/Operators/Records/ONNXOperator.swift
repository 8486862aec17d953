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

  /// What its operands are, and what it does with their numbers.
  let operands: ONNXOperands

  /// In which number format the results are.
  let results: ResultFormat

  /// Computes the result from constant operands.
  let folding: Folding

  let translation: Translation

  /// Whether the numbers of results are computed from constant operands.
  package var foldsConstants: Bool {
    if case .none = folding { false } else { true }
  }

  /// How the numbers of a result follow from constant operands.
  enum Folding: Sendable {
    /// They are not computed; the result's extents are all that is known.
    case none
    /// They are those of the first operand, in the same order.
    case keepsNumbers
    /// They follow from this rule; where it answers `nil` they are not computed.
    case computed(ConstantFolding.Rule)

    /// They are a function of the operands' numbers that no attribute changes.
    static func function(_ function: @escaping ConstantFolding.Function) -> Folding {
      .computed { _, operands in function(operands) }
    }
  }

  /// Makes the record of an operator.
  convenience init(
    _ name: String, _ versions: ClosedRange<Int> = 1...newestVersion,
    as operations: OperationName..., operands: ONNXOperands = .init(),
    results: ResultFormat = .ofOperand(0), folding: Folding = .none,
    translation: @escaping Translation
  ) {
    self.init(
      name, versions, as: operations, operands: operands, results: results, folding: folding,
      translation: translation)
  }

  /// Makes the record of an operator.
  init(
    _ name: String, _ versions: ClosedRange<Int>, as operations: [OperationName],
    operands: ONNXOperands = .init(), results: ResultFormat = .ofOperand(0),
    folding: Folding = .none, translation: @escaping Translation
  ) {
    self.name = name
    self.versions = versions
    self.operations = operations
    self.operands = operands
    self.results = results
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

  /// The operation that keeps the name of its operator, with what is known of that; behind the name may stand
  /// for what the operator is not known.
  static func unrecognized(_ name: String) -> OperationKind {
    let record = name.split(separator: " ").first.flatMap { byName[String($0)] }
    return .unrecognized(type: name, effect: record?.operands.effect.ofUnrecognized ?? .unknown)
  }

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}

extension ONNXOperator {
  /// Whether every operand whose numbers matter is a constant.
  func isConstant(_ call: OperatorCall) -> Bool {
    call.operands.indices.allSatisfy { call.node.inputs[$0] == nil || call.isConstant($0) }
  }
}
