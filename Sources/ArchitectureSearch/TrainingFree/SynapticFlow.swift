import ArchDAG
import Autograd
import NetworkExecution
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ln Σ |θ·∂R/∂θ| over the weights of rank 2 and above, with the sum R of the logits of an image of ones,
/// absolute weights, and batch norms off.
///
/// Without norms R grows with every layer, soon beyond single precision. So a network runs block by block
/// (``NetworkCuts``): what is beyond 2⁴⁰ at the end of a block is divided by a power of two, there and on
/// the way back, and the logarithm takes it in again. That is exact for layers without biases, whose results
/// are proportional to their inputs.
///
/// Source: Tanaka et al. (arXiv:2006.05467), Eq. 1; as a score, Abdelfattah et al. (arXiv:2101.08134).
struct SynapticFlow {
  /// The score; −∞ where nothing flows, or where even one block leaves single precision.
  let logarithm: Double

  /// A block that has run forward.
  private struct Block {
    let tape: Tape
    let result: Variable
    /// The logarithm of what its input was divided by.
    let inputScale: Double
  }

  /// Runs a network there and back.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - ones: an image of ones, (1, C, H, W).
  ///   - magnitudes: the absolute parameters by their names.
  ///   - fixed: the numbers that stay as in the network's file.
  ///   - limits: how much memory it may take, the magnitudes with it.
  /// - Throws: why the network cannot be run.
  init(
    of architecture: Architecture, ones: Tensor, magnitudes: NamedTensors, fixed: NamedTensors,
    limits: ExecutionLimits
  ) throws(ExecutionError) {
    var blocks: [Block] = []
    var (from, features, scale) = (architecture.inputs, ones, 0.0)
    // The tapes of earlier blocks stay until the way back.
    var held = magnitudes.scalarCount
    let outputs = Array(architecture.outputs.prefix(1))
    for end in NetworkCuts(of: architecture).ends.filter({ !outputs.contains($0) }) + outputs {
      let block = try ExecutableNetwork(
        architecture, from: from, to: [end], constants: fixed,
        limits: limits.holding(elements: held))
      let tape = Tape()
      var watched: [String: Variable] = [:]
      for (name, _) in block.requiredParameters {
        watched[name] = magnitudes[name].map { tape.watch($0, named: name) }
      }
      let x =
        blocks.isEmpty ? Variable(features) : tape.watch(features, named: Self.inputName)
      let y = try block([x], parameters: watched, statistics: .off).outputs[0]
      blocks.append(Block(tape: tape, result: y, inputScale: scale))
      held += tape.elementCount
      let (scaled, divisor) = Self.scaled(y.value)
      (from, features, scale) = ([end], scaled, scale + divisor)
    }
    guard let last = blocks.last else {
      logarithm = -.infinity
      return
    }
    var logarithms: [Double] = []
    var (upper, upperScale) = (Tensor(repeating: 1, shape: last.result.shape), 0.0)
    for block in blocks.reversed() {
      let gradients = block.tape.gradients(of: block.result, weightedBy: upper)
      var sum = 0.0
      for (name, gradient) in gradients where name != Self.inputName {
        guard let weight = magnitudes[name], weight.shape.rank > 1 else { continue }
        for (magnitude, slope) in zip(weight.scalars, gradient.scalars) {
          sum += abs(Double(magnitude) * Double(slope))
        }
      }
      guard sum.isFinite else {
        logarithm = -.infinity
        return
      }
      if sum > 0 { logarithms.append(log(sum) + block.inputScale + upperScale) }
      guard let lower = gradients[Self.inputName] else { break }
      let (scaled, divisor) = Self.scaled(lower)
      (upper, upperScale) = (scaled, upperScale + divisor)
    }
    guard let most = logarithms.max() else {
      logarithm = -.infinity
      return
    }
    logarithm = most + log(logarithms.reduce(0) { $0 + exp($1 - most) })
  }

  /// No parameter of a file has this name: it has a zero byte.
  private static let inputName = "\0x"

  /// A tensor whose greatest number is below 2⁴⁰, and the logarithm of what it was divided by.
  private static func scaled(_ x: Tensor) -> (tensor: Tensor, divisor: Double) {
    let most = x.withScalars { scalars in
      var most: Float = 0
      for index in scalars.indices { most = max(most, abs(scalars[index])) }
      return most
    }
    guard most.isFinite, most.exponent > 40 else { return (x, 0) }
    let exponent = Int(most.exponent)
    let factor = Float(sign: .plus, exponent: -exponent, significand: 1)
    return (
      Tensor(shape: x.shape, scalars: x.scalars.map { $0 * factor }), Double(exponent) * log(2)
    )
  }
}
