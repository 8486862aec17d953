/// Who makes, who reads, and what carries data, in an ``Architecture``: the index that the
/// reduction's rules look things up in.
struct DataFlow {
  let architecture: Architecture

  /// Per value, the operation that computes it; `nil` for inputs, parameters and constants.
  private let producers: [Int?]

  /// Per value, the operations that read it, in order.
  private let consumers: [[Int]]

  /// Per value, whether it depends on an input or on a layer; what depends on parameters and
  /// constants alone, such as a transposed weight, does not.
  private let carriesData: [Bool]

  /// Per value, the parameter that it is, or a view of which it is.
  private let parameterRoots: [ValueID?]

  /// Per value, the one from which plumbing alone leads to it.
  private let origins: [ValueID]

  init(_ architecture: Architecture) {
    self.architecture = architecture
    var producers = [Int?](repeating: nil, count: architecture.values.count)
    var consumers = [[Int]](repeating: [], count: architecture.values.count)
    var carriesData = architecture.values.map { $0.origin == .input }
    var roots = architecture.values.indices.map { index -> ValueID? in
      guard case .parameter = architecture.values[index].origin else { return nil }
      return ValueID(index)
    }
    var origins = architecture.values.indices.map(ValueID.init)
    for (index, operation) in architecture.operations.enumerated() {
      let inputs = operation.inputs.compactMap(\.self)
      for input in inputs { consumers[input.index].append(index) }
      let data = inputs.filter { carriesData[$0.index] }
      let elements = operation.kind.traits.elements
      let isData = elements.isLayer || !data.isEmpty
      let root = isData ? nil : inputs.lazy.compactMap { roots[$0.index] }.first
      for output in operation.outputs {
        producers[output.index] = index
        carriesData[output.index] = isData
        roots[output.index] = root
        if data.count == 1 && elements.keepsValues {
          origins[output.index] = origins[data[0].index]
        }
      }
    }
    self.producers = producers
    self.consumers = consumers
    self.carriesData = carriesData
    self.parameterRoots = roots
    self.origins = origins
  }

  func producer(of value: ValueID) -> Int? { producers[value.index] }

  func consumers(of value: ValueID) -> [Int] { consumers[value.index] }

  func carriesData(_ value: ValueID) -> Bool { carriesData[value.index] }

  /// The operands of an operation that carry data, in order.
  func dataOperands(of operation: Operation) -> [ValueID] {
    operation.inputs.compactMap(\.self).filter { carriesData[$0.index] }
  }

  /// The parameter that a value is, or is a view of, with its name and shape.
  func parameter(behind value: ValueID?) -> (id: ValueID, value: Value)? {
    guard let value, let root = parameterRoots[value.index] else { return nil }
    return (root, architecture[root])
  }

  /// Whether the operation only moves its one data operand's elements about.
  func isPlumbing(_ operation: Operation) -> Bool {
    operation.kind.traits.elements.keepsValues && dataOperands(of: operation).count <= 1
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
    case .layer, .lookup, .normalized, .pooled, .reduced, .pointwise, .product, .mixed, .joined,
      .resampled, .unknown:
      false
    }
  }
}
