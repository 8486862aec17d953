import Tensors

/// What is known of each value of an architecture that no data have a part in: which parameters it
/// is made of, and how.
struct LearnedValues {
  private let architecture: Architecture
  private let index: OperandIndex
  /// Parameters of which cuts are taken as the whole.
  private let widened: Set<ValueID>
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

  private func knownExtents(_ id: ValueID) -> [Int]? {
    guard let extents = architecture[id].extents else { return nil }
    let known = extents.compactMap(\.self)
    return known.count == extents.count ? known : nil
  }

  // MARK: Operations

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
      var result = first
      result.isNormalized = true
      for operand in known.dropFirst() { result.note(operand.parameters, as: .gain) }
      return [result]
    case .layer, .product, .mixed, .recurrent, .reduced, .pooled, .lookup, .resampled:
      return [measure(operation, known)]
    case .unknown(.quantization):
      return operation.outputs.map { _ in quantized(known) }
    case .unknown(.unknown), .unknown(.pointwise), .unknown(.movement):
      return operation.outputs.map { _ in measure(operation, known) }
    }
  }

  private func inferredExtents(of operation: Operation, _ operand: LearnedValue) -> [[Int]?] {
    let extents = operand.extents?.map(Optional.some)
    let inferred = operation.kind.resultExtents(
      of: [extents], resultCount: operation.outputs.count)
    return zip(operation.outputs, inferred).map { output, inferred in
      let known = inferred?.compactMap(\.self)
      return known?.count == inferred?.count ? known ?? knownExtents(output) : knownExtents(output)
    }
  }

  private func movedResults(
    of operation: Operation, _ x: LearnedValue, by movement: Movement
  ) -> [LearnedValue?] {
    let extents = inferredExtents(of: operation, x)
    let isWidened = !widened.isDisjoint(with: x.arrangement?.parameters ?? [])
    switch movement {
    case .unmoved:
      return [x]
    case .transposed(let permutation):
      return [x.moved(to: extents[0]) { $0.transposed(permutation) }]
    case .reshaped:
      return [x.moved(to: extents[0]) { $0.reshaped(to: extents[0] ?? []) }]
    case .repeated:
      return [x.moved(to: extents[0]) { $0.expanded(to: extents[0] ?? []) }]
    case .cut(let slices):
      if isWidened { return [x] }
      return [x.moved(to: extents[0]) { $0.sliced(slices) }]
    case .divided(let axis):
      if isWidened { return operation.outputs.map { _ in x } }
      return partsOfSplit(x, axis: axis, extents)
    case .otherwise:
      return extents.map { x.measure(extents: $0) }
    }
  }

  private func partsOfSplit(
    _ x: LearnedValue, axis: Int, _ extents: [[Int]?]
  ) -> [LearnedValue?] {
    var start = 0
    return extents.map { extents in
      guard let extents, let axis = normalizedAxis(axis, rank: extents.count),
        0...Bounds.elements ~= extents[axis]
      else { return x.measure(extents: extents) }
      defer { start += extents[axis] }
      return x.moved(to: extents) {
        $0.sliced(axis: axis, start: start, step: 1, count: extents[axis])
      }
    }
  }

  /// Rows that constant indices pick, if these are one number or follow one another evenly.
  private func picked(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    let x = operands[0]
    if case .scatter(_, combining: nil) = operation.kind {
      // Constants stand in the place of some elements, as zeros in that of the keys' bias.
      return operands.dropFirst().allSatisfy(\.isConstant) ? x : measure(operation, operands)
    }
    guard case .gather(let axis) = operation.kind, operation.inputs.count == 2,
      let indices = operation.inputs[1],
      case .constant(.integers(let numbers)) = architecture[indices].origin,
      let extents = x.extents, let axis = normalizedAxis(axis, rank: extents.count),
      let rank = architecture[indices].extents?.count, rank <= 1, !numbers.isEmpty
    else { return measure(operation, operands) }
    if !widened.isDisjoint(with: x.arrangement?.parameters ?? []) { return x }
    let positions = numbers.map { $0 < 0 ? $0 + extents[axis] : $0 }
    guard positions.allSatisfy({ 0..<extents[axis] ~= $0 }) else {
      return measure(operation, operands)
    }
    let step = positions.count > 1 ? positions[1] - positions[0] : 1
    let isEven = positions.enumerated().allSatisfy { $1 == positions[0] + $0 * step }
    guard isEven, step != 0 else { return measure(operation, operands) }
    var result = extents
    if rank == 0 { result.remove(at: axis) } else { result[axis] = positions.count }
    return x.moved(to: result) { arrangement in
      arrangement.sliced(axis: axis, start: positions[0], step: step, count: positions.count)?
        .reshaped(to: result)
    }
  }

  private func joined(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    guard case .concatenation(let axis) = operation.kind else { return nil }
    let arrangements = operands.compactMap(\.arrangement)
    let factors = Set(operands.filter { !$0.isConstant }.map(\.factor))
    guard arrangements.count == operands.count, let rank = arrangements.first?.extents.count,
      let axis = normalizedAxis(axis, rank: rank), factors.count <= 1,
      operands.allSatisfy({ $0.lengths.isEmpty }),
      let whole = ParameterArrangement.joined(arrangements, axis: axis)
    else { return measure(operation, operands) }
    var result = LearnedValue(extents: whole.extents, arrangement: whole)
    result.factor = factors.first ?? 1
    for operand in operands {
      result.others.merge(operand.others) { first, _ in first }
      result.measured.formUnion(operand.measured)
    }
    return result
  }

  private func pointwise(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    if case .quantization = operation.kind { return quantized(operands) }
    if case .arithmetic(let function) = operation.kind, operands.count == 2 {
      return LearnedValue.combined(function, operands[0], operands[1], isMask: isMask)
        .scalingFixedNumbers(isFixed)
    }
    // Of a choice, the learned operand is the weight; the condition is a mask.
    let data = operation.kind == .select ? Array(operands.dropFirst()) : operands
    guard var result = data.first(where: { !$0.isConstant }) else {
      return LearnedValue(extents: knownExtents(operation.outputs[0]))
    }
    if operation.kind == .select { result.note(operands[0].parameters, as: .mask) }
    for operand in data {
      result.note(operand.parameters.subtracting(result.parameters), as: .factor)
    }
    return result
  }

  private func isMask(_ parameter: ValueID) -> Bool {
    guard case .parameter(_, let isTrainable) = architecture[parameter].origin else { return false }
    return !isTrainable || architecture[parameter].name.lowercased().contains("mask")
  }

  private func isFixed(_ parameter: ValueID) -> Bool {
    if case .parameter(_, isTrainable: false) = architecture[parameter].origin {
      true
    } else {
      false
    }
  }

  /// The numbers of the first operand, with scales and zero points of a format.
  private func quantized(_ operands: [LearnedValue]) -> LearnedValue {
    var result = operands[0]
    for operand in operands.dropFirst() {
      result.note(operand.parameters.subtracting(result.parameters), as: .quantization)
    }
    return result
  }

  /// What is only known to depend on its operands.
  private func measure(_ operation: Operation, _ operands: [LearnedValue]) -> LearnedValue? {
    let inferred = operation.kind.resultExtents(
      of: operands.map { $0.extents?.map(Optional.some) })[0]
    let known = inferred?.compactMap(\.self)
    var result = LearnedValue(
      extents: known?.count == inferred?.count
        ? known ?? knownExtents(operation.outputs[0]) : knownExtents(operation.outputs[0]))
    let isProduct = operation.kind.traits.elements.isProduct
    for operand in operands {
      // u · (W·v) may be written as a product of elements and their sum.
      let isMultiplied = isProduct || !operand.measured.isEmpty
      let vectors = operand.parameters.filter { parameter in
        if isMultiplied, case .parameter(let shape, _) = architecture[parameter].origin {
          shape.extents.count { $0 != 1 } <= 1
        } else {
          false
        }
      }
      let measure = operand.measure(extents: nil, vectors: vectors)
      result.others.merge(measure.others) { first, _ in first }
      result.measured.formUnion(measure.measured)
    }
    return result
  }
}
