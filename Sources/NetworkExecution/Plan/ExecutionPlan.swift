import ArchDAG
import Tensors

/// The operations that the wanted outputs need, in order, and when each value may be forgotten.
struct ExecutionPlan: Sendable {
  /// An operation, as it is run.
  struct Step: Sendable {
    let operation: Operation
    /// The operands whose numbers are read; `nil` where an operand is a setting, or left out.
    let reads: [ValueID?]
    /// The values that no later step reads, by index.
    let released: [Int]
  }

  let steps: [Step]
  let outputs: [ValueID]
  /// The parameters that a step reads, or that are outputs.
  let parameters: [(id: ValueID, name: String, shape: Shape)]
  /// The constants that a step reads.
  let constants: [(id: ValueID, tensor: Tensor)]

  /// Plans the operations that some outputs of an architecture need, where some values are given.
  ///
  /// - Throws: ``ExecutionError`` if one of them cannot run.
  init(
    _ architecture: Architecture, inputs: [ValueID]? = nil, outputs: [ValueID],
    constants given: NamedTensors
  ) throws(ExecutionError) {
    let isNeeded = architecture.needsOperations(
      for: outputs, given: inputs ?? architecture.inputs, reading: \.operandsReadWhileRunning)
    let needed = zip(architecture.operations, isNeeded).filter(\.1).map(\.0)
    for operation in needed { try operation.checkRunnable(in: architecture) }
    try needed.checkResults(for: outputs)
    let live = needed.sharingActivations(keeping: outputs)

    var isRead = [Bool](repeating: false, count: architecture.values.count)
    for operation in live {
      for case let id? in operation.operandsReadWhileRunning { isRead[id.index] = true }
    }
    for id in outputs { isRead[id.index] = true }
    var released = [[Int]](repeating: [], count: live.count)
    let lastReaders = live.lastReaders(
      among: architecture.values.count, keeping: outputs, reading: \.operandsReadWhileRunning)
    for (value, reader) in lastReaders.enumerated() {
      if let reader { released[reader].append(value) }
    }
    steps = zip(live, released).map {
      Step(operation: $0, reads: $0.operandsReadWhileRunning, released: $1)
    }
    self.outputs = outputs

    var parameters: [(id: ValueID, name: String, shape: Shape)] = []
    for operation in live {
      for case let id? in operation.operandsReadWhileRunning where isRead[id.index] {
        guard case .parameter(let shape, _) = architecture[id].origin else { continue }
        isRead[id.index] = false
        parameters.append((id, architecture[id].name, shape))
      }
    }
    self.parameters = parameters

    var constants: [(id: ValueID, tensor: Tensor)] = []
    for operation in live {
      for case let id? in operation.operandsReadWhileRunning where isRead[id.index] {
        guard let tensor = try architecture.constant(id, given, readBy: operation) else { continue }
        isRead[id.index] = false
        constants.append((id, tensor))
      }
    }
    self.constants = constants
  }
}

extension Architecture {
  /// The numbers of a constant; `nil` for any other value.
  ///
  /// - Throws: ``ExecutionError/unknownConstant(name:operation:)`` where neither the architecture
  ///   nor the caller says them.
  fileprivate func constant(
    _ id: ValueID, _ given: NamedTensors, readBy operation: Operation
  ) throws(ExecutionError) -> Tensor? {
    let value = self[id]
    guard case .constant(let constant) = value.origin else { return nil }
    let scalars: [Float]
    switch constant {
    case .integers(let integers): scalars = integers.map(Float.init)
    case .reals(let reals): scalars = reals
    case .unread:
      guard let tensor = given[value.name] else {
        throw .unknownConstant(name: value.name, operation: operation.name)
      }
      return tensor
    }
    let extents = value.extents?.compactMap(\.self) ?? []
    // A constant without sound extents is a scalar, or a list.
    let stated = Shape(checking: extents).flatMap { $0.count == scalars.count ? $0 : nil }
    return Tensor(shape: stated ?? [scalars.count], scalars: scalars)
  }
}
