import ArchDAG
import Autograd
import Tensors

/// The state of running a network once.
struct NetworkRun {
  let architecture: Architecture
  let plan: ExecutionPlan
  private let dependsOnInputs: Bool
  let statistics: NormalizationStatistics
  let dropout: Dropout
  let limits: ExecutionLimits
  /// What has been computed and is still to be read, by the value's index.
  private var values: [ArrangedVariable?]
  private var memory: RunMemory
  private(set) var batchStatistics: [NormStatistics] = []
  /// The extent of the batch at hand, and the one for which the architecture states shapes.
  let batch: (actual: Int, stated: Int)

  init(
    _ network: ExecutableNetwork, inputs: [Variable], parameters: [String: Variable],
    statistics: NormalizationStatistics, dropout: Dropout
  ) throws(ExecutionError) {
    architecture = network.architecture
    plan = network.plan
    dependsOnInputs = network.dependsOnInputs
    self.statistics = statistics
    self.dropout = dropout
    limits = network.limits
    values = Array(repeating: nil, count: architecture.values.count)
    memory = RunMemory(
      network.limits, constants: network.plan.computedScalarCount, inputs: inputs,
      parameters: network.plan.parameters.compactMap { parameters[$0.name] })
    try Self.check(inputs, of: network)
    batch = (
      inputs.first?.shape.extents.first ?? 1, network.architecture.statedBatch(of: network.fed)
    )
    for (id, input) in zip(network.fed, inputs) {
      values[id.index] = ArrangedVariable(input)
    }
    addConstants()
    for (id, name, shape) in plan.parameters {
      guard let parameter = parameters[name] else { throw .missingParameter(name: name) }
      guard parameter.shape == shape else {
        throw .wrongShape(name: name, expected: shape, found: parameter.shape)
      }
      values[id.index] = ArrangedVariable(parameter)
    }
  }

  /// A run of operations on constants, of the batch for which the architecture states shapes.
  init(
    _ plan: ExecutionPlan, of architecture: Architecture, batch: Int, limits: ExecutionLimits
  ) {
    self.architecture = architecture
    self.plan = plan
    dependsOnInputs = false
    statistics = .batch
    dropout = .off
    self.limits = limits
    values = Array(repeating: nil, count: architecture.values.count)
    memory = RunMemory(
      limits, constants: plan.computedScalarCount, inputs: [], parameters: [])
    self.batch = (batch, batch)
    addConstants()
  }

  private mutating func addConstants() {
    for (id, tensor) in plan.constants {
      values[id.index] = ArrangedVariable(Variable(tensor))
    }
  }

  private static func check(
    _ inputs: [Variable], of network: ExecutableNetwork
  ) throws(ExecutionError) {
    let architecture = network.architecture
    guard inputs.count == network.fed.count else {
      throw .wrongInputs(expected: "\(network.fed.count)", found: "\(inputs.count)")
    }
    for (id, input) in zip(network.fed, inputs) {
      guard let extents = architecture[id].extents, extents.count != input.shape.rank else {
        continue
      }
      let stated = extents.map { $0.map(String.init) ?? "N" }.joined(separator: ", ")
      throw .wrongInputs(
        expected: "'\(architecture[id].name)' of shape (\(stated))", found: "\(input.shape)")
    }
  }

  /// Runs every operation.
  ///
  /// - Throws: ``ExecutionError`` naming the operation whose operands do not fit.
  mutating func execution() throws(ExecutionError) -> Execution {
    for (index, step) in plan.steps.enumerated() {
      let operands = Operands(
        operation: step.operation.name,
        values: step.reads.map { $0.flatMap { values[$0.index] } },
        images: batch.actual == batch.stated
          ? [] : step.reads.map { $0.flatMap { plan.images[$0] } })
      let expected = try expectedCount(of: step.operation, operands)
      try memory.check(
        results: expected,
        copies: step.operation.kind.scratchCount(operands.values, resultCount: expected),
        at: step.operation.name)
      let results = try results(of: step.operation, at: index, operands)
      for (id, result) in zip(step.operation.outputs, results) {
        values[id.index] = result
        memory.add(result)
      }
      for value in step.released {
        if case .result = architecture.values[value].origin, let result = values[value] {
          memory.release(result)
        }
        values[value] = nil
      }
    }
    return Execution(
      outputs: try statedOutputs(), dependsOnInputs: dependsOnInputs,
      batchStatistics: batchStatistics, peakScalarCount: memory.peakCount)
  }

  /// The wanted outputs as the architecture states them; one that has to be copied is forgotten before
  /// the next.
  private mutating func statedOutputs() throws(ExecutionError) -> [Variable] {
    var outputs: [Variable] = []
    for (position, id) in plan.outputs.enumerated() {
      guard let output = values[id.index] else {
        throw .unfitOperands(
          operation: architecture[id].name, expected: "a result", found: "none")
      }
      if output.isMoved(by: .stated(rank: output.rank)) {
        try memory.check(results: 0, copies: output.count, at: architecture[id].name)
      }
      outputs.append(output.stated)
      if !plan.outputs[(position + 1)...].contains(id) { values[id.index] = nil }
    }
    return outputs
  }

  /// How many elements the results of an operation on these operands have together, as far as its
  /// rule for extents tells.
  ///
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)`` where one has too many. Operations
  ///   whose rule does not tell look at the limits themselves.
  private func expectedCount(
    of operation: Operation, _ operands: Operands
  ) throws(ExecutionError) -> Int {
    let found = operation.kind.resultExtents(
      of: operands.values.map { $0?.extents.map(Optional.some) },
      resultCount: operation.outputs.count)
    var sum = 0
    for extents in found {
      guard let extents, case let known = extents.compactMap(\.self), known.count == extents.count,
        known.allSatisfy({ $0 >= 0 })
      else { continue }
      sum += try limits.check(known, of: operation.name)
    }
    return sum
  }

  mutating func append(_ statistics: NormStatistics) { batchStatistics.append(statistics) }
}
