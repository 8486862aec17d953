import ArchDAG
import Autograd
import Tensors

/// What operations on constants alone compute: masks, tables of positions, weights in eight bits.
///
/// A run would get the same numbers each time. So they are computed once, when a network is prepared,
/// by a run of these operations.
struct ComputedConstants {
  /// The results that other operations read, or that are outputs.
  let tensors: [(id: ValueID, tensor: Tensor)]
  /// The operations that are left.
  let others: [Operation]

  /// Runs those of some operations that read constants alone.
  ///
  /// - Parameters:
  ///   - operations: operations that can run, in order.
  ///   - architecture: the network that has them.
  ///   - inputs: the values that a caller feeds.
  ///   - outputs: the values that are wanted.
  ///   - given: the numbers of constants, and of parameters that are not trained, that the
  ///     architecture does not say, by name.
  ///   - limits: how much memory they may take.
  /// - Throws: ``ExecutionError``.
  init(
    by operations: [Operation], of architecture: Architecture, inputs: [ValueID],
    outputs: [ValueID], _ given: NamedTensors, limits: ExecutionLimits
  ) throws(ExecutionError) {
    let batch = architecture.statedBatch(of: inputs)
    var isConstant = architecture.values.map { $0.isConstant(given) }
    // A part of a network may begin at a value that follows from constants.
    for id in inputs { isConstant[id.index] = false }
    var constant: [Operation] = []
    var others: [Operation] = []
    for operation in operations {
      let operands = operation.operandsReadWhileRunning.compactMap(\.self)
      if !operands.isEmpty, operands.allSatisfy({ isConstant[$0.index] }),
        !operation.differsBetweenRuns(batch: batch, in: architecture)
      {
        constant.append(operation)
        for id in operation.outputs { isConstant[id.index] = true }
      } else {
        others.append(operation)
      }
    }
    self.others = others
    guard !constant.isEmpty else {
      tensors = []
      return
    }
    var isRead = [Bool](repeating: false, count: architecture.values.count)
    for operation in others {
      for case let id? in operation.operandsReadWhileRunning { isRead[id.index] = true }
    }
    for id in outputs { isRead[id.index] = true }
    let wanted = constant.flatMap(\.outputs).filter { isRead[$0.index] }
    let plan = try ExecutionPlan(
      constant, of: architecture, outputs: wanted, constants: given)
    var run = NetworkRun(plan, of: architecture, batch: batch, limits: limits)
    let results = try run.execution().outputs
    tensors = zip(wanted, results).map { ($0, $1.value) }
  }
}

extension Operation {
  /// Whether the same operands give other results in another run.
  fileprivate func differsBetweenRuns(batch: Int, in architecture: Architecture) -> Bool {
    switch kind.traits.dependence {
    case .nothing: false
    case .run: true
    case .batch: expansion(in: architecture).follows(batch: batch)
    }
  }
}
