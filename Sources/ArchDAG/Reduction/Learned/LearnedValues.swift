import Tensors

/// What is known of each value of an architecture that no data have a part in: which parameters it
/// is made of, and how.
///
/// What moves elements, and what computes others of them, stands beside.
struct LearnedValues {
  let architecture: Architecture
  private let index: OperandIndex
  /// Parameters of which cuts are taken as the whole.
  let widened: Set<ValueID>
  /// What is known of the results of operations that no data have a part in.
  private var results: [ValueID: LearnedValue] = [:]

  /// - Parameters:
  ///   - flow: the network, and which of its operations only make weights of parameters.
  ///   - widened: parameters that several layers read parts of: each is taken to read the whole.
  init(_ flow: DataFlow, widened: Set<ValueID> = []) {
    architecture = flow.architecture
    index = flow.index
    self.widened = widened
    guard !flow.parameters.isDataAlone else { return }
    for operation in index.operations where !flow.parameters.carriesData(operation: operation) {
      let computed = results(of: architecture.operations[operation])
      for (output, result) in zip(index.results(of: operation), computed) {
        guard let result, result.parameters.count <= LearnedValue.parameterLimit else { continue }
        results[output] = result
      }
    }
  }

  /// Whether no value is computed from parameters and constants alone.
  var isEmpty: Bool { results.isEmpty }

  /// What is known of a value; `nil` if data have a part in it, or too many parameters.
  subscript(value: ValueID?) -> LearnedValue? {
    guard let value else { return nil }
    return switch index.sources[value.index] {
    case .input: nil
    case .parameter, .buffer, .constant: source(value)
    case .result: results[value]
    }
  }

  /// What is known of a value that no operation computes.
  private func source(_ id: ValueID) -> LearnedValue? {
    let value = architecture[id]
    switch value.origin {
    case .parameter(let shape, _):
      return LearnedValue(
        extents: shape.extents, arrangement: ParameterArrangement(id, shape: shape))
    case .constant(let constant):
      var known = LearnedValue(extents: knownExtents(id))
      known.arrangement = known.extents.flatMap { ParameterArrangement(constantsOf: $0) }
      switch constant {
      case .integers(let numbers) where numbers.count == 1: known.number = Float(numbers[0])
      case .reals(let numbers) where numbers.count == 1: known.number = numbers[0]
      case .integers, .reals, .unread: break
      }
      if known.number != nil, known.extents == nil { known.extents = [] }
      return known
    case .input, .result: return nil
    }
  }

  /// The extents of a value, if the architecture tells all.
  func knownExtents(_ id: ValueID) -> [Int]? {
    guard let extents = architecture[id].extents else { return nil }
    let known = extents.compactMap(\.self)
    return known.count == extents.count ? known : nil
  }

  /// A weight whose channels a batch norm gives mean 0 and deviation 1, each multiplied by its scale then; of
  /// another norm, that it has been normalized.
  private func standardized(
    _ operation: Operation, _ x: LearnedValue, _ operands: [LearnedValue]
  ) -> LearnedValue {
    var result = x
    result.normalize(isStandardized: true)
    if case .batchNorm = operation.kind, let scale = self[operation.operand(.scale)],
      let channels = scale.arrangement, !scale.isConstant, let extents = x.extents,
      extents.count > 1, channels.count == extents[1],
      let length = channels.reshaped(
        to: [extents[1]] + [Int](repeating: 1, count: extents.count - 2))?.expanded(to: extents)
    {
      result.lengths.append(length)
    }
    for operand in operands.dropFirst() {
      result.note(
        operand.parameters.subtracting(result.parameters), as: .gain)
    }
    return result
  }

  private func results(of operation: Operation) -> [LearnedValue?] {
    let operands = operation.inputs.compactMap { $0 }.map { self[$0] }
    guard let first = operands.first ?? nil else { return [] }
    let known = operands.compactMap(\.self)
    guard known.count == operands.count else { return [] }
    switch operation.kind.traits.elements {
    case .moved(let movement):
      return movedResults(of: operation, first, by: movement)
    case .picked:
      return [picked(operation, known)]
    case .joined:
      return [joined(operation, known)]
    case .pointwise:
      return [pointwise(operation, known)]
    case .normalized:
      return [standardized(operation, first, known)]
    case .layer, .product, .mixed, .recurrent, .reduced, .pooled, .lookup, .resampled:
      return [measure(operation, known)]
    case .unknown(.quantization):
      return operation.outputs.map { _ in quantized(known) }
    case .unknown(.unknown), .unknown(.pointwise), .unknown(.movement):
      return operation.outputs.map { _ in measure(operation, known) }
    }
  }
}
