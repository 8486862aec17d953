import ArchDAG
import Autograd
import Tensors

extension NetworkRun {
  /// The states of a recurrent layer, those of the last steps, and the last cells.
  ///
  /// Source: ONNX operators `LSTM`, `GRU` and `RNN`, opset 14.
  func recur(
    _ operands: Operands, _ recurrence: Recurrence, resultCount: Int
  ) throws(ExecutionError) -> [ArrangedVariable] {
    let stated = try operands[0]
    guard stated.rank == 3, stated.count > 0 else {
      throw operands.misfit("sequences (T, N, I)", found: "\(stated.extents)")
    }
    let x = (recurrence.isBatchFirst ? stated.transposed([1, 0, 2]) : stated).stated
    let parameters = try RecurrentParameters(operands, recurrence, inputs: x.shape[2])
    let (steps, batch, width) = (x.shape[0], x.shape[1], recurrence.stateCount)
    // Of all steps, the gates and what follows from them.
    try limits.check([steps, batch, 8 * width, recurrence.directionCount], of: operands.operation)
    let states = try firstState(4, of: recurrence, batch: batch, operands)
    let cells = try firstState(5, of: recurrence, batch: batch, operands)
    let lengths = try lengths(of: batch, upTo: steps, operands)
    var all: [Variable] = []
    var last: (states: [Variable], cells: [Variable]) = ([], [])
    for direction in 0..<recurrence.directionCount {
      var cell = RecurrentCell(
        recurrence, parameters, direction, state: states[direction], cell: cells[direction])
      let inputs = cell.gates(of: x.reshaped(to: [steps * batch, x.shape[2]]))
      let isReversed = direction == 1 || recurrence.direction == .reverse
      var found: [Variable] = []
      for step in 0..<steps {
        let position = isReversed ? steps - 1 - step : step
        let before = cell
        cell.step(inputs.sliced(position * batch..<(position + 1) * batch, alongAxis: 0))
        var state = cell.state
        if let lengths {
          // (N, 1): whether the step belongs to the sequence.
          let belongs = Tensor(
            shape: [batch, 1], scalars: lengths.map { position < $0 ? 1 : 0 })
          cell.keep(before, unless: belongs)
          state = state.selected(condition: belongs, other: Variable(Tensor(zeros: [1, 1])))
        }
        found.append(state.reshaped(to: [1, 1, batch, width]))
      }
      all.append(concatenated(isReversed ? found.reversed() : found, alongAxis: 0))
      last.states.append(cell.state.reshaped(to: [1, batch, width]))
      last.cells.append(cell.cell.reshaped(to: [1, batch, width]))
    }
    var results = [
      ArrangedVariable(concatenated(all, alongAxis: 1)),
      ArrangedVariable(concatenated(last.states, alongAxis: 0)),
      ArrangedVariable(concatenated(last.cells, alongAxis: 0)),
    ]
    if recurrence.isBatchFirst {
      results[0] = results[0].transposed([2, 0, 1, 3])
      for index in 1..<3 { results[index] = results[index].transposed([1, 0, 2]) }
    }
    return Array(results.prefix(resultCount))
  }

  /// How many steps each sequence has; `nil` where all have as many as there are.
  private func lengths(
    of batch: Int, upTo steps: Int, _ operands: Operands
  ) throws(ExecutionError) -> [Int]? {
    guard let given = operands.optional(7) else { return nil }
    var lengths: [Int] = []
    for scalar in given.stated.value.scalars {
      guard let length = Int(exactly: scalar), 0...steps ~= length else {
        throw operands.misfit("lengths of at most \(steps) steps", found: "\(scalar)")
      }
      lengths.append(length)
    }
    if let first = lengths.first, lengths.allSatisfy({ $0 == first }) {
      return first == steps ? nil : Array(repeating: first, count: batch)
    }
    guard lengths.count == batch else {
      throw operands.misfit("lengths of \(batch) sequences", found: "\(given.extents)")
    }
    return lengths
  }

  /// The states (N, H) before the first step, one a direction: zeros where none is given.
  ///
  /// One that is the same for all sequences of the batch for which the file was exported is that of
  /// any batch.
  private func firstState(
    _ index: Int, of recurrence: Recurrence, batch: Int, _ operands: Operands
  ) throws(ExecutionError) -> [Variable] {
    let (directions, width) = (recurrence.directionCount, recurrence.stateCount)
    guard let given = operands.optional(index) else {
      let zeros = Variable(Tensor(zeros: [batch, width]))
      return Array(repeating: zeros, count: directions)
    }
    let all = given.rank == 3 && recurrence.isBatchFirst ? given.transposed([1, 0, 2]) : given
    guard given.rank == 3, all.extents[0] == directions, all.extents[2] == width else {
      throw operands.misfit("states (\(directions), \(batch), \(width))", found: "\(given.extents)")
    }
    return try (0..<directions).map { (direction) throws(ExecutionError) in
      let count = all.extents[1]
      let state = all.stated.sliced(direction..<direction + 1, alongAxis: 0)
        .reshaped(to: [count, width])
      if count == batch { return state }
      let first = count > 0 ? state.sliced(0..<1, alongAxis: 0) : state
      guard count > 0, state.value == first.expanded(to: [count, width]).value else {
        throw operands.misfit("states of \(batch) sequences", found: "\(given.extents)")
      }
      return first.expanded(to: [batch, width])
    }
  }
}

/// The weights and biases of a recurrent layer, as ONNX lays them out.
private struct RecurrentParameters {
  /// (D, G·H, I).
  let weight: Variable
  /// (D, G·H, H).
  let stateWeight: Variable
  /// (D, 2·G·H): those of the numbers of a step, and those of the state.
  let biases: Variable?
  /// (D, 3·H): of gates i, o and f.
  let peepholes: Variable?

  init(_ operands: Operands, _ recurrence: Recurrence, inputs: Int) throws(ExecutionError) {
    let (directions, width) = (recurrence.directionCount, recurrence.stateCount)
    let rows = recurrence.cell.gateCount * width
    func operand(_ index: Int, _ extents: [Int]) throws(ExecutionError) -> Variable? {
      guard let value = operands.optional(index) else { return nil }
      guard value.extents == extents else {
        throw operands.misfit("operand \(index) of shape \(extents)", found: "\(value.extents)")
      }
      return value.stated
    }
    guard let weight = try operand(1, [directions, rows, inputs]),
      let stateWeight = try operand(2, [directions, rows, width])
    else { throw operands.misfit("two weights", found: "fewer") }
    self.weight = weight
    self.stateWeight = stateWeight
    biases = try operand(3, [directions, 2 * rows])
    peepholes = try operand(6, [directions, 3 * width])
  }
}

/// A recurrent layer on its way through a batch of sequences, in one direction.
private struct RecurrentCell {
  private let recurrence: Recurrence
  private let weight: Variable
  private let stateWeight: Variable
  private let bias: Variable?
  private let stateBias: Variable?
  private let peepholes: Variable?
  /// (N, H).
  private(set) var state: Variable
  /// (N, H), of an LSTM.
  private(set) var cell: Variable

  init(
    _ recurrence: Recurrence, _ parameters: RecurrentParameters, _ direction: Int,
    state: Variable, cell: Variable
  ) {
    func part(_ x: Variable) -> Variable {
      let extents = Array(x.shape.extents.dropFirst())
      return x.sliced(direction..<direction + 1, alongAxis: 0)
        .reshaped(to: Shape(extents.count == 1 ? [1] + extents : extents))
    }
    let rows = recurrence.cell.gateCount * recurrence.stateCount
    self.recurrence = recurrence
    weight = part(parameters.weight)
    stateWeight = part(parameters.stateWeight)
    let biases = parameters.biases.map(part)
    bias = biases?.sliced(0..<rows, alongAxis: 1)
    stateBias = biases?.sliced(rows..<2 * rows, alongAxis: 1)
    peepholes = parameters.peepholes.map(part)
    self.state = state
    self.cell = cell
  }

  /// Takes back a step for the sequences that are over: where `belongs` (N, 1) is 0.
  mutating func keep(_ before: RecurrentCell, unless belongs: Tensor) {
    state = state.selected(condition: belongs, other: before.state)
    cell = cell.selected(condition: belongs, other: before.cell)
  }

  /// What the numbers of all steps (T·N, I) contribute to the gates: (T·N, G·H).
  func gates(of inputs: Variable) -> Variable {
    let product = matrixProduct(inputs, transposing: weight)
    return bias.map { product + $0 } ?? product
  }

  /// Goes one step, of which `inputs` (N, G·H) are the contributions to the gates.
  mutating func step(_ inputs: Variable) {
    switch recurrence.cell {
    case .tanh, .relu: state = applied(0, to: inputs + fromState(state))
    case .gru: stepGatedUnit(inputs)
    case .lstm: stepMemory(inputs)
    }
  }

  /// What a state contributes to the gates, or to some of them.
  private func fromState(_ state: Variable, gates: Range<Int>? = nil) -> Variable {
    let width = recurrence.stateCount
    let rows = gates.map { $0.lowerBound * width..<$0.upperBound * width }
    let product = matrixProduct(
      state, transposing: rows.map { stateWeight.sliced($0, alongAxis: 0) } ?? stateWeight)
    guard let stateBias else { return product }
    return product + (rows.map { stateBias.sliced($0, alongAxis: 1) } ?? stateBias)
  }

  private func gate(_ index: Int, of gates: Variable) -> Variable {
    let width = recurrence.stateCount
    return gates.sliced(index * width..<(index + 1) * width, alongAxis: 1)
  }

  /// One of the layer's functions, of numbers that are not beyond its limit.
  private func applied(_ index: Int, to x: Variable) -> Variable {
    function(
      index, of: recurrence.limit.map { x.clipped(minimum: -$0, maximum: $0) } ?? x)
  }

  private func function(_ index: Int, of x: Variable) -> Variable {
    let functions = recurrence.functions.isEmpty ? recurrence.cell.functions : recurrence.functions
    return functions.indices.contains(index) ? functions[index].applied(to: x) : x
  }

  private mutating func stepGatedUnit(_ inputs: Variable) {
    let recurrent = fromState(state, gates: 0..<2)
    let update = applied(0, to: gate(0, of: inputs) + gate(0, of: recurrent))
    let reset = applied(0, to: gate(1, of: inputs) + gate(1, of: recurrent))
    let proposal =
      recurrence.resetsAfterProduct
      ? reset * fromState(state, gates: 2..<3) : fromState(reset * state, gates: 2..<3)
    let candidate = applied(1, to: gate(2, of: inputs) + proposal)
    state = candidate + update * (state - candidate)
  }

  private mutating func stepMemory(_ inputs: Variable) {
    let gates = inputs + fromState(state)
    func opening(_ index: Int, peephole: Int, at cell: Variable) -> Variable {
      let sum = gate(index, of: gates)
      return applied(0, to: peepholes.map { sum + gate(peephole, of: $0) * cell } ?? sum)
    }
    let entry = opening(0, peephole: 0, at: cell)
    let one = Variable(Tensor(repeating: 1, shape: [1, 1]))
    let memory = recurrence.couplesGates ? one - entry : opening(2, peephole: 2, at: cell)
    cell = memory * cell + entry * applied(1, to: gate(3, of: gates))
    state = opening(1, peephole: 1, at: cell) * function(2, of: cell)
  }
}
