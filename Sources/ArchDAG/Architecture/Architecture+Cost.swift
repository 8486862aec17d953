import Tensors

extension Architecture {
  /// How many trainable parameters the network has.
  public var trainableParameterCount: Int {
    parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
  }

  /// The floating-point operations of convolutions, linear and recurrent layers and products for one
  /// image: two for each multiplication.
  ///
  /// Extents that the architecture leaves open count as 1.
  public var operationCount: Double {
    operations.reduce(0) { $0 + 2 * multiplications(of: $1) }
  }

  /// The elements of all operations' results for one image.
  ///
  /// Extents that the architecture leaves open count as 1.
  public var resultElementCount: Double {
    operations.reduce(0) { sum, operation in
      operation.outputs.reduce(sum) { $0 + elementCount($1) }
    }
  }

  /// About how many multiplications by parameters an image takes: each weight once for each
  /// position of the result.
  public var multiplicationCount: Int {
    // A file may state any extents: the sum is one of real numbers, cut to what an integer holds.
    let batch = statedBatch(of: inputs)
    var count = 0.0
    for operation in operations {
      let weights = operation.inputs.compactMap(\.self).reduce(0.0) { sum, id in
        guard case .parameter(let shape, true) = self[id].origin, shape.rank > 1 else { return sum }
        return sum + Double(shape.count)
      }
      guard weights > 0, let extents = operation.outputs.first.flatMap({ self[$0].extents }) else {
        continue
      }
      count += weights * operation.kind.positionCount(of: extents, batch: batch)
    }
    return Int(min(count, 0x1p60))
  }
}

extension Architecture {
  /// The multiplications of an operation that adds products up, for one image.
  fileprivate func multiplications(of operation: Operation) -> Double {
    let results = operation.outputs.first.map { elementCount($0) } ?? 0
    switch operation.kind.traits.elements {
    case .layer(.convolution):
      // Of the weight (O, C / groups, kernel…), each result reads the part of one output.
      return results * weightCount(operation, dividedBy: 0)
    case .layer(.transposedConvolution):
      guard let x = dataExtents(operation, 0) else { return 0 }
      return elementCount(x) * weightCount(operation, dividedBy: 0)
    case .layer(.linear(let layout)):
      return results * weightCount(operation, dividedBy: layout.outputAxis)
    case .product(.inner):
      return results * Double((dataExtents(operation, 0)?.last ?? 1) ?? 1)
    case .product(.named(let equation)):
      return results
        * equation.summedCount(of: operation.inputs.indices.map { dataExtents(operation, $0) })
    case .recurrent(let recurrence):
      guard let x = dataExtents(operation, 0), x.count == 3 else { return 0 }
      let (steps, inputs) = (x[recurrence.isBatchFirst ? 1 : 0] ?? 1, x[2] ?? 1)
      let states = Double(recurrence.stateCount)
      let gates = Double(recurrence.cell.gateCount * recurrence.directionCount)
      return Double(steps) * gates * states * (Double(inputs) + states)
    case .lookup, .normalized, .pooled, .reduced, .pointwise, .mixed, .joined, .moved, .picked,
      .resampled, .unknown:
      return 0
    }
  }

  private func dataExtents(_ operation: Operation, _ index: Int) -> Extents? {
    operation.inputs.indices.contains(index)
      ? operation.inputs[index].flatMap { self[$0].extents } : nil
  }

  /// The elements of a value for one image.
  private func elementCount(_ id: ValueID) -> Double { elementCount(self[id].extents ?? []) }

  private func elementCount(_ extents: Extents) -> Double {
    count(of: extents, perImageOf: statedBatch(of: inputs))
  }

  private func weightCount(_ operation: Operation, dividedBy axis: Int) -> Double {
    guard let weight = operation.operand(.weight), let extents = self[weight].extents,
      extents.indices.contains(axis)
    else { return 0 }
    let count = extents.reduce(1) { $0 * Double($1 ?? 1) }
    return count / Double(max(1, extents[axis] ?? 1))
  }
}

extension OperationKind {
  /// At how many positions each weight is used for an image: the pixels of a convolution's
  /// (N, C, H, W), the tokens of a linear layer's (N, …, C) or (…, N, C).
  fileprivate func positionCount(of extents: [Int?], batch: Int) -> Double {
    if case .layer(.linear) = traits.elements {
      max(1, count(of: extents.dropLast(), perImageOf: batch))
    } else {
      extents.dropFirst(2).reduce(1) { $0 * Double(max(1, $1 ?? 1)) }
    }
  }
}

/// The elements of a tensor for one image.
///
/// Images may lie along any axis, or be merged with others.
///
/// - Parameters:
///   - extents: the extents for a batch; one that is not known counts as 1.
///   - batch: that batch.
/// - Returns: the elements of the whole batch where the images do not share them evenly.
private func count(of extents: some Collection<Int?>, perImageOf batch: Int) -> Double {
  let count = extents.reduce(1) { $0 * Double($1 ?? 1) }
  guard let first = extents.first, first != nil, batch > 1,
    count.truncatingRemainder(dividingBy: Double(batch)) == 0
  else { return count }
  return count / Double(batch)
}
