extension Architecture {
  /// The same network without the operations and parameters that cannot affect an output.
  ///
  /// Values stand in the order inputs, parameters, constants, results, each kind in the order
  /// in which this architecture has it. Inputs stay even where nothing reads them.
  ///
  /// - Complexity: O(values + operands).
  func keepingLiveOperations() -> Architecture {
    let isNeeded = needsOperations(for: outputs)
    let needed = zip(operations, isNeeded).filter(\.1).map(\.0)
    var isLive = [Bool](repeating: false, count: values.count)
    for id in inputs + outputs { isLive[id.index] = true }
    for operation in needed {
      for case let id? in operation.inputs { isLive[id.index] = true }
      for id in operation.outputs { isLive[id.index] = true }
    }
    let kept = values.indices.filter { isLive[$0] }
    let order = (0..<4).flatMap { rank in
      kept.filter { values[$0].origin.rank == rank }
    }
    return restricted(toValues: order, operations: needed)
  }
}

extension Value.Origin {
  /// The place of this kind of value among the four.
  fileprivate var rank: Int {
    switch self {
    case .input: 0
    case .parameter: 1
    case .constant: 2
    case .result: 3
    }
  }
}
