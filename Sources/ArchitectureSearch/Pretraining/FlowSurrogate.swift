import GatedGNN
import Layers
import Randomness
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What becomes of random vectors on their way through a graph of operations, and back.
///
/// Forward, every node reads the sum z of its sources' vectors, and an operation with weights answers
/// x = √m·r/|r| with r = max(0, W·z), where W is one random matrix an operation; one that averages
/// takes the mean of each number and its two neighbors, all others hand on z. Backward, every node
/// reads the sum z of what its readers answer, beginning at the output with a random vector and a part
/// of x there; an operation with weights answers V·z where its r was positive, else zero.
///
/// Source: FGP (arXiv:2510.18360), section 4, the idea of a flow surrogate: what flows is made a target
/// of pre-training, instead of a shape of the encoder. These rules are our own.
struct FlowSurrogate: Sendable {
  /// The numbers of a vector.
  static let width = 16
  /// How many independent sets of vectors and matrices there are.
  static let drawCount = 4
  /// Beyond this length vectors are cut, so that no sum of many ways grows without bound.
  private static let lengthLimit: Float = 1e4

  /// Random vectors and matrices for the operations of a vocabulary.
  private struct Draw: Sendable {
    let start: [Float]
    let end: [Float]
    let forward: [[Float]]
    let backward: [[Float]]

    init(operations: Int, using generator: inout SplitMix64) {
      func numbers(_ count: Int, deviation: Float) -> [Float] {
        Tensor(normalWithDeviation: deviation, shape: [count], using: &generator).scalars
      }
      let width = FlowSurrogate.width
      // A rectification keeps half of the energy.
      let deviation = (2 / Float(width)).squareRoot()
      start = numbers(width, deviation: 1)
      end = numbers(width, deviation: 1)
      forward = (0..<operations).map { _ in numbers(width * width, deviation: deviation) }
      backward = (0..<operations).map { _ in numbers(width * width, deviation: deviation) }
    }
  }

  private let effects: [OperationGraph.Effect]
  private let draws: [Draw]

  /// Draws what the surrogates of a vocabulary's graphs follow from.
  init(_ vocabulary: OperationGraph.Vocabulary, seed: UInt64) {
    effects = vocabulary.effects
    var generator = SplitMix64(seed: seed)
    draws = (0..<Self.drawCount).map { _ in
      Draw(operations: vocabulary.effects.count, using: &generator)
    }
  }

  /// The surrogates of a graph: what arrives at the output, and the signed logarithms of what arrives
  /// back at the input; `drawCount`·`width` numbers each.
  ///
  /// - Precondition: the graph is of the vocabulary.
  func callAsFunction(_ graph: OperationGraph) -> (output: [Float], input: [Float]) {
    var (output, input): ([Float], [Float]) = ([], [])
    for draw in draws {
      let ends = flow(through: graph, draw)
      output += ends.output
      input += ends.input.map { $0 < 0 ? -log(1 - $0) : log(1 + $0) }
    }
    return (output, input)
  }

  private func flow(
    through graph: OperationGraph, _ draw: Draw
  ) -> (output: [Float], input: [Float]) {
    let last = graph.operations.count - 1
    let zero = [Float](repeating: 0, count: Self.width)
    var sources = [[Int]](repeating: [], count: last + 1)
    var readers = sources
    for edge in graph.edges {
      sources[edge.target].append(edge.source)
      readers[edge.source].append(edge.target)
    }
    var vectors = [draw.start]
    var isPositive: [[Bool]] = [[]]
    for node in 1...last {
      let operation = graph.operations[node]
      let sum = sources[node].reduce(zero) { added($0, vectors[$1]) }
      switch effects[operation] {
      case .passes: vectors.append(cut(sum))
      case .averages: vectors.append(averaged(sum))
      case .transforms:
        let product = product(draw.forward[operation], sum)
        vectors.append(normalized(product.map { max(0, $0) }))
        isPositive.append(product.map { $0 > 0 })
        continue
      }
      isPositive.append([])
    }
    let output = vectors[last]
    var answers = [[Float]](repeating: zero, count: last + 1)
    answers[last] = added(draw.end, output.map { 0.3 * $0 })
    for node in (0..<last).reversed() {
      let operation = graph.operations[node]
      let sum = readers[node].reduce(zero) { added($0, answers[$1]) }
      switch effects[operation] {
      case .passes: answers[node] = cut(sum)
      case .averages: answers[node] = averaged(sum)
      case .transforms:
        let masked = zip(sum, isPositive[node]).map { $1 ? $0 : 0 }
        answers[node] = cut(product(draw.backward[operation], masked))
      }
    }
    return (output, answers[0])
  }

  private func added(_ x: [Float], _ y: [Float]) -> [Float] { zip(x, y).map(+) }

  private func averaged(_ x: [Float]) -> [Float] {
    let count = x.count
    return x.indices.map { (x[$0] + x[($0 + 1) % count] + x[($0 + count - 1) % count]) / 3 }
  }

  private func product(_ matrix: [Float], _ x: [Float]) -> [Float] {
    x.indices.map { row in
      var sum: Float = 0
      for column in x.indices { sum += matrix[row * x.count + column] * x[column] }
      return sum
    }
  }

  private func length(_ x: [Float]) -> Float { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  private func normalized(_ x: [Float]) -> [Float] {
    let length = length(x)
    guard length > 0 else { return x }
    return x.map { $0 / length * Float(x.count).squareRoot() }
  }

  private func cut(_ x: [Float]) -> [Float] {
    let length = length(x)
    return length > Self.lengthLimit ? x.map { $0 / length * Self.lengthLimit } : x
  }
}
