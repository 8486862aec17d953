import Autograd
import Tensors

extension NetworkRun {
  /// Operands that are to meet each other, where some were made for the batch of which the file states
  /// shapes: zeros like the images, say, or the positions of all tokens.
  ///
  /// An axis on which another operand has as many positions more, or fewer, as this batch has than the
  /// file's is told once, if it only repeats itself, and for each image, if it counts them. Where it is
  /// known along which axis the images of an operand lie, that is the only one.
  ///
  /// - Parameters:
  ///   - operands: what is to meet.
  ///   - axes: the axes that are looked at, counted from the last one, which is 0.
  ///   - images: along which axis of each the images lie, where that is known.
  /// - Returns: the operands, some with a single position of an axis. Where others have one position,
  ///   only the images' axis is changed, or where that is not known, the first one of an operand with the
  ///   most axes.
  func fittingBatch(
    _ operands: [ArrangedVariable], axes: Range<Int>, images: [ImageAxis?]
  ) -> [ArrangedVariable] {
    guard batch.actual != batch.stated, operands.count > 1 else { return operands }
    let rank = operands.map(\.rank).max() ?? 0
    let known = zip(operands, images).compactMap { operand, images in
      images.map { operand.rank - 1 - $0.axis }
    }
    var fitted = operands
    for axis in axes.clamped(to: 0..<rank) where known.isEmpty || known.contains(axis) {
      let extents = operands.map { axis < $0.rank ? $0.extents[$0.rank - 1 - axis] : 1 }
      guard Set(extents).count > 1 else { continue }
      for (index, extent) in extents.enumerated() where extent > 1 {
        let (wanted, overflow) = extent.multipliedReportingOverflow(by: batch.actual)
        guard !overflow, wanted % batch.stated == 0, extents.contains(wanted / batch.stated),
          wanted / batch.stated > 1 || axis == rank - 1 || known.contains(axis),
          case let ownAxis = operands[index].rank - 1 - axis,
          let other = fitted[index].once(along: ownAxis)
            ?? (extent == batch.stated
              ? fitted[index].continued(along: ownAxis, to: batch.actual) : nil)
        else { continue }
        fitted[index] = other
      }
    }
    return fitted
  }
}

extension ArrangedVariable {
  /// The first position of an axis, if all positions hold the same numbers.
  fileprivate func once(along axis: Int) -> ArrangedVariable? {
    let scalars = stated.value.scalars
    let inner = extents[(axis + 1)...].reduce(1, *)
    let block = inner * extents[axis]
    for (index, scalar) in scalars.enumerated()
    where scalar.bitPattern != scalars[index - index % block + index % inner].bitPattern {
      return nil
    }
    return cut(axis, to: 0..<1)
  }

  /// More numbers than any that count images.
  private static var longestCount: Int { 1 << 24 }

  /// As many positions of an axis as are told, if its numbers proceed by equal steps, as those of images
  /// do that are counted; two numbers alone say nothing.
  fileprivate func continued(along axis: Int, to count: Int) -> ArrangedVariable? {
    let length = extents[axis]
    let scalars = stated.value.scalars
    let inner = extents[(axis + 1)...].reduce(1, *)
    guard length > 2, inner > 0, stated.tape == nil,
      scalars.count / length <= Self.longestCount / count
    else { return nil }
    var found: [Float] = []
    for block in stride(from: 0, to: scalars.count, by: length * inner) {
      let steps = (0..<inner).map { scalars[block + inner + $0] - scalars[block + $0] }
      for position in 0..<length {
        for offset in 0..<inner
        where scalars[block + position * inner + offset]
          != scalars[block + offset] + Float(position) * steps[offset]
        {
          return nil
        }
      }
      for position in 0..<count {
        for offset in 0..<inner {
          found.append(scalars[block + offset] + Float(position) * steps[offset])
        }
      }
    }
    var shape = extents
    shape[axis] = count
    return ArrangedVariable(Variable(Tensor(shape: Shape(shape), scalars: found)))
  }
}
