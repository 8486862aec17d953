/// Which operations work on data, and which only make of parameters what a layer reads.
///
/// A layer that reads constants alone works on data (a network that computes its own position bias,
/// say), unless what it answers ends as the weight of a layer, as in spectral normalization.
struct ParameterFlow {
  /// Per operation, whether its result depends on an input or on a layer.
  private var isData: [Bool]
  /// Per value, the same.
  private var carriesData: [Bool]

  /// - Parameters:
  ///   - index: who reads what in an architecture.
  ///   - outputs: what the architecture answers.
  init(_ index: OperandIndex, outputs: [ValueID]) {
    isData = Array(repeating: false, count: index.operations.count)
    carriesData = index.sources.map { $0 == .input }
    // First what an input has a part in; in most networks that is all.
    follow(index) { _ in false }
    guard isData.contains(false) else { return }
    let makesWeights = operationsThatMakeWeights(index, outputs: outputs)
    follow(index) { index.elements[$0].isLayer && !makesWeights[$0] }
  }

  /// Whether an operation works on data.
  func carriesData(operation index: Int) -> Bool { isData[index] }

  /// Whether a value depends on an input or on a layer.
  func carriesData(_ value: ValueID) -> Bool { carriesData[value.index] }

  /// Whether every operation works on data.
  var isDataAlone: Bool { !isData.contains(false) }

  /// Notes what follows from data, and from operations that begin them.
  private mutating func follow(_ index: OperandIndex, beginsData: (Int) -> Bool) {
    for operation in index.operations {
      let isData =
        beginsData(operation)
        || index.operands(of: operation).contains { carriesData[$0.value.index] }
      self.isData[operation] = isData
      for result in index.results(of: operation) { carriesData[result.index] = isData }
    }
  }

  /// Per operation, whether no input has a part in it, and every reader of its results reads them
  /// as a weight, or is such an operation itself.
  ///
  /// As yet, what carries data is what depends on an input.
  private func operationsThatMakeWeights(
    _ index: OperandIndex, outputs: [ValueID]
  ) -> [Bool] {
    // Per value, whether it is read, and whether somebody reads it as anything but a weight.
    var isRead = [Bool](repeating: false, count: index.sources.count)
    var isOtherwiseRead = isRead
    for output in outputs { isOtherwiseRead[output.index] = true }
    var makesWeights = [Bool](repeating: false, count: index.operations.count)
    for operation in index.operations.reversed() {
      let results = index.results(of: operation)
      makesWeights[operation] =
        !isData[operation] && results.contains { isRead[$0.index] }
        && results.allSatisfy { !isOtherwiseRead[$0.index] }
      for operand in index.operands(of: operation) {
        isRead[operand.value.index] = true
        if !makesWeights[operation] && !operand.role.isLearned {
          isOtherwiseRead[operand.value.index] = true
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
