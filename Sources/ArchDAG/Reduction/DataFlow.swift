/// Who makes, who reads, and what carries data, in an ``Architecture``: the index that the
/// reduction's rules look things up in.
struct DataFlow {
  let architecture: Architecture

  /// Per value, the operation that computes it; `nil` for inputs, parameters and constants.
  private let producers: [Int?]

  /// Per value, the operations that read it, in order.
  private let consumers: [[Int]]

  /// Which operations work on data, and which make weights of parameters.
  let parameters: ParameterFlow

  /// Per value, the one from which plumbing alone leads to it.
  private let origins: [ValueID]

  init(_ architecture: Architecture) {
    self.architecture = architecture
    var consumers = [[Int]](repeating: [], count: architecture.values.count)
    let parameters = ParameterFlow(architecture)
    var origins = architecture.values.indices.map(ValueID.init)
    for (index, operation) in architecture.operations.enumerated() {
      let inputs = operation.inputs.compactMap(\.self)
      for input in inputs { consumers[input.index].append(index) }
      let data = inputs.filter { parameters.carriesData($0) }
      let elements = operation.kind.traits.elements
      for output in operation.outputs {
        if data.count == 1 && elements.keepsValues {
          origins[output.index] = origins[data[0].index]
        }
      }
    }
    producers = architecture.producers
    self.consumers = consumers
    self.parameters = parameters
    self.origins = origins
  }

  func producer(of value: ValueID) -> Int? { producers[value.index] }

  func consumers(of value: ValueID) -> [Int] { consumers[value.index] }

  /// Whether a value depends on an input or on a layer; what depends on parameters and constants
  /// alone, such as a transposed weight, does not.
  func carriesData(_ value: ValueID) -> Bool { parameters.carriesData(value) }

  /// The operands of an operation that carry data, in order.
  func dataOperands(of operation: Operation) -> [ValueID] {
    operation.inputs.compactMap(\.self).filter(carriesData)
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
    case .layer, .lookup, .normalized, .pooled, .reduced, .pointwise, .product, .mixed, .recurrent,
      .joined,
      .resampled, .unknown:
      false
    }
  }
}
