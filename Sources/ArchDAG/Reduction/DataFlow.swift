/// Who makes, who reads, and what carries data, in an ``Architecture``: what the reduction's rules
/// look things up in.
struct DataFlow {
  let architecture: Architecture

  /// Who reads what, and how.
  let index: OperandIndex

  /// Which operations work on data, and which make weights of parameters.
  let parameters: ParameterFlow

  /// Per value, the one from which plumbing alone leads to it.
  private let origins: [ValueID]

  init(_ architecture: Architecture) {
    self.architecture = architecture
    let index = OperandIndex(architecture)
    let parameters = ParameterFlow(index, outputs: architecture.outputs)
    var origins = index.sources.indices.map(ValueID.init)
    for operation in index.operations where index.elements[operation].keepsValues {
      let data = index.operands(of: operation).filter { parameters.carriesData($0.value) }
      guard data.count == 1 else { continue }
      for result in index.results(of: operation) {
        origins[result.index] = origins[data[0].value.index]
      }
    }
    self.index = index
    self.parameters = parameters
    self.origins = origins
  }

  /// The operation that computes a value; `nil` for inputs, parameters and constants.
  func producer(of value: ValueID) -> Int? { index.producer(of: value) }

  /// The operations that read a value, in order.
  func consumers(of value: ValueID) -> ArraySlice<Int> { index.readers(of: value) }

  /// Whether a value depends on an input or on a layer; what depends on parameters and constants
  /// alone, such as a transposed weight, does not.
  func carriesData(_ value: ValueID) -> Bool { parameters.carriesData(value) }

  /// The operands of an operation that carry data, in order.
  func dataOperands(of operation: Int) -> [ValueID] {
    index.operands(of: operation).compactMap { carriesData($0.value) ? $0.value : nil }
  }

  /// How many operands of an operation carry data.
  func dataOperandCount(of operation: Int) -> Int {
    index.operands(of: operation).count { carriesData($0.value) }
  }

  /// The additions of which an operand carries no data: a bias, say, or a table of positions; and the
  /// subtractions of such.
  var additionsOfLearned: [Int] {
    index.operations.filter { operation in
      switch index.elements[operation] {
      case .pointwise(.arithmetic(.add)):
        return dataOperandCount(of: operation) < index.range(of: operation).count
      case .pointwise(.arithmetic(.subtract)):
        let operands = index.operands(of: operation).map(\.value)
        return operands.count == 2 && carriesData(operands[0]) && !carriesData(operands[1])
      default: return false
      }
    }
  }

  /// Whether an operation subtracts.
  func isSubtraction(_ operation: Int) -> Bool {
    index.elements[operation] == .pointwise(.arithmetic(.subtract))
  }

  /// Whether the operation only moves its one data operand's elements about.
  func isPlumbing(_ operation: Int) -> Bool {
    index.elements[operation].keepsValues && dataOperandCount(of: operation) <= 1
  }

  /// The operands of operations on data that are weights, biases, scales or shifts, each by its
  /// operation and its index among all operands.
  var learnedOperands: [(operation: Int, operand: Int)] {
    var learned: [(operation: Int, operand: Int)] = []
    for operation in index.operations where parameters.carriesData(operation: operation) {
      for operand in index.range(of: operation) where index.operands[operand].role.isLearned {
        learned.append((operation, operand))
      }
    }
    return learned
  }

  /// The value from which plumbing alone leads to `value`.
  func origin(of value: ValueID) -> ValueID { origins[value.index] }
}

extension ElementFlow {
  /// Whether the operation has weights that a GHN predicts.
  var isLayer: Bool {
    if case .layer = self { true } else { false }
  }

  /// Whether the elements of one operand are moved, picked, repeated or dropped, and nothing is
  /// computed.
  var keepsValues: Bool {
    switch self {
    case .moved, .picked: true
    case .layer, .lookup, .normalized, .pooled, .reduced, .pointwise, .product, .mixed, .recurrent,
      .joined,
      .resampled, .unknown:
      false
    }
  }
}
