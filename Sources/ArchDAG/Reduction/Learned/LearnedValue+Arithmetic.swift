extension LearnedValue {
  /// The combination of two values, element by element with broadcasting.
  ///
  /// Of two, the weight is the one that has the result's extents and spread; of two of one shape,
  /// the first that `isMask` does not name.
  ///
  /// - Parameters:
  ///   - function: what is computed.
  ///   - a: the left operand.
  ///   - b: the right operand.
  ///   - isMask: whether a parameter says of itself that it is a mask.
  /// - Returns: the value, with the parameters of both.
  static func combined(
    _ function: Arithmetic, _ a: LearnedValue, _ b: LearnedValue,
    isMask: (ValueID) -> Bool
  ) -> LearnedValue {
    // A measure of unknown extents is taken to be no larger than what it measures.
    let extents = [a, b].compactMap(\.extents).reduce(nil as Extents?) { joined, extents in
      joined.map { broadcastExtents($0, extents) } ?? extents
    }?.compactMap(\.self)
    if b.isConstant { return a.scaled(function, by: b, extents: extents) }
    if a.isConstant { return b.combinedWithConstant(function, a, extents: extents) }
    let isFirst = Self.isWeight(a, beside: b, extents: extents, isMask: isMask)
    let (weight, other) = isFirst ? (a, b) : (b, a)
    var result = weight.moved(to: extents) { arrangement in
      extents.flatMap { arrangement.expanded(to: $0) }
    }
    result.isNormalized = a.isNormalized || b.isNormalized
    result.isStandardized = a.isStandardized || b.isStandardized
    let own = weight.parameters
    let isFactor = function == .multiply || (function == .divide && isFirst)
    if isFactor, !other.measured.isDisjoint(with: own) {
      result.normalize(isStandardized: other.isMean)
    }
    result.measured.formUnion(other.measured.subtracting(own))
    result.take(
      other, extents: extents, isFactor: isFactor, isDivisor: function == .divide,
      sameExtents: other.extents == weight.extents, own: own, isMask: isMask)
    return result
  }

  /// Adds the parameters of the operand beside the weight, each as what it is to it.
  private mutating func take(
    _ other: LearnedValue, extents: [Int]?, isFactor: Bool, isDivisor: Bool, sameExtents: Bool,
    own: Set<ValueID>, isMask: (ValueID) -> Bool
  ) {
    for (parameter, role) in other.others where !own.contains(parameter) {
      note([parameter], as: role)
    }
    for length in other.lengths { note(length.parameters, as: .gain) }
    guard let spread = other.arrangement else { return }
    let parameters = spread.parameters.filter { !own.contains($0) }
    guard isFactor else { return note(parameters, as: .addend) }
    if sameExtents {
      return note(parameters, as: .mask)
    }
    let length = extents.flatMap { spread.expanded(to: $0) }
    if isNormalized, !parameters.isEmpty, let length {
      lengths.append(length)
    } else {
      if !isDivisor, !parameters.contains(where: isMask), let length {
        gains.append(length)
      }
      note(parameters.filter { isMask($0) }, as: .mask)
      note(parameters, as: .gain)
    }
  }

  /// Whether the weight is `a` rather than `b`.
  private static func isWeight(
    _ a: LearnedValue, beside b: LearnedValue, extents: [Int]?, isMask: (ValueID) -> Bool
  ) -> Bool {
    guard let left = a.arrangement else { return b.arrangement == nil }
    guard let right = b.arrangement else { return true }
    if left.count != right.count { return left.count > right.count }
    let isLeftMask = left.parameters.allSatisfy(isMask)
    return !isLeftMask || right.parameters.allSatisfy(isMask)
  }

  /// This value combined with a constant on its right.
  private func scaled(
    _ function: Arithmetic, by constant: LearnedValue, extents: [Int]?
  ) -> LearnedValue {
    var result = moved(to: extents) { arrangement in
      extents.flatMap { arrangement.expanded(to: $0) }
    }
    guard let number = constant.number else { return result }
    switch function {
    case .multiply: result.scale(by: number)
    case .divide: result.scale(by: 1 / number)
    case .add: result.offset += number
    case .subtract: result.offset -= number
    case .power: if number != 1 { result.forgetArrangement() }
    // A range to which numbers are limited is that of the weights, not what they are.
    case .minimum, .maximum: break
    }
    return result
  }

  /// This value combined with a constant on its left.
  private func combinedWithConstant(
    _ function: Arithmetic, _ constant: LearnedValue, extents: [Int]?
  ) -> LearnedValue {
    switch function {
    case .multiply, .add, .minimum, .maximum:
      return scaled(function, by: constant, extents: extents)
    case .subtract:
      var result = scaled(function, by: constant, extents: extents)
      result.scale(by: -1)
      return result
    case .divide, .power:
      // 1 / ‖v‖ is a measure as ‖v‖ is; of anything else it is a function that is not followed.
      return measured.isEmpty ? measure(extents: extents) : moved(to: extents) { $0 }
    }
  }
}

extension LearnedValue {
  /// The same value; what scales and shifts numbers that are not trained, such as those of a
  /// quantized weight, belongs to their format.
  func scalingFixedNumbers(_ isFixed: (ValueID) -> Bool) -> LearnedValue {
    guard let parameters = arrangement?.parameters, !parameters.isEmpty,
      parameters.allSatisfy(isFixed)
    else { return self }
    var result = self
    result.others = others.mapValues { $0 == .gain || $0 == .addend ? .quantization : $0 }
    return result
  }
}
