extension ONNXOperators {
  private typealias Expression = OperatorMeaning.Expression

  /// Operators that look at positions between elements, as spatial transformers do.
  static let gridSamplings: [ONNXOperator] = [
    ONNXOperator("GridSample", 16...newest, as: .gridSample) { call throws(ArchitectureError) in
      try call.requireOperands(2)
      let node = call.node
      let methods: [String: Resampling.Method] = [
        "bilinear": .linear, "linear": .linear, "nearest": .nearest, "bicubic": .cubic,
        "cubic": .cubic,
      ]
      let borders: [String: GridSampling.Border] = [
        "zeros": .zeros, "border": .edge, "reflection": .reflect,
      ]
      guard let method = methods[node.text("mode") ?? "linear"],
        let border = borders[node.text("padding_mode") ?? "zeros"]
      else { return .unrecognized }
      return .operation(
        .gridSample(
          GridSampling(
            method: method, border: border, alignsCorners: node.integer("align_corners") == 1)),
        call.all)
    },
    ONNXOperator("AffineGrid", 20...newest, as: .matrixProduct, operands: .init(settings: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      guard let size = call.literal(1)?.integers, 4...5 ~= size.count else { return .unrecognized }
      let extents = Array(size.dropFirst(2))
      let axes = extents.count
      guard extents.allSatisfy({ $0 > 0 }), let count = product(extents.map(Optional.some)),
        count <= DeferredNumbers.countLimit / (axes + 1)
      else { return .unrecognized }
      let isAligned = call.node.integer("align_corners") == 1
      var points = Literal(extents: [count, axes + 1])
      points.deferred = DeferredNumbers(of: []) { _ in
        grid(extents, isAligned: isAligned)
      }
      // Each point (…, y, x, 1) times the rows of a matrix.
      let matrix = Expression.operand(0).applying(.transpose(permutation: [0, 2, 1]))
      return .value(
        Expression.operation(.matrixProduct, [.constant(points), matrix], extents: nil)
          .applying(.reshape(extents: [-1] + extents + [axes])))
    },
  ]

  /// Points (x, y, …, 1) from −1 to 1 along each axis, the last axis first.
  private static func grid(_ extents: [Int], isAligned: Bool) -> Literal {
    let count = extents.reduce(1, *)
    var numbers: [Float] = []
    numbers.reserveCapacity(count * (extents.count + 1))
    for point in 0..<count {
      var rest = point
      for extent in extents.reversed() {
        let position = Float(rest % extent)
        numbers.append(
          isAligned
            ? extent > 1 ? 2 * position / Float(extent - 1) - 1 : -1
            : (2 * position + 1) / Float(extent) - 1)
        rest /= extent
      }
      numbers.append(1)
    }
    return Literal(extents: [count, extents.count + 1], numbers: .reals(numbers))
  }
}
