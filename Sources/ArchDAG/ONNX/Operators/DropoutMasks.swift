/// What is known of a constant that was made from uniform random numbers.
struct DropoutMask: Sendable {
  /// With which probability an element stays; `nil` before the numbers are compared with one.
  private var kept: Float?
  /// Whether those that stay are divided by that probability.
  private var isScaled = false

  /// What a node makes of random numbers; `nil` if it reads none, or makes something else of them.
  init?(after call: OperatorCall) {
    if call.node.type == "RandomUniformLike" {
      self.init()
      return
    }
    guard var mask = call.literal(0)?.mask else { return nil }
    let number = call.literal(1)?.reals?.first
    switch call.node.type {
    case "Less":
      guard mask.kept == nil, let number, (0...1).contains(number) else { return nil }
      mask.kept = number
    case "Div":
      guard !mask.isScaled, let number, let kept = mask.kept, abs(number - kept) < 1e-6 else {
        return nil
      }
      mask.isScaled = true
    case "Cast", "CastLike", "Reshape", "Unsqueeze", "Identity": break
    default: return nil
    }
    self = mask
  }

  private init() {}

  /// Dropout whose mask the file draws itself, as stochastic depth does.
  ///
  /// x · (uniform numbers < p) / p.
  ///
  /// - Returns: the dropout; `nil` if a product is none.
  static func dropout(_ call: OperatorCall) -> OperatorMeaning? {
    guard call.operands.count == 2 else { return nil }
    for (data, mask) in [(0, 1), (1, 0)] {
      guard let known = call.literal(mask)?.mask, known.isScaled, let kept = known.kept,
        call.tensor(data) != nil
      else { continue }
      return .operation(.dropout(probability: 1 - kept), [.operand(data), .operand(mask)])
    }
    return nil
  }
}
