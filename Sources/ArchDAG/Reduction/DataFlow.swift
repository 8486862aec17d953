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
      let isData = operation.kind.isLayer || !data.isEmpty
      let root = isData ? nil : inputs.lazy.compactMap { roots[$0.index] }.first
      for output in operation.outputs {
        producers[output.index] = index
        carriesData[output.index] = isData
        roots[output.index] = root
        if data.count == 1 && operation.kind.movesElementsOnly {
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
    operation.kind.movesElementsOnly && dataOperands(of: operation).count <= 1
  }

  /// The value from which plumbing alone leads to `value`.
  func origin(of value: ValueID) -> ValueID { origins[value.index] }
}

extension OperationKind {
  /// Whether the operation has weights that a GHN predicts, so that its result is data even where
  /// it reads nothing but constants (a network that computes its own position bias, say).
  var isLayer: Bool {
    switch self {
    case .convolution, .transposedConvolution, .linear: true
    case .embedding, .batchNorm, .layerNorm, .groupNorm, .rootMeanSquareNorm, .maxPool,
      .averagePool, .globalAveragePool, .adaptiveAveragePool, .mean, .activation, .softmax,
      .matrixProduct, .einsum, .arithmetic, .select, .concatenation, .split, .slice, .gather,
      .reshape,
      .flatten, .transpose, .squeeze, .unsqueeze, .expand, .pad, .resize, .dropout, .elementwise,
      .identity, .unrecognized:
      false
    }
  }

  /// Whether the operation moves, repeats or drops elements, and computes nothing.
  var movesElementsOnly: Bool {
    switch self {
    case .split, .slice, .gather, .reshape, .flatten, .transpose, .squeeze, .unsqueeze, .expand,
      .pad, .dropout, .identity:
      true
    case .convolution, .transposedConvolution, .linear, .embedding, .batchNorm, .layerNorm,
      .groupNorm, .rootMeanSquareNorm, .maxPool, .averagePool, .globalAveragePool,
      .adaptiveAveragePool, .mean, .activation, .softmax, .matrixProduct, .einsum, .arithmetic,
      .select, .concatenation, .resize, .elementwise, .unrecognized:
      false
    }
  }
}
