extension Translation {
  /// Joins operations that exporters write for one.
  mutating func fuse() {
    joinLinearBiases()
    joinLayerNorms()
    joinGroupNorms()
    joinActivations()
  }

  /// How many operands of steps each tensor is, outputs of the graph counted too.
  func readerCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: tensors.count)
    for step in steps {
      for case let input? in step.inputs { counts[input] += 1 }
    }
    for number in graph.outputs {
      if case .tensor(let tensor)? = flow(number) { counts[tensor] += 1 }
    }
    return counts
  }

  /// Turns a linear layer whose only reader adds a learned vector into one with a bias.
  ///
  /// x·W, then + b, in either order of the operands.
  private mutating func joinLinearBiases() {
    let counts = readerCounts()
    for index in steps.indices {
      guard case .arithmetic(.add) = steps[index].kind else { continue }
      for (place, other) in [(0, 1), (1, 0)] {
        guard case let product?? = steps[index].inputs.dropFirst(place).first,
          case let bias?? = steps[index].inputs.dropFirst(other).first,
          counts[product] == 1, isBias(bias), let producer = tensors[product].producer,
          case .linear = steps[producer].kind, steps[producer].inputs.count == 2
        else { continue }
        // The joined step stands where the sum stood: all its operands exist there.
        steps[index].kind = steps[producer].kind
        steps[index].name = steps[producer].name
        steps[index].inputs = steps[producer].inputs + [bias]
        break
      }
    }
  }

  /// Whether a tensor is a learned vector.
  private func isBias(_ tensor: Int) -> Bool {
    let bias = tensors[tensor]
    return !bias.dependsOnInput && !bias.isConstant && bias.extents?.count == 1
  }
}
