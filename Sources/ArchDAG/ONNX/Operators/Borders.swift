extension ONNXOperators {
  /// Operators that make images larger or smaller.
  static let borders: [ONNXOperator] = [
    ONNXOperator("Pad", as: .pad, settings: [1, 2, 3]) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      let amounts =
        call.version < 2 ? call.node.integers("paddings") : call.integers("pads", or: 1)
      let known = call.has(3) ? nil : amounts
      // A border of anything but zeros is one whose width only counts.
      let value = call.real("value", or: 2) ?? 0
      let isZero = value == 0 && call.node.text("mode") ?? "constant" == "constant"
      return .operation(
        .pad(amounts: isZero ? known : nil),
        extents: call.extents(0).flatMap { padExtents($0, amounts: known) })
    },
    ONNXOperator("Resize", 10...newest, as: .resize, settings: [1, 2, 3]) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.resize, extents: resizedExtents(call))
    },
    ONNXOperator("Upsample", 7...9, as: .resize, settings: [1]) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.resize)
    },
  ]

  /// The extents that a `Resize` asks for, by sizes or by scales.
  ///
  /// Source: ONNX operator `Resize`, opset 19.
  private static func resizedExtents(_ call: OperatorCall) -> Extents? {
    guard let x = call.extents(0), call.node.attribute("axes") == nil else { return nil }
    if let sizes = call.literal(3)?.integers, sizes.count == x.count {
      return sizes.map(Optional.some)
    }
    let place = call.operands.count == 2 ? 1 : 2
    guard let scales = call.literal(place)?.reals, scales.count == x.count else { return nil }
    return zip(x, scales).map { extent, scale in
      guard let extent, scale > 0, scale < 1e6 else { return nil }
      return Int(exactly: (Float(extent) * scale).rounded(.down))
    }
  }
}
