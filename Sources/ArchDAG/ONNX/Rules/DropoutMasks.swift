/// What is known of a constant that was made from uniform random numbers.
struct DropoutMask {
  /// With which probability an element stays; `nil` before the numbers are compared with one.
  var kept: Float?
  /// Whether those that stay are divided by that probability.
  var isScaled = false
}

/// Dropout whose mask the file draws itself, as stochastic depth does:
///
/// x · (uniform numbers < p) / p.
extension Translation {
  /// Notes what a node makes of random numbers.
  mutating func followMask(_ node: ONNXNode) {
    guard case let output?? = node.outputs.first, case let input?? = node.inputs.first,
      var mask = masks[input]
    else { return }
    let number = literal(node, 1)?.reals?.first
    switch node.type {
    case "Less":
      guard mask.kept == nil, let number, (0...1).contains(number) else { return }
      mask.kept = number
    case "Div":
      guard !mask.isScaled, let number, let kept = mask.kept, abs(number - kept) < 1e-6 else {
        return
      }
      mask.isScaled = true
    case "Cast", "CastLike", "Reshape", "Unsqueeze", "Identity": break
    default: return
    }
    masks[output] = mask
  }

  /// Turns a product with such a mask into a dropout; `false` if the node is none.
  mutating func emitDropout(_ node: ONNXNode) -> Bool {
    guard node.inputs.count == 2 else { return false }
    for (data, mask) in [(0, 1), (1, 0)] {
      guard let number = node.inputs[mask], let known = masks[number], known.isScaled,
        let kept = known.kept, case .tensor(let x)? = flow(node, data)
      else { continue }
      emit(.dropout(probability: 1 - kept), for: node, inputs: [x, operand(node, mask)])
      return true
    }
    return false
  }
}
