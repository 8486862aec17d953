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
  /// The constants that a step reads, those of the file and those that have been computed.
  let constants: [(id: ValueID, tensor: Tensor)]
  /// How many numbers the computed constants hold.
  let computedScalarCount: Int
  /// Along which axes the images of a batch lie.
  let images: ImageAxes

  /// Plans the operations that some outputs of an architecture need, where some values are given;
  /// those whose operands are all constants are run at once.
  ///
  /// - Throws: ``ExecutionError`` if one of them cannot run, or constants are beyond the limits.
  init(
    _ architecture: Architecture, inputs: [ValueID], outputs: [ValueID],
    constants given: NamedTensors, limits: ExecutionLimits
  ) throws(ExecutionError) {
    let isNeeded = architecture.needsOperations(
      for: outputs, given: inputs, reading: \.operandsReadWhileRunning)
    let needed = zip(architecture.operations, isNeeded).filter(\.1).map(\.0)
    for operation in needed { try operation.checkRunnable(in: architecture) }
    try needed.checkResults(for: outputs)
    let computed = try ComputedConstants(
      by: needed, of: architecture, inputs: inputs, outputs: outputs, given, limits: limits)
    try self.init(
      computed.others, of: architecture, inputs: inputs, outputs: outputs, constants: given,
      computed: computed.tensors)
  }

  /// Plans operations that can run and are all needed.
  ///
  /// - Parameters:
  ///   - operations: the operations, in order.
  ///   - architecture: the network that has them.
  ///   - inputs: the values that a caller feeds.
  ///   - outputs: the values that are wanted.
  ///   - given: the numbers of constants, and of parameters that are not trained, that the
  ///     architecture does not say, by name.
  ///   - computed: results of other operations.
  /// - Throws: ``ExecutionError/unknownConstant(name:operation:)``.
  init(
    _ operations: [Operation], of architecture: Architecture, inputs: [ValueID] = [],
    outputs: [ValueID], constants given: NamedTensors,
    computed: [(id: ValueID, tensor: Tensor)] = []
  ) throws(ExecutionError) {
    let live = operations.sharingActivations(keeping: outputs)

    var isRead = [Bool](repeating: false, count: architecture.values.count)
    for operation in live {
      for case let id? in operation.operandsReadWhileRunning { isRead[id.index] = true }
    }
    for id in outputs { isRead[id.index] = true }
    var released = [[Int]](repeating: [], count: live.count)
    let lastReaders = live.lastReaders(
      among: architecture.values.count, keeping: outputs + computed.map(\.id),
      reading: \.operandsReadWhileRunning)
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
        guard case .parameter(let shape, _) = architecture[id].origin,
          !architecture[id].isConstant(given)
        else { continue }
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
    self.constants = constants + computed
    computedScalarCount = computed.reduce(0) { $0 + $1.tensor.shape.count }
    images = ImageAxes(
      live, of: architecture, inputs: inputs, batch: architecture.statedBatch(of: inputs))
  }
}

extension Value {
  /// Whether the value is the same in every run: a constant, or a parameter that is not trained and
  /// whose numbers are given.
  func isConstant(_ given: NamedTensors) -> Bool {
    switch origin {
    case .constant: true
    case .parameter(_, isTrainable: false): given[name] != nil
    case .input, .parameter, .result: false
    }
  }
}

extension Architecture {
  /// The numbers of what is the same in every run; `nil` for any other value.
  ///
  /// - Throws: ``ExecutionError/unknownConstant(name:operation:)`` where neither the architecture
  ///   nor the caller says them, ``ExecutionError/wrongShape(name:expected:found:)``.
  fileprivate func constant(
    _ id: ValueID, _ given: NamedTensors, readBy operation: Operation
  ) throws(ExecutionError) -> Tensor? {
    let value = self[id]
    if case .parameter(let shape, isTrainable: false) = value.origin,
      let tensor = given[value.name]
    {
      guard tensor.shape == shape else {
        throw .wrongShape(name: value.name, expected: shape, found: tensor.shape)
      }
      return tensor
    }
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
