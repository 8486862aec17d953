/// Which operations work on data, and which only make of parameters what a layer reads.
///
/// A layer that reads constants alone works on data (a network that computes its own position bias,
/// say), unless what it answers ends as the weight of a layer, as in spectral normalization.
struct ParameterFlow {
  /// Per operation, whether its result depends on an input or on a layer.
  private let isData: [Bool]
  /// Per value, the same.
  private let carriesData: [Bool]

  init(_ architecture: Architecture) {
    let makesWeights = Self.operationsThatMakeWeights(architecture)
    var carriesData = architecture.values.map { $0.origin == .input }
    var isData = [Bool](repeating: false, count: architecture.operations.count)
    for (index, operation) in architecture.operations.enumerated() {
      let isLayer = operation.kind.traits.elements.isLayer && !makesWeights[index]
      isData[index] =
        isLayer || operation.inputs.contains { $0.map { carriesData[$0.index] } ?? false }
      for output in operation.outputs { carriesData[output.index] = isData[index] }
    }
    self.isData = isData
    self.carriesData = carriesData
  }

  /// Whether an operation works on data.
  func carriesData(operation index: Int) -> Bool { isData[index] }

  /// Whether a value depends on an input or on a layer.
  func carriesData(_ value: ValueID) -> Bool { carriesData[value.index] }

  /// Per operation, whether no input has a part in it, and every reader of its results reads them
  /// as a weight, or is such an operation itself.
  private static func operationsThatMakeWeights(_ architecture: Architecture) -> [Bool] {
    var dependsOnInput = architecture.values.map { $0.origin == .input }
    for operation in architecture.operations
    where operation.inputs.contains(where: { $0.map { dependsOnInput[$0.index] } ?? false }) {
      for output in operation.outputs { dependsOnInput[output.index] = true }
    }
    // Per value, whether it is read, and whether somebody reads it as anything but a weight.
    var isRead = [Bool](repeating: false, count: architecture.values.count)
    var isOtherwiseRead = isRead
    for output in architecture.outputs { isOtherwiseRead[output.index] = true }
    var makesWeights = [Bool](repeating: false, count: architecture.operations.count)
    for (index, operation) in zip(
      architecture.operations.indices, architecture.operations
    ).reversed() {
      let results = operation.outputs
      makesWeights[index] =
        results.contains { isRead[$0.index] }
        && results.allSatisfy { !dependsOnInput[$0.index] && !isOtherwiseRead[$0.index] }
      for (place, input) in operation.inputs.enumerated() {
        guard let input else { continue }
        isRead[input.index] = true
        let role = operation.kind.traits.operands.role(at: place)
        if !makesWeights[index] && !(role?.isLearned ?? false) {
          isOtherwiseRead[input.index] = true
        }
      }
    }
    return makesWeights
  }
}

extension OperandRole {
  /// Whether operands of this role are learned, rather than data.
  var isLearned: Bool {
    switch self {
    case .weight, .bias, .scale, .shift: true
    case .data, .runningMean, .runningVariance, .table, .indices, .slope, .condition,
      .targetExtents, .mask:
      false
    }
  }
}
