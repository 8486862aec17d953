import ArchDAG
import Autograd
import Foundation
import NetworkExecution
import Tensors
import Testing

/// Recurrent layers against plain loops, and against differences.
///
/// ONNX's own tests of `LSTM`, `GRU` and `RNN` are those of `make test-onnx`.
@Suite struct RecurrenceTests {
  private func network(
    _ recurrence: Recurrence, results: Int = 3, lengths: [Int]? = nil
  ) throws -> Architecture {
    let (gates, ways) = (recurrence.cell.gateCount, recurrence.directionCount)
    var builder = ArchitectureBuilder(name: "recurrent")
    let x = builder.addInput(name: "x", extents: [nil, nil, 2])
    let w = try builder.addParameter(name: "w", shape: [ways, 2 * gates, 2])
    let r = try builder.addParameter(name: "r", shape: [ways, 2 * gates, 2])
    let b = try builder.addParameter(name: "b", shape: [ways, 4 * gates])
    let ends = lengths.map {
      builder.addConstant(.integers($0), name: "lengths", extents: [$0.count])
    }
    let outputs = try builder.addOperation(
      .recurrence(recurrence), name: "layer",
      inputs: [x, w, r, b] + (ends.map { [nil, nil, nil, $0] } ?? []),
      results: (0..<results).map { ("y\($0)", nil) })
    return try builder.finish(outputs: outputs)
  }

  private func results(
    _ recurrence: Recurrence, _ x: Tensor, lengths: [Int]? = nil
  ) throws -> [Tensor] {
    let architecture = try network(recurrence, lengths: lengths)
    let parameters = DrawnNumbers.parameters(of: architecture)
    return try ExecutableNetwork(architecture, outputs: .all)(
      [x], parameters: parameters.asConstants
    ).outputs.map(\.value)
  }

  @Test("an LSTM is its equations, step by step")
  func memory() throws {
    let x = DrawnNumbers.uniform("x", [3, 1, 2])
    let found = try results(.init(cell: .lstm, stateCount: 2), x)
    let parameters = DrawnNumbers.parameters(of: try network(.init(cell: .lstm, stateCount: 2)))
    let w = try #require(parameters["w"]).scalars
    let r = try #require(parameters["r"]).scalars
    let b = try #require(parameters["b"]).scalars
    func sigmoid(_ z: Float) -> Float { 1 / (1 + exp(-z)) }
    var (h, c) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2))
    for step in 0..<3 {
      let gates = (0..<8).map { row in
        (0..<2).reduce(b[row] + b[8 + row]) {
          $0 + w[2 * row + $1] * x.scalars[2 * step + $1] + r[2 * row + $1] * h[$1]
        }
      }
      for k in 0..<2 {
        // i, o, f, c.
        c[k] = sigmoid(gates[4 + k]) * c[k] + sigmoid(gates[k]) * tanh(gates[6 + k])
      }
      for k in 0..<2 { h[k] = sigmoid(gates[2 + k]) * tanh(c[k]) }
      for k in 0..<2 { #expect(abs(found[0].scalars[2 * step + k] - h[k]) < 1e-5) }
    }
    for k in 0..<2 {
      #expect(abs(found[1].scalars[k] - h[k]) < 1e-5)
      #expect(abs(found[2].scalars[k] - c[k]) < 1e-5)
    }
  }

  @Test(
    "a reversed layer reads the sequence from its end, and both ways stand beside one another",
    arguments: Recurrence.Cell.allCases)
  func directions(cell: Recurrence.Cell) throws {
    let x = DrawnNumbers.uniform("x", [3, 2, 2])
    let numbers = x.scalars
    let turned = Tensor(
      shape: x.shape,
      scalars: Array(numbers[8..<12]) + Array(numbers[4..<8]) + Array(numbers[0..<4]))
    let forward = try results(.init(cell: cell, stateCount: 2), turned)
    let reverse = try results(.init(cell: cell, direction: .reverse, stateCount: 2), x)
    #expect(forward[1].scalars == reverse[1].scalars)
    let states = reverse[0].scalars
    let turnedBack = Array(states[8..<12]) + Array(states[4..<8]) + Array(states[0..<4])
    #expect(forward[0].scalars == turnedBack)
    let both = try results(.init(cell: cell, direction: .both, stateCount: 2), x)
    #expect(both[0].shape == [3, 2, 2, 2])
    #expect(both[1].shape == [2, 2, 2])
    // The last state of the way back is that at the first step.
    #expect(Array(both[1].scalars[4...]) == Array(both[0].scalars[4..<8]))
  }

  @Test("a sequence does not depend on the others of its batch, wherever the batch stands")
  func batches() throws {
    let x = DrawnNumbers.uniform("x", [3, 2, 2])
    let all = try results(.init(cell: .gru, stateCount: 2), x)
    let second = Tensor(
      shape: [3, 1, 2], scalars: (0..<3).flatMap { x.scalars[4 * $0 + 2..<4 * $0 + 4] })
    let alone = try results(.init(cell: .gru, stateCount: 2), second)
    #expect(Array(all[1].scalars[2...]) == alone[1].scalars)
    let first = try results(
      .init(cell: .gru, stateCount: 2, isBatchFirst: true), second.reshaped(to: [1, 3, 2]))
    #expect(first[0].shape == [1, 3, 1, 2])
    #expect(first[0].scalars == alone[0].scalars)
  }

  @Test(
    "a sequence that ends early is the same as alone, with zeros behind its end",
    arguments: Recurrence.Cell.allCases, Recurrence.Direction.allCases)
  func lengths(cell: Recurrence.Cell, direction: Recurrence.Direction) throws {
    let recurrence = Recurrence(cell: cell, direction: direction, stateCount: 2)
    let x = DrawnNumbers.uniform("x", [3, 2, 2])
    let uneven = try results(recurrence, x, lengths: [2, 3])
    let short = Tensor(
      shape: [2, 1, 2], scalars: [0, 1, 4, 5].map { x.scalars[$0] })
    let alone = try results(recurrence, short)
    let ways = recurrence.directionCount
    for step in 0..<3 {
      for way in 0..<ways {
        for k in 0..<2 {
          let found = uneven[0].scalars[(step * ways + way) * 4 + k]
          let expected = step < 2 ? alone[0].scalars[(step * ways + way) * 2 + k] : 0
          // The products of two rows are summed in another order than those of one.
          #expect(abs(found - expected) < 1e-6)
        }
      }
    }
    for way in 0..<ways {
      for k in 0..<2 {
        #expect(abs(uneven[1].scalars[way * 4 + k] - alone[1].scalars[way * 2 + k]) < 1e-6)
      }
    }
    let whole = try results(recurrence, x)
    #expect(Array(uneven[1].scalars[2..<4]) == Array(whole[1].scalars[2..<4]))
    #expect(throws: ExecutionError.self) { try results(recurrence, x, lengths: [2, 4]) }
    #expect(throws: ExecutionError.self) { try results(recurrence, x, lengths: [2, 3, 1]) }
  }

  @Test("a limit bounds what functions are given, and functions stand in the place of the cell's")
  func functions() throws {
    let x = DrawnNumbers.uniform("x", [1, 1, 2])
    let parameters = DrawnNumbers.parameters(of: try network(.init(cell: .tanh, stateCount: 2)))
    let w = try #require(parameters["w"]).scalars
    let b = try #require(parameters["b"]).scalars
    let step = x.scalars
    let sums = (0..<2).map { row -> Float in
      let products = w[2 * row] * step[0] + w[2 * row + 1] * step[1]
      return products + b[row] + b[2 + row]
    }
    let limit = abs(sums[0]) / 2
    let limited = try results(.init(cell: .tanh, stateCount: 2, limit: limit), x)
    let other = try results(
      .init(cell: .tanh, stateCount: 2).computing([.leakyRelu(slope: 0.5)]), x)
    for k in 0..<2 {
      #expect(abs(limited[0].scalars[k] - tanh(min(limit, max(-limit, sums[k])))) < 1e-6)
      #expect(abs(other[0].scalars[k] - (sums[k] < 0 ? sums[k] / 2 : sums[k])) < 1e-6)
    }
  }

  @Test(
    "the gradient foretells how the result changes", arguments: Recurrence.Cell.allCases,
    [false, true])
  func gradient(cell: Recurrence.Cell, variant: Bool) throws {
    let recurrence = Recurrence(
      cell: cell, direction: .both, stateCount: 2, resetsAfterProduct: variant,
      couplesGates: variant)
    let architecture = try network(recurrence, results: 1)
    let network = try ExecutableNetwork(architecture)
    let x = DrawnNumbers.uniform("x", [3, 2, 2])
    let parameters = DrawnNumbers.parameters(of: architecture)
    let tape = Tape()
    var watched: [String: Variable] = [:]
    for (name, tensor) in parameters { watched[name] = tape.watch(tensor, named: name) }
    let output = try network([x], parameters: watched).outputs[0]
    let weights = DrawnNumbers.uniform("weights", output.shape)
    let gradients = tape.gradients(of: output, weightedBy: weights)
    func weighted(movedBy step: Float) throws -> Double {
      var moved: [String: Variable] = [:]
      for (name, tensor) in parameters {
        let direction = DrawnNumbers.uniform("along " + name, tensor.shape).scalars
        moved[name] = Variable(
          Tensor(
            shape: tensor.shape, scalars: zip(tensor.scalars, direction).map { $0 + step * $1 }))
      }
      let output = try network([x], parameters: moved).outputs[0].value
      return zip(output.scalars, weights.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let foretold = gradients.reduce(0.0) { sum, entry in
      let direction = DrawnNumbers.uniform("along " + entry.name, entry.tensor.shape)
      return zip(entry.tensor.scalars, direction.scalars).reduce(sum) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
    let step: Float = 2e-3
    let difference = (try weighted(movedBy: step) - weighted(movedBy: -step)) / Double(2 * step)
    // The rounding of float32, by the step; rectifications may turn within it.
    #expect(
      abs(foretold - difference) <= 1e-2 * max(1, abs(difference)), "\(foretold) \(difference)")
  }

  @Test("weights of other extents than the attributes say are refused")
  func misfits() throws {
    let architecture = try network(.init(cell: .lstm, stateCount: 2))
    let network = try ExecutableNetwork(architecture)
    let parameters = DrawnNumbers.parameters(of: architecture).asConstants
    for shape in [[3, 2], [3, 2, 5], [0, 2, 2]] as [Shape] {
      #expect(throws: ExecutionError.self) {
        try network([Tensor(zeros: shape)], parameters: parameters)
      }
    }
  }
}
