extension Translation {
  /// The step that computes a tensor.
  func step(computing tensor: Int?) -> Step? {
    guard let tensor, let producer = tensors[tensor].producer else { return nil }
    return steps[producer]
  }

  /// The step that computes a tensor, if it is this combination of two operands.
  func arithmetic(_ function: Arithmetic, computing tensor: Int?) -> (left: Int, right: Int)? {
    guard let step = step(computing: tensor), case .arithmetic(function) = step.kind else {
      return nil
    }
    return operands(of: step)
  }

  /// Both operands of a step.
  func operands(of step: Step) -> (left: Int, right: Int)? {
    guard step.inputs.count == 2, let left = step.inputs[0], let right = step.inputs[1] else {
      return nil
    }
    return (left, right)
  }

  /// The one number that a constant holds.
  func scalar(_ tensor: Int) -> Float? {
    guard let reals = tensors[tensor].reals, reals.count == 1 else { return nil }
    return reals[0]
  }

  /// The operand that is combined with a scalar near `value`, whichever side it stands on.
  func operand(besideScalar value: Float, in operands: (left: Int, right: Int)?) -> Int? {
    guard let operands else { return nil }
    if let scalar = scalar(operands.right), abs(scalar - value) < 1e-3 * value {
      return operands.left
    }
    if let scalar = scalar(operands.left), abs(scalar - value) < 1e-3 * value {
      return operands.right
    }
    return nil
  }

  /// Whether a tensor is the square of another, as a power or as a product with itself.
  func isSquare(_ tensor: Int?, of root: Int) -> Bool {
    if let power = arithmetic(.power, computing: tensor) {
      return power.left == root && scalar(power.right) == 2
    }
    return operand(beside: root, in: arithmetic(.multiply, computing: tensor)) == root
  }

  /// The first of these axes, counted from the end, if they are a tensor's last ones.
  func firstOfLast(_ axes: [Int], of tensor: Int) -> Int? {
    if axes == [-1] { return -1 }
    guard let rank = tensors[tensor].extents?.count, let first = axes.first,
      axes == Array(first..<rank)
    else { return nil }
    return first - rank
  }

  /// The operand beside `tensor`.
  func operand(beside tensor: Int, in operands: (left: Int, right: Int)?) -> Int? {
    guard let operands else { return nil }
    return operands.left == tensor
      ? operands.right : operands.right == tensor ? operands.left : nil
  }
}
