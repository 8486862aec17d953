extension Architecture {
  /// The same network without the operations and parameters that cannot affect an output.
  ///
  /// Values stand in the order inputs, parameters, constants, results, each kind in the order
  /// in which this architecture has it. Inputs stay even where nothing reads them.
  ///
  /// - Complexity: O(values + operands).
  func keepingLiveOperations() -> Architecture {
    let isNeeded = needsOperations(for: outputs)
    let needed = operations.indices.filter { isNeeded[$0] }
    var isLive = [Bool](repeating: false, count: values.count)
    for id in inputs + outputs { isLive[id.index] = true }
    for index in needed {
      for case let id? in operations[index].inputs { isLive[id.index] = true }
      for id in operations[index].outputs { isLive[id.index] = true }
    }
    var order: [[Int]] = [[], [], [], []]
    for index in values.indices where isLive[index] {
      order[values[index].origin.rank].append(index)
    }
    return restricted(toValues: Array(order.joined()), operations: needed)
  }
}

extension Value.Origin {
  /// The index of this kind of value among the four.
  fileprivate var rank: Int {
    switch self {
    case .input: 0
    case .parameter: 1
    case .constant: 2
    case .result: 3
    }
  }
}
