import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Elements of x at points that a grid names: sums of their neighbors along each axis, which carry
  /// gradients to both.
  ///
  /// Source: ONNX operator `GridSample`, opset 22.
  func sampleGrid(
    _ operands: Operands, _ sampling: GridSampling
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let grid = try operands[1]
    let axes = x.rank - 2
    guard 1...3 ~= axes, sampling.method != .cubic || axes == 2, grid.rank == x.rank,
      grid.extents.last == axes, grid.extents[0] == x.extents[0], !x.extents[2...].contains(0)
    else {
      throw operands.misfit(
        "a grid (\(x.extents.first ?? 1), …, \(axes))", found: "\(grid.extents) for \(x.extents)")
    }
    let spatial = Array(x.extents[2...])
    let elements = spatial.reduce(1, *)
    let gridExtents = Array(grid.extents[1..<(grid.rank - 1)])
    let points = gridExtents.reduce(1, *)
    let order = AxisOrder([0] + Array(2..<x.rank) + [1])
    let rows = x.arranged(in: order).variable
      .reshaped(to: [x.extents[0] * elements, x.extents[1]])
    let coordinates = grid.stated.reshaped(to: [x.extents[0] * points, axes])
    // For each axis, which neighbors count, and how much.
    var taps: [[Tap]] = []
    for (axis, extent) in spatial.enumerated() {
      let column = axes - 1 - axis
      taps.append(
        sampling.taps(
          at: coordinates.sliced(column..<column + 1, alongAxis: 1), extent: extent))
    }
    var result: Variable?
    for combination in taps.combinations {
      var indices = (0..<x.extents[0] * points).map { $0 / points }
      var isInside = [Bool](repeating: true, count: indices.count)
      var weight: Variable?
      for (tap, extent) in zip(combination, spatial) {
        for point in indices.indices {
          let position = tap.positions[point]
          isInside[point] = isInside[point] && position != nil
          indices[point] = indices[point] * extent + (position ?? 0)
        }
        if let own = tap.weight { weight = weight.map { $0 * own } ?? own }
      }
      var part = rows.rows(at: indices)
      if isInside.contains(false) {
        let mask = Variable(
          Tensor(shape: [indices.count, 1], scalars: isInside.map { $0 ? 1 : 0 }))
        weight = weight.map { $0 * mask } ?? mask
      }
      if let weight { part = part * weight }
      result = result.map { $0 + part } ?? part
    }
    guard let result else { throw operands.misfit("neighbors", found: "none") }
    return ArrangedVariable(
      result.reshaped(to: Shape([x.extents[0]] + gridExtents + [x.extents[1]])), order: order)
  }
}

/// A neighbor of each point along an axis.
private struct Tap {
  /// Where it stands; `nil` where zeros do.
  let positions: [Int?]
  /// How much it counts, a row a point; all of it, if `nil`.
  let weight: Variable?
}

extension GridSampling {
  /// The neighbors of points along an axis.
  ///
  /// - Parameters:
  ///   - coordinates: the points' own coordinates along the axis, from −1 to 1, a row a point.
  ///   - extent: how many elements the axis has.
  /// - Returns: one, two or four of each point.
  fileprivate func taps(at coordinates: Variable, extent: Int) -> [Tap] {
    let scale = Float(alignsCorners ? extent - 1 : extent) / 2
    let middle = Variable(Tensor(shape: [1], scalars: [Float(extent - 1) / 2]))
    let positions = coordinates.scaled(by: scale) + middle
    guard method != .nearest else {
      let nearest = positions.value.scalars.map { whole($0.rounded(.toNearestOrEven)) }
      return [Tap(positions: nearest.map { position(of: $0, extent: extent) }, weight: nil)]
    }
    let floors = positions.value.scalars.map { $0.rounded(.down) }
    let fraction =
      positions
      + Variable(
        Tensor(shape: positions.shape, scalars: floors.map { -$0 }))
    return (method == .linear ? 0...1 : -1...2).map { step in
      Tap(
        positions: floors.map { position(of: whole($0) + step, extent: extent) },
        weight: method == .linear
          ? (step == 0
            ? fraction.scaled(by: -1) + Variable(Tensor(shape: [1], scalars: [1])) : fraction)
          : fraction.cubicWeight(at: step))
    }
  }

  /// A position as a whole number; those that no axis reaches stay beyond all.
  private func whole(_ position: Float) -> Int {
    let farthest: Float = 0x1p30
    return position.isNaN ? -(1 << 30) : Int(min(max(position, -farthest), farthest))
  }
}

extension Variable {
  /// How much a neighbor counts in a cubic convolution, for fractions t of points between the
  /// neighbors 0 and 1.
  ///
  /// Source: Keys, "Cubic convolution interpolation for digital image processing", 1981, with
  /// a = −3/4.
  fileprivate func cubicWeight(at step: Int) -> Variable {
    let a: Float = -0.75
    // The polynomial of the neighbor's distance, from the constant on.
    let isNear = step == 0 || step == 1
    let coefficients: [Float] = isNear ? [1, 0, -(a + 3), a + 2] : [-4 * a, 8 * a, -5 * a, a]
    let offset = Variable(Tensor(shape: [1], scalars: [step > 0 ? Float(step) : -Float(step)]))
    let distance = scaled(by: step > 0 ? -1 : 1) + offset
    return coefficients.dropLast().reversed().reduce(
      Variable(Tensor(shape: [1], scalars: [coefficients[3]]))
    ) { $0 * distance + Variable(Tensor(shape: [1], scalars: [$1])) }
  }
}

extension [[Tap]] {
  /// Each neighbor of the first axis with each of the others.
  fileprivate var combinations: [[Tap]] {
    reduce([[]]) { combinations, taps in
      combinations.flatMap { combination in taps.map { combination + [$0] } }
    }
  }
}
