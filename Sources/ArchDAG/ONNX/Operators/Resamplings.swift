extension ONNXOperators {
  /// Operators that change extents by interpolation, or trade them against channels.
  static let resamplings: [ONNXOperator] = [
    ONNXOperator(
      "Resize", 10...newest, as: .resample, .resize, operands: .init(settings: [1, 2, 3])
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let resampling = resampling(call) else {
        return .operation(.resize, extents: resizedExtents(call))
      }
      return .operation(.resample(resampling), extents: resizedExtents(call))
    },
    ONNXOperator("Upsample", 7...9, as: .resample, .resize, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let x = call.extents(0), let method = method(call.node),
        let scales = call.node.reals("scales") ?? call.literal(1)?.reals, scales.count == x.count
      else { return .operation(.resize) }
      return .operation(
        .resample(
          Resampling(method: method, coordinates: .asymmetric, rounding: .spread, scales: scales)))
    },
    ONNXOperator("DepthToSpace", as: .reshape, .transpose, operands: .init(.partlyKnown(.movement)))
    { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let side = call.node.integer("blocksize"), (1...1 << 16).contains(side),
        let (channels, height, width) = image(call), channels % (side * side) == 0
      else { return .unrecognized }
      let depth = channels / (side * side)
      // Of (N, …): the block's rows and columns behind the image's.
      let isColumnsFirst = call.node.text("mode") == "CRD"
      return .value(
        OperatorMeaning.Expression.operand(0)
          .applying(
            .reshape(
              extents: isColumnsFirst
                ? [-1, depth, side, side, height, width] : [-1, side, side, depth, height, width])
          )
          .applying(
            .transpose(permutation: isColumnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])
          )
          .applying(.reshape(extents: [-1, depth, height * side, width * side])))
    },
    ONNXOperator("SpaceToDepth", as: .reshape, .transpose, operands: .init(.partlyKnown(.movement)))
    { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let side = call.node.integer("blocksize"), (1...1 << 16).contains(side),
        let (channels, height, width) = image(call), height % side == 0, width % side == 0
      else { return .unrecognized }
      let isColumnsFirst = call.node.text("mode") == "CRD"
      return .value(
        OperatorMeaning.Expression.operand(0)
          .applying(
            .reshape(extents: [-1, channels, height / side, side, width / side, side])
          )
          .applying(
            .transpose(permutation: isColumnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
          )
          .applying(
            .reshape(extents: [-1, channels * side * side, height / side, width / side])))
    },
  ]

  /// The extents of an image behind that of the batch, where known and not too large to multiply.
  private static func image(_ call: OperatorCall) -> (Int, Int, Int)? {
    guard let x = call.extents(0), x.count == 4, let channels = x[1], let height = x[2],
      let width = x[3], [channels, height, width].allSatisfy({ (1...1 << 24).contains($0) })
    else { return nil }
    return (channels, height, width)
  }

  private static func method(_ node: ONNXNode) -> Resampling.Method? {
    switch node.text("mode") ?? "nearest" {
    case "nearest": .nearest
    case "linear", "bilinear": .linear
    case "cubic": .cubic
    default: nil
    }
  }

  /// How a `Resize` interpolates; `nil` for what is not known to the last attribute.
  ///
  /// Source: ONNX operator `Resize`, opsets 10 to 19.
  private static func resampling(_ call: OperatorCall) -> Resampling? {
    let node = call.node
    guard let x = call.extents(0), let method = method(node),
      ["stretch", nil].contains(node.text("keep_aspect_ratio_policy")),
      let coordinates = coordinates(call), let rounding = rounding(call),
      let axes = axes(node, rank: x.count)
    else { return nil }
    var result = Resampling(method: method, coordinates: coordinates, rounding: rounding)
    if let coefficient = node.real("cubic_coeff_a") {
      guard coefficient.isFinite else { return nil }
      result.cubicCoefficient = coefficient
    }
    result.isAntialiased = (node.integer("antialias") ?? 0) != 0
    result.excludesOutside = (node.integer("exclude_outside") ?? 0) != 0
    if call.version >= 11, let sizes = call.literal(3)?.integers, !sizes.isEmpty {
      guard sizes.count == axes.count, sizes.allSatisfy({ $0 > 0 }) else { return nil }
      var extents = x.map { $0 ?? -1 }
      for (axis, size) in zip(axes, sizes) { extents[axis] = size }
      // An axis that is not resized, of an extent that is not known, is one of scale 1.
      guard !extents.contains(-1) else { return nil }
      result.extents = extents
      return result
    }
    let operand = call.version < 11 ? 1 : 2
    guard let scales = call.literal(operand)?.reals, scales.count == axes.count,
      scales.allSatisfy({ $0 > 0 && $0 < 1e6 })
    else { return nil }
    result.scales = Array(repeating: 1, count: x.count)
    for (axis, scale) in zip(axes, scales) { result.scales[axis] = scale }
    return result
  }

  private static func axes(_ node: ONNXNode, rank: Int) -> [Int]? {
    guard let stated = node.integers("axes") else { return Array(0..<rank) }
    let axes = stated.compactMap { normalizedAxis($0, rank: rank) }
    return Set(axes).count == stated.count ? axes : nil
  }

  private static func coordinates(_ call: OperatorCall) -> Resampling.Coordinates? {
    guard call.version >= 11 else { return .asymmetric }
    return switch call.node.text("coordinate_transformation_mode") ?? "half_pixel" {
    case "half_pixel": .halfPixel
    case "half_pixel_symmetric": .halfPixelSymmetric
    case "pytorch_half_pixel": .pytorchHalfPixel
    case "align_corners": .alignCorners
    case "asymmetric": .asymmetric
    default: nil
    }
  }

  private static func rounding(_ call: OperatorCall) -> Resampling.Rounding? {
    guard call.version >= 11 else { return .spread }
    return switch call.node.text("nearest_mode") ?? "round_prefer_floor" {
    case "round_prefer_floor": .preferFloor
    case "round_prefer_ceil": .preferCeiling
    case "floor": .floor
    case "ceil": .ceiling
    default: nil
    }
  }

  /// The extents that a `Resize` asks for, by sizes or by scales.
  ///
  /// Source: ONNX operator `Resize`, opset 19.
  private static func resizedExtents(_ call: OperatorCall) -> Extents? {
    guard let x = call.extents(0), call.node.attribute("axes") == nil else { return nil }
    if let sizes = call.literal(3)?.integers, sizes.count == x.count {
      return sizes.map(Optional.some)
    }
    let operand = call.operands.count == 2 ? 1 : 2
    guard let scales = call.literal(operand)?.reals, scales.count == x.count else { return nil }
    return zip(x, scales).map { extent, scale in
      guard let extent, scale > 0, scale < 1e6 else { return nil }
      return Int(exactly: (Float(extent) * scale).rounded(.down))
    }
  }
}
