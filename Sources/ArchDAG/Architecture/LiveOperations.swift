extension Architecture {
  /// The same network without the operations and parameters that cannot affect an output.
  ///
  /// Values stand in the order inputs, parameters, constants, results, each kind in the order
  /// in which this architecture has it. Inputs stay even where nothing reads them.
  ///
  /// - Complexity: O(values + operands).
  func keepingLiveOperations() -> Architecture {
    var isLive = [Bool](repeating: false, count: values.count)
    for id in inputs + outputs { isLive[id.index] = true }
    var liveOperations: [Operation] = []
    for operation in operations.reversed()
    where operation.outputs.contains(where: { isLive[$0.index] }) {
      liveOperations.append(operation)
      for case let id? in operation.inputs { isLive[id.index] = true }
      for id in operation.outputs { isLive[id.index] = true }
    }

    let kept = values.indices.filter { isLive[$0] }
    let order = (0..<4).flatMap { rank in
      kept.filter { values[$0].origin.rank == rank }
    }
    var newIndex = [Int](repeating: -1, count: values.count)
    for (new, old) in order.enumerated() { newIndex[old] = new }
    func renumbered(_ id: ValueID) -> ValueID { ValueID(newIndex[id.index]) }

    return Architecture(
      name: name,
      values: order.map { values[$0] },
      operations: liveOperations.reversed().map { operation in
        Operation(
          name: operation.name, kind: operation.kind,
          inputs: operation.inputs.map { $0.map(renumbered) },
          outputs: operation.outputs.map(renumbered))
      },
      inputs: inputs.map(renumbered),
      outputs: outputs.map(renumbered))
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
