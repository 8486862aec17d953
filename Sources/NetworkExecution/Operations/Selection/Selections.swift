import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// Tensors behind one another along an axis.
  ///
  /// One of which another extent is 1 is repeated: so a
  /// class token meets the tokens of a batch larger than the exported one.
  func concatenate(_ operands: Operands, axis: Int) throws(ExecutionError) -> ArrangedVariable {
    var parts: [ArrangedVariable] = []
    for index in operands.values.indices { parts.append(try operands[index]) }
    guard var largest = parts.max(by: { $0.count < $1.count }) else {
      throw operands.misfit("an operand", found: "none")
    }
    let axis = try operands.axis(axis, of: largest)
    for others in [0..<largest.rank - 1 - axis, largest.rank - axis..<largest.rank] {
      parts = fittingBatch(parts, axes: others, images: operands.images)
    }
    largest = parts.max { $0.count < $1.count } ?? largest
    let joined = try parts.map { (part) throws(ExecutionError) -> ArrangedVariable in
      let extents = part.extents
      var target = largest.extents
      guard extents.count == target.count else {
        throw operands.misfit("\(target.count) axes", found: "\(extents)")
      }
      target[axis] = extents[axis]
      guard zip(extents, target).allSatisfy({ $0 == $1 || $0 == 1 }) else {
        throw operands.misfit("extents \(target)", found: "\(extents)")
      }
      return part.arranged(in: largest.order).expanded(to: target)
    }
    return joined.concatenated(along: axis)
  }

  /// Parts that are stated for several images stand for as many as there are.
  ///
  /// Source: ONNX operator `Split`, opset 18.
  func split(
    _ operation: Operation, _ operands: Operands, axis: Int, parts: [Int]?, count: Int
  ) throws(ExecutionError) -> [ArrangedVariable] {
    let x = try operands[0]
    let axis = try operands.axis(axis, of: x)
    let stated = statedExtent(of: operation, along: axis)
    let parts = parts.map { parts in
      // A file may state any sizes: those of an axis are no larger than it is.
      guard let stated, parts.allSatisfy({ (0...max(0, stated)).contains($0) }),
        parts.reduce(0, +) == stated
      else { return parts }
      return positionsForBatch(parts, operands, of: axis, of: x.extents[axis], stated: stated)
        ?? parts
    }
    let kind = OperationKind.split(axis: axis, extents: parts)
    // Parts behind the last one that is read are no results.
    let all = max(count, parts?.count ?? 0)
    let extents = kind.resultExtents(of: [x.extents.map(Optional.some)], resultCount: all)
      .compactMap { $0?[axis] }
    guard extents.count == all, extents.allSatisfy({ 0...x.extents[axis] ~= $0 }),
      extents.reduce(0, +) == x.extents[axis]
    else {
      throw operands.misfit(
        "parts that make up the axis", found: "\(extents) of \(x.extents[axis])")
    }
    var first = 0
    return extents.prefix(count).map { extent in
      defer { first += extent }
      return x.cut(axis, to: first..<first + extent)
    }
  }

  /// Parts of axes.
  ///
  /// What is the whole of an axis as the file states it is the whole of it here, and what begins and ends
  /// between the file's batches, such as half of a batch that was joined with another, does so here.
  ///
  /// Source: ONNX operator `Slice`, opset 13.
  func slice(
    _ operation: Operation, _ operands: Operands, _ slices: [AxisSlice]
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    var ranges = x.variable.shape.extents.map { AxisRange(0..<$0) }
    for slice in slices {
      let axis = try operands.axis(slice.axis, of: x)
      let stated = statedExtent(of: operation, along: axis)
      var positions = Array(slice.positions(of: x.extents[axis]))
      if let stated, stated != x.extents[axis] {
        // An axis may be stated to have more positions than can be listed.
        let count = slice.count(of: stated)
        let first = slice.positions(of: stated).first { _ in true }
        if count == stated && first == 0 { continue }
        if let first, slice.step == 1,
          let bounds = positionsForBatch(
            [first, first + count], operands, of: axis, of: x.extents[axis], stated: stated)
        {
          positions = Array(bounds[0]..<bounds[1])
        }
      }
      let step = positions.count > 1 ? positions[1] - positions[0] : 1
      let first = positions.first ?? 0
      ranges[x.order.memoryAxis(of: axis)] = AxisRange(
        start: first, stop: positions.last.map { $0 + step.signum() } ?? first, step: step)
    }
    return x.map { $0.sliced(ranges) }
  }

  /// The positions along an axis that the indices name, laid out as the indices are.
  ///
  /// Source: ONNX operator `Gather`, opset 13.
  func gather(
    _ operation: Operation, _ operands: Operands, axis: Int
  ) throws(ExecutionError) -> ArrangedVariable {
    let x = try operands[0]
    let axis = try operands.axis(axis, of: x)
    let statedExtent = statedExtent(of: operation, along: axis)
    let (indices, extents): ([Int], [Int])
    if let found = try indicesForBatch(
      operands, 1, of: axis, along: x.extents[axis], stated: statedExtent)
    {
      (indices, extents) = found
    } else if let found = try indicesOfImages(
      operands, 1, states: operation.inputs[1], along: x.extents[axis], stated: statedExtent)
    {
      (indices, extents) = found
    } else {
      (indices, extents) = try self.indices(operands, 1, below: x.extents[axis])
    }
    let memoryAxis = x.order.memoryAxis(of: axis)
    let gathered = x.variable.gathered(indices: indices, axis: memoryAxis)
    var shape = gathered.shape.extents
    shape.replaceSubrange(memoryAxis...memoryAxis, with: extents)
    let added = extents.count - 1
    let order = x.order.axes.flatMap { old in
      old == axis ? Array(axis..<axis + extents.count) : [old < axis ? old : old + added]
    }
    return ArrangedVariable(gathered.reshaped(to: Shape(shape)), order: AxisOrder(order))
  }

  /// The rows of a table that the indices name.
  func embed(_ operands: Operands) throws(ExecutionError) -> ArrangedVariable {
    let table = try operands[1].stated
    guard table.shape.rank == 2 else {
      throw operands.misfit("a table of two axes", found: "\(table.shape)")
    }
    let (indices, extents) = try indices(operands, 0, below: table.shape[0])
    return ArrangedVariable(
      table.rows(at: indices).reshaped(to: Shape(extents + [table.shape[1]])))
  }

  /// The extent that the file states of the first operand along an axis; `nil` where it states none.
  private func statedExtent(of operation: Operation, along axis: Int) -> Int? {
    let stated = operation.inputs[0].flatMap { statedExtents(of: $0) } ?? []
    return stated.indices.contains(axis) ? stated[axis] : nil
  }

  /// Positions along an axis on which a file has several of its batches, for the batch at hand; `nil` for
  /// another axis, and for positions within a batch.
  private func positionsForBatch(
    _ positions: [Int], _ operands: Operands, of axis: Int, of extent: Int, stated: Int?
  ) -> [Int]? {
    guard let stated, batch.actual != batch.stated, batch.stated > 0, stated > batch.stated,
      stated % batch.stated == 0, operands.mayHoldImages(0, along: axis),
      extent == stated / batch.stated * batch.actual,
      positions.allSatisfy({ $0 % batch.stated == 0 })
    else { return nil }
    return positions.map { $0 / batch.stated * batch.actual }
  }

  /// The indices of an operand that a file states for its batch, for the batch at hand; `nil` for other
  /// indices, as where the images are known to lie along another axis.
  ///
  /// Where the images lie one behind another along the axis, those of each image are those of the first,
  /// as many positions further on as an image has. PyTorch writes strided views of a batch so.
  private func indicesForBatch(
    _ operands: Operands, _ index: Int, of axis: Int, along extent: Int, stated: Int?
  ) throws(ExecutionError) -> (indices: [Int], extents: [Int])? {
    guard let stated, batch.actual != batch.stated, batch.stated > 1,
      operands.mayHoldImages(0, along: axis),
      stated % batch.stated == 0, case let length = stated / batch.stated,
      extent == length * batch.actual, case let whole = try operands[index],
      whole.extents.first == batch.stated, whole.count > 0
    else { return nil }
    let (indices, extents) = try indices(operands, index, below: stated)
    let image = indices[..<(indices.count / batch.stated)]
    guard
      indices.enumerated().allSatisfy({ index, found in
        found == image[index % image.count] + index / image.count * length
      })
    else { return nil }
    return (
      (0..<batch.actual).flatMap { number in image.map { $0 + number * length } },
      [batch.actual] + extents.dropFirst()
    )
  }

  /// The indices that data tell of each image, in a file of one image: behind those of the first one, those of
  /// the next pick among its own positions; `nil` for other indices.
  ///
  /// PyTorch writes `x[arange(N), indices]` so, which adds nothing for the first image of N.
  private func indicesOfImages(
    _ operands: Operands, _ index: Int, states value: ValueID?, along extent: Int, stated: Int?
  ) throws(ExecutionError) -> (indices: [Int], extents: [Int])? {
    guard let stated, batch.actual > 1, growsByImages(try operands[index], states: value),
      extent.isMultiple(of: batch.actual), extent / batch.actual == stated,
      let (indices, extents) = try? indices(operands, index, below: stated)
    else { return nil }
    let count = indices.count / batch.actual
    return (indices.enumerated().map { $1 + $0 / count * stated }, extents)
  }

  /// Whether the first axis of a value, which is one image in the file, has an element for each one at hand.
  func growsByImages(_ operand: ArrangedVariable, states value: ValueID?) -> Bool {
    batch.stated == 1 && operand.extents.first == batch.actual
      && value.flatMap { statedExtents(of: $0)?.first } == 1
  }

  /// The whole numbers of an operand, counted from the front, and their extents.
  func indices(
    _ operands: Operands, _ index: Int, below count: Int
  ) throws(ExecutionError) -> (indices: [Int], extents: [Int]) {
    let operand = try operands[index]
    var indices: [Int] = []
    for scalar in operand.stated.value.scalars {
      guard let whole = Int(exactly: scalar), let found = normalizedAxis(whole, rank: count) else {
        throw operands.misfit("indices below \(count)", found: "\(scalar)")
      }
      indices.append(found)
    }
    return (indices, operand.extents)
  }
}

extension ArrangedVariable {
  /// The positions in a range of an axis.
  func cut(_ axis: Int, to range: Range<Int>) -> ArrangedVariable {
    guard range != 0..<extents[axis] else { return self }
    var ranges = variable.shape.extents.map { AxisRange(0..<$0) }
    ranges[order.memoryAxis(of: axis)] = AxisRange(range)
    return map { $0.sliced(ranges) }
  }

  /// The tensor repeated along axes of extent 1.
  func expanded(to target: [Int]) -> ArrangedVariable {
    guard target != extents else { return self }
    return map { $0.expanded(to: Shape(order.axes.map { target[$0] })) }
  }
}

extension [ArrangedVariable] {
  /// The tensors behind one another; all are in the order of the first.
  func concatenated(along axis: Int) -> ArrangedVariable {
    let order = self[0].order
    guard count > 1 else { return self[0] }
    return ArrangedVariable(
      Autograd.concatenated(
        map { $0.arranged(in: order).variable }, alongAxis: order.memoryAxis(of: axis)),
      order: order)
  }
}
