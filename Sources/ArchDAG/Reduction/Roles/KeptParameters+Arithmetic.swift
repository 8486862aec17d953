import Tensors

/// Which operands of sums, differences, products and quotients are numbers of a computation, and no
/// parameters.
extension KeptParameters {
  /// A parameter that is one of the two operands of arithmetic.
  struct ArithmeticOperand {
    let function: Arithmetic
    /// The operand, which may be the parameter with its elements moved.
    let value: ValueID?
    let parameter: ValueID
    /// Whether it is the second one: an exponent, a subtrahend, a divisor.
    let isSecond: Bool
    let other: ValueID
    let result: ValueID
  }

  /// The operands of arithmetic on two values that are parameters.
  func arithmeticOperands(
    of operation: Operation, _ function: Arithmetic
  ) -> [ArithmeticOperand] {
    guard operation.inputs.count == 2 else { return [] }
    return [0, 1].compactMap { index in
      let value = operation.inputs[index]
      guard let parameter = parameter(value), let other = operation.inputs[1 - index] else {
        return nil
      }
      return ArithmeticOperand(
        function: function, value: value, parameter: parameter, isSecond: index == 1,
        other: other, result: operation.outputs[0])
    }
  }

  /// Whether an operand is an exponent, a bound, what is added below a root or a division, or a divisor
  /// that bears no name of a module's attribute.
  func isSetting(_ operand: ArithmeticOperand) -> Bool {
    switch operand.function {
    case .power: operand.isSecond
    case .minimum, .maximum: isSingle(operand.parameter)
    case .add, .subtract: isSingle(operand.parameter) && isBelowRoot(operand.result)
    case .divide:
      operand.isSecond && !flow.architecture[operand.parameter].name.isAttributePath
    case .multiply: false
    }
  }

  /// Whether what is fed is normalized by an operand before the first layer.
  func normalizesInput(_ operand: ArithmeticOperand) -> Bool {
    guard raw.contains(operand.other) else { return false }
    return switch operand.function {
    case .subtract, .divide: true
    case .multiply:
      isPerChannel(operand.value) || isUnnamedColumn(operand.parameter, beside: operand.other)
    case .add:
      isPerChannel(operand.value)
        || (isScaled(operand.other)
          && isUnnamedColumn(operand.parameter, beside: operand.other))
    case .power, .minimum, .maximum: false
    }
  }

  /// Whether an operand is called a mean and is subtracted.
  func isSubtractedMean(_ operand: ArithmeticOperand) -> Bool {
    operand.function == .subtract && operand.isSecond
      && flow.architecture[operand.parameter].isCalledMean
  }

  /// Whether a value has a number for each channel of an image: (C, 1, 1) or (1, C, 1, 1).
  private func isPerChannel(_ value: ValueID?) -> Bool {
    guard let extents = roles.learned[value]?.extents, extents.count >= 3 else { return false }
    return extents.suffix(2) == [1, 1] && extents.dropLast(3).allSatisfy { $0 == 1 }
  }

  /// Whether a parameter without the name of a module's attribute has a number for each column of
  /// rows (N, F), as scikit-learn's scalers have.
  private func isUnnamedColumn(_ parameter: ValueID, beside rows: ValueID) -> Bool {
    guard case .parameter(let shape, _) = flow.architecture[parameter].origin,
      let extents = flow.architecture[rows].extents, extents.count == 2
    else { return false }
    return shape.extents.last == extents[1] && shape.count == shape.extents.last
      && !flow.architecture[parameter].name.isAttributePath
  }

  /// Whether a value is a product, as columns are that are scaled before they are moved.
  private func isScaled(_ value: ValueID) -> Bool {
    flow.producer(of: value).map { flow.architecture.operations[$0].kind }
      == .arithmetic(.multiply)
  }

  /// The values by which a value is divided, where nothing else reads it and no data have a part in
  /// them.
  func divisors(of value: ValueID) -> [ValueID] {
    let readers = flow.consumers(of: value).map { flow.architecture.operations[$0] }
    let divisors = readers.compactMap { reader -> ValueID? in
      guard reader.kind == .arithmetic(.divide), reader.inputs.first == value,
        case let divisor?? = reader.inputs.last, !flow.carriesData(divisor)
      else { return nil }
      return divisor
    }
    return divisors.count < readers.count ? [] : divisors
  }

  /// Whether a value is only read by what must not reach zero: roots, logarithms, divisions.
  private func isBelowRoot(_ value: ValueID) -> Bool {
    let readers = flow.consumers(of: value)
    return !readers.isEmpty
      && readers.allSatisfy { index in
        guard case .pointwise(let function) = flow.index.elements[index],
          let operand = function.operandKeptFromZero
        else { return false }
        return flow.architecture.operations[index].inputs[operand] == value
      }
  }
}
