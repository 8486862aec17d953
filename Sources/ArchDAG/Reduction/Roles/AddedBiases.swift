/// Finds biases that a file adds behind a layer, instead of giving them to it.
///
/// layer(x) + b, where b varies along the axis of the layer's outputs alone, such as (C, 1, 1) or
/// (1, C, 1, 1) behind a convolution and (1, N) behind a linear layer; only movements and products with
/// one number may lie between the layer and the sum, or, behind a layer of whole numbers, with one for each
/// output, as behind layers that are quantized while they run.
/// A single number counts as the same for all outputs. layer(x) − b is the same with −b, unless b is the
/// mean of a norm that is written out.
struct AddedBiases {
  /// By operation, what it adds, as a vector of the layer's outputs.
  private(set) var found: [(operation: Int, bias: LearnedValue)] = []

  /// Few operations lie between a layer and its bias.
  private static let longestSearch = 8

  init(_ flow: DataFlow, _ learned: LearnedValues) {
    var outputs = Set(flow.architecture.outputs)
    for operation in flow.additionsOfLearned {
      let operands = flow.index.operands(of: operation).map(\.value)
      guard let data = operands.first(where: { flow.carriesData($0) }),
        let other = operands.first(where: { !flow.carriesData($0) }), let bias = learned[other],
        !bias.isConstant, let rank = bias.extents?.count,
        let extents = Self.extents(of: data, in: flow, rank: rank),
        let axis = Self.outputAxis(of: data, rank: extents.count, in: flow, keeping: outputs),
        var vector = Self.vector(bias, along: axis, of: extents)
      else { continue }
      if flow.isSubtraction(operation) {
        guard !Self.isMean(bias, in: flow), !Self.isScaled(operation, in: flow) else { continue }
        vector.scale(by: -1)
      }
      found.append((operation, vector))
      // What has its bias takes no second one.
      outputs.formUnion(flow.index.results(of: operation))
    }
  }

  /// Whether a parameter is called a mean.
  private static func isMean(_ bias: LearnedValue, in flow: DataFlow) -> Bool {
    bias.parameters.contains { flow.architecture[$0].isCalledMean }
  }

  /// Whether what an operation answers is divided or multiplied by something that no data have a part in,
  /// and that is no constant: by a deviation, say.
  private static func isScaled(_ operation: Int, in flow: DataFlow) -> Bool {
    flow.index.results(of: operation).flatMap { flow.consumers(of: $0) }.contains { reader in
      switch flow.index.elements[reader] {
      case .pointwise(.arithmetic(.divide)), .pointwise(.arithmetic(.multiply)):
        flow.index.operands(of: reader).contains { operand in
          if case .constant = flow.architecture[operand.value].origin { return false }
          return !flow.carriesData(operand.value)
        }
      default: false
      }
    }
  }

  /// The extents of a value; of a layer's result as far as the weight tells them where those of its
  /// data are not known, as behind an operator that nobody knows.
  private static func extents(of value: ValueID, in flow: DataFlow, rank: Int) -> [Int?]? {
    if let stated = flow.architecture[value].extents { return stated }
    guard let operation = flow.producer(of: value),
      case .layer(let form) = flow.index.elements[operation],
      let weight = flow.index.operand(.weight, of: operation),
      let extents = flow.architecture[weight].extents, extents.count > 1
    else { return nil }
    switch form {
    case .linear(let layout):
      return Array(repeating: nil, count: max(rank, 2) - 1) + [extents[layout.outputAxis]]
    case .convolution:
      return [nil, extents[0]] + Array(repeating: nil, count: extents.count - 2)
    case .transposedConvolution(let window):
      let outputs = extents[1].map { $0 * window.groups }
      return [nil, outputs] + Array(repeating: nil, count: extents.count - 2)
    }
  }

  /// The axis along which the outputs of a layer lie in a value of so many axes, if movements and
  /// products with scales alone lead from a layer without a bias to it and nothing else reads what
  /// lies between.
  private static func outputAxis(
    of value: ValueID, rank: Int, in flow: DataFlow, keeping outputs: Set<ValueID>
  ) -> Int? {
    var path: [Int] = []
    var value = value
    var isScaledByOutput = false
    for _ in 0...longestSearch {
      guard flow.consumers(of: value).count == 1, !outputs.contains(value),
        let operation = flow.producer(of: value)
      else { return nil }
      if case .layer(let form) = flow.index.elements[operation] {
        guard flow.index.operand(.bias, of: operation) == nil,
          let weight = flow.index.operand(.weight, of: operation),
          !isScaledByOutput || holdsWholeNumbers(weight, in: flow),
          let rank = path.isEmpty ? rank : flow.architecture[value].extents?.count
        else { return nil }
        var axis: Int? = form.outputAxis(ofRank: rank)
        for moved in path.reversed() {
          axis = axis.flatMap { follow($0, through: moved, in: flow) }
        }
        return axis
      }
      if let (scaled, isByOutput) = scaled(by: operation, in: flow) {
        value = scaled
        isScaledByOutput = isScaledByOutput || isByOutput
        continue
      }
      guard case .moved = flow.index.elements[operation],
        let x = flow.index.operand(.data, of: operation)
      else { return nil }
      path.append(operation)
      value = x
    }
    return nil
  }

  /// What an operation multiplies by one number, or by numbers along one axis alone; `nil` if it does not.
  private static func scaled(
    by operation: Int, in flow: DataFlow
  ) -> (value: ValueID, isByOutput: Bool)? {
    guard case .pointwise(.arithmetic(.multiply)) = flow.index.elements[operation] else {
      return nil
    }
    let operands = flow.index.operands(of: operation).map(\.value)
    // Along how many axes a value varies.
    let variations = operands.map { value in
      flow.architecture[value].extents.map { $0.count { $0 != 1 } }
    }
    guard operands.count == 2 else { return nil }
    switch (variations[0], variations[1]) {
    case (0?, 0?): return nil
    case (_, 0?): return (operands[0], false)
    case (0?, _): return (operands[1], false)
    case (let left, 1?) where left.map { $0 > 1 } ?? true: return (operands[0], true)
    case (1?, let right) where right.map { $0 > 1 } ?? true: return (operands[1], true)
    default: return nil
    }
  }

  /// Whether a weight is one of whole numbers, or what these stand for.
  private static func holdsWholeNumbers(_ weight: ValueID, in flow: DataFlow) -> Bool {
    var weight = weight
    for _ in 0...longestSearch {
      if flow.index.sources[weight.index] == .buffer { return true }
      guard let operation = flow.producer(of: weight),
        let source = flow.index.operands(of: operation).first?.value
      else { return false }
      weight = source
    }
    return false
  }

  /// Where an axis stands behind an operation that moves elements.
  private static func follow(
    _ axis: Int, through operation: Int, in flow: DataFlow
  ) -> Int? {
    guard case .moved(let movement) = flow.index.elements[operation],
      let x = flow.index.operand(.data, of: operation),
      let result = flow.index.results(of: operation).first,
      let before = flow.architecture[x].extents, let after = flow.architecture[result].extents,
      before.indices.contains(axis)
    else { return nil }
    switch movement {
    case .unmoved: return axis
    case .transposed(let permutation): return permutation.firstIndex(of: axis)
    case .reshaped:
      // The axis is that of the same extent with as many elements behind it.
      guard let inner = product(before[(axis + 1)...]) else { return nil }
      return after.indices.first { index in
        after[index] == before[axis] && product(after[(index + 1)...]) == inner
          && after[index] != nil
      }
    case .repeated, .cut, .divided, .otherwise: return nil
    }
  }

  /// A bias as a vector of a layer's outputs, if it varies along their axis alone.
  private static func vector(
    _ bias: LearnedValue, along axis: Int, of data: [Int?]?
  ) -> LearnedValue? {
    guard let data, let rank = bias.extents?.count, rank <= data.count,
      data.indices.contains(axis), let outputs = data[axis]
    else { return nil }
    let bias = bias.once(besides: axis - (data.count - rank))
    guard let extents = bias.extents else { return nil }
    let padded = Array(repeating: 1, count: data.count - extents.count) + extents
    guard padded.indices.allSatisfy({ padded[$0] == 1 || ($0 == axis && padded[$0] == outputs) })
    else { return nil }
    return bias.moved(to: [outputs]) {
      $0.reshaped(to: [padded[axis]])?.expanded(to: [outputs])
    }
  }
}

extension LearnedValue {
  /// The value with a single position of every axis but one along which it repeats itself, as a bias does that
  /// a file repeats for each pixel.
  fileprivate func once(besides axis: Int) -> LearnedValue {
    guard let arrangement, var extents, lengths.isEmpty else { return self }
    var result = self
    for other in extents.indices where other != axis && extents[other] > 1 {
      guard arrangement.repeats(along: other) else { continue }
      extents[other] = 1
      result = result.moved(to: extents) { $0.sliced(axis: other, start: 0, step: 1, count: 1) }
    }
    return result
  }
}
