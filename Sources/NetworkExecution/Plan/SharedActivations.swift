import ArchDAG

private struct FunctionOfValues: Hashable {
  let kind: OperationKind
  let inputs: [ValueID?]
}

extension [Operation] {
  /// The same operations, where those that apply one function to one value do it once.
  ///
  /// Every convolution of a DeepNets cell begins with a rectification of the state that it reads.
  ///
  /// - Parameter outputs: values that must keep their own names.
  /// - Returns: the operations without those whose result another one has already.
  func sharingActivations(keeping outputs: [ValueID]) -> [Operation] {
    var first: [FunctionOfValues: ValueID] = [:]
    var shared: [ValueID: ValueID] = [:]
    var result: [Operation] = []
    for operation in self {
      let inputs = operation.inputs.map { $0.map { shared[$0] ?? $0 } }
      if operation.kind.isFunctionOfOneValue {
        let key = FunctionOfValues(kind: operation.kind, inputs: inputs)
        let output = operation.outputs[0]
        if let twin = first[key], !outputs.contains(output) {
          shared[output] = twin
          continue
        }
        first[key] = output
      }
      result.append(
        Operation(
          name: operation.name, kind: operation.kind, inputs: inputs, outputs: operation.outputs))
    }
    return result
  }
}

extension OperationKind {
  /// Whether the operation is a function of each element of one tensor.
  fileprivate var isFunctionOfOneValue: Bool {
    traits.elements.isPointwise && traits.operands.roles.count { $0 == .data } == 1
  }
}
