import ArchDAG
import Autograd
import Randomness
import Tensors

/// How fast the operators of networks are, forward and backward, each by itself on one thread.
struct OperatorCases {
  /// How many images there are at a time.
  let batch: Int

  /// Measures the operators of networks; what costs little is left out.
  func measure(_ architectures: [Architecture]) -> [OperatorResult] {
    var counts: [OperatorCall: Int] = [:]
    for architecture in architectures {
      for operation in architecture.operations {
        if let call = OperatorCall(operation, of: architecture, batch: batch) {
          counts[call, default: 0] += 1
        }
      }
    }
    var results: [String: OperatorResult] = [:]
    for (call, count) in counts {
      let (forward, backward) = time(call)
      let weight = Double(count) / Double(architectures.count)
      var result = results[call.name] ?? OperatorResult(name: call.name)
      result.forward += weight * forward
      result.backward += weight * backward
      result.operations += weight * call.operations
      result.bytes += weight * call.bytes
      results[call.name] = result
    }
    return results.values.sorted { $0.forward + $0.backward > $1.forward + $1.backward }
  }

  /// The median seconds of some runs, forward and backward.
  private func time(_ call: OperatorCall) -> (forward: Double, backward: Double) {
    var generator = SplitMix64(seed: 1)
    let operands = call.operands.map { shape in
      Tensor(
        shape: shape,
        scalars: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &generator) })
    }
    var (forward, backward): ([Double], [Double]) = ([], [])
    for _ in 0..<7 {
      let tape = Tape()
      let variables = operands.enumerated().map { tape.watch($1, named: "\($0)") }
      let (value, seconds) = timed { call.run(variables) }
      forward.append(seconds)
      let weights = Tensor(repeating: 1, shape: value.shape)
      backward.append(timed { tape.gradients(of: value, weightedBy: weights) }.seconds)
    }
    return (forward.sorted()[3], backward.sorted()[3])
  }
}

/// What one kind of operator takes in a network, on average.
struct OperatorResult: Codable {
  let name: String
  /// Seconds for all operators of the kind in a network, forward and backward.
  var forward = 0.0
  var backward = 0.0
  /// Multiplications and additions forward; twice as many backward.
  var operations = 0.0
  /// Bytes of what is read and written forward, each once.
  var bytes = 0.0
}

/// The operators of networks of one kind.
struct OperatorResults: Codable {
  let networks: String
  let operators: [OperatorResult]

  /// The results as Markdown.
  var table: String {
    let total = operators.reduce(0) { $0 + $1.forward + $1.backward }
    let rows = operators.filter { $0.forward + $0.backward > 0.002 * total }.map { row in
      let rates =
        row.operations > 0
        ? "\(Int((row.operations / row.forward / 1e9).rounded())) | "
          + "\(Int((2 * row.operations / row.backward / 1e9).rounded())) | –"
        : "– | – | \(Int((row.bytes / row.forward / 1e9).rounded()))"
      return "| \(row.name) | \(percent((row.forward + row.backward) / total)) | "
        + "\(milliseconds(row.forward)) | \(milliseconds(row.backward)) | \(rates) |"
    }
    return """
      Operators of \(networks), each by itself on one thread, for a network and a batch.

      | operator | share | forward ms | backward ms | GF/s forward | backward | GB/s forward |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      \(rows.joined(separator: "\n"))
      """
  }

  private func percent(_ fraction: Double) -> String { "\(Int((100 * fraction).rounded())) %" }
  private func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10)" }
}
