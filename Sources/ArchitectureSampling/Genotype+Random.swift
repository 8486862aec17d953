import ArchDAG

extension Genotype {
  /// A genotype drawn at random.
  ///
  /// For each sum every pair of a state before it and an operation gets a random score; the sum
  /// reads the two states that have the best scores, each by its best operation.
  ///
  /// Source: DeepNets-1M (arXiv:2110.13100), section 3.2, after DARTS (arXiv:1806.09055),
  /// section 2.4.
  init(sumCount: Int, using generator: inout some RandomNumberGenerator) {
    let concatenation = Self.concatenation(sumCount: sumCount, using: &generator)
    // A lone sum whose operands may both be missing would too often leave nothing.
    let all = CellOperation.allCases.filter { sumCount > 1 || $0 != .none }
    let weightless = all.filter(\.isWeightless)
    let normal = Self.edges(sumCount: sumCount, of: all, using: &generator)
    let isWeightless = Bool.random(using: &generator)
    let reduction = Self.edges(
      sumCount: sumCount, of: isWeightless ? weightless : all, using: &generator)
    self.init(
      normal: Cell(edges: normal, concatenation: concatenation),
      reduction: Cell(edges: reduction, concatenation: concatenation))
  }

  private static func edges(
    sumCount: Int, of operations: [CellOperation],
    using generator: inout some RandomNumberGenerator
  ) -> [Edge] {
    (0..<sumCount).flatMap { sum in
      let candidates = (0..<sum + 2).map { state in
        // The best of independent scores is equally likely to be that of any operation.
        let scores = operations.map { _ in Double.random(in: 0..<1, using: &generator) }
        let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
        return (score: scores[best], edge: Edge(operations[best], of: state))
      }
      return candidates.sorted { $0.score > $1.score }.prefix(2).map(\.edge)
    }
  }

  /// All sums, or, as often, the last and some of the others.
  private static func concatenation(
    sumCount: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let states = Array(2..<2 + sumCount)
    guard sumCount > 1, Bool.random(using: &generator) else { return states }
    return states.dropLast().filter { _ in Bool.random(using: &generator) } + states.suffix(1)
  }

  /// Whether DeepNets-1M has room for such a genotype.
  ///
  /// It must learn from pixels, and cells must not be too heavy: one squeeze-and-excitation and
  /// one dense convolution of 5×5 or 7×7 each.
  var isAdmissible: Bool {
    let cells = [normal.edges, reduction.edges].map { $0.map(\.operation) }
    let operations = cells.joined()
    let convolves = operations.contains(where: \.isConvolution)
    let excites = operations.contains(.squeezeExcitation)
    guard convolves || operations.contains(.selfAttention), !excites || convolves else {
      return false
    }
    return cells.allSatisfy { cell in
      cell.count { $0 == .squeezeExcitation } <= 1 && cell.count(where: \.isDenseAndLarge) <= 1
    }
  }
}

extension CellOperation {
  /// Whether the operation has no parameters where the image keeps its extents.
  fileprivate var isWeightless: Bool {
    switch self {
    case .none, .skipConnection, .maxPool3, .averagePool3: true
    case .convolution1, .convolution3, .convolution5, .convolution7, .factorizedConvolution7,
      .separableConvolution3, .separableConvolution5, .dilatedConvolution3, .dilatedConvolution5,
      .selfAttention, .squeezeExcitation:
      false
    }
  }

  /// Whether the operation consists of convolutions.
  var isConvolution: Bool {
    !isWeightless && self != .selfAttention && self != .squeezeExcitation
  }

  /// Whether the operation is a full convolution of 5×5 or 7×7.
  var isDenseAndLarge: Bool { self == .convolution5 || self == .convolution7 }
}
