public import ArchDAG
import Tensors

/// Which block fills which parameter of a graph: the only place that knows.
///
/// A decoder makes one block of numbers for a parameter; what the parameter is for decides which
/// decoder, and its shape which part of the largest block. Parameters that need equal parts form a
/// ``Group`` and are decoded together.
public struct DecodePlan: Sendable {
  /// The predicted parameters, in the order of the nodes.
  public let items: [Item]

  /// The trainable parameters that stay unpredicted, with the reason.
  public let unpredicted: [UnpredictedParameter]

  /// Those of them that are initialized; the others keep what the network's file has.
  public var initialized: [UnpredictedParameter] {
    unpredicted.filter { $0.initialization != .asInFile }
  }

  /// What is random in a prediction follows from this number: the class token's row of a positional
  /// encoding, and the initial values of parameters that stay unpredicted.
  public let seed: UInt64

  /// What is done to the parameters of the class layer.
  public enum ClassLayer: Sendable {
    /// They are predicted, like all others.
    case predicted
    /// They keep their default initialisation.
    case initialized
  }

  /// A parameter, and the block that fills it.
  public struct Item: Sendable {
    /// The parameter.
    public let parameter: ParameterSpec
    /// The node whose state is decoded.
    public let node: Int
    /// How the block is made.
    public let kind: Group.Kind
    /// How the block is fitted to the parameter.
    let fit: Fit
    /// How the block is normalised.
    let normalization: ParameterNormalization
  }

  /// Parameters that are decoded together.
  public struct Group: Sendable {
    /// How their blocks are made.
    public let kind: Kind
    /// The indices of the parameters among the plan's items.
    public let items: [Int]

    /// Which decoder makes a block, and which part of the largest one.
    public enum Kind: Hashable, Sendable {
      /// A kernel of these extents.
      case kernel(GHNConfiguration.BlockExtents)
      /// The weight of a class layer with so many inputs.
      case classWeight(inputs: Int)
      /// A scale or a shift.
      case vector
      /// The bias of a class layer.
      case classBias
    }
  }

  /// How a decoded block is fitted to its parameter.
  enum Fit: Hashable, Sendable {
    /// Both are vectors: the first or the second of the two that a state decodes to.
    case scale, shift
    /// The axes are those of the kernel, as far as the parameter has them.
    case kernel
    /// The positions of the kernel, row by row, are tokens: (1, tokens, channels).
    case tokens(hasClassToken: Bool)
  }

  /// Makes the plan for the parameters of a graph.
  ///
  /// - Throws: ``DecodingError``.
  public init(
    for graph: ArchitectureGraph, configuration: GHNConfiguration,
    classLayer: ClassLayer = .predicted, seed: UInt64 = 0
  ) throws(DecodingError) {
    var items: [Item] = []
    var kept: [ParameterSpec] = []
    var unfit: [UnpredictedParameter] = []
    for (index, node) in graph.nodes.enumerated() {
      for parameter in node.parameters {
        if classLayer == .initialized && parameter.role.belongsToClassLayer {
          kept.append(parameter)
        } else if parameter.isUnfitTable {
          unfit.append(.table(parameter))
        } else {
          items.append(
            try Item(parameter: parameter, node: index, configuration: configuration))
        }
      }
    }
    self.items = items
    self.seed = seed
    unpredicted = graph.unpredicted + unfit + UnpredictedParameter.classLayer(kept)
  }
}

extension DecodePlan.Item {
  init(
    parameter: ParameterSpec, node: Int, configuration: GHNConfiguration
  ) throws(DecodingError) {
    self.parameter = parameter
    self.node = node
    normalization = configuration.normalizesParameters ? .init(for: parameter) : .none
    let extents = parameter.outputFirstExtents
    let largest = configuration.largestBlock
    let isVector = extents.count { $0 != 1 } <= 1 && !extents.isEmpty
    switch (parameter.role, extents.count) {
    case (.bias, _) where isVector, (.normShift, _) where isVector:
      (kind, fit) = (.vector, .shift)
    case (.normScale, _) where isVector, (.weight, 1):
      (kind, fit) = (.vector, .scale)
    case (.classifierBias, _) where isVector:
      (kind, fit) = (.classBias, .shift)
    case (.classifierWeight, 2...4):
      (kind, fit) = (.classWeight(inputs: largest.block(for: extents).inputs), .kernel)
    case (.positionalEncoding, 3):
      guard let side = DecodePlan.tokenGridSide(extents[1]) else {
        throw .unsupportedTokenCount(parameter: parameter.name, shape: parameter.shape)
      }
      fit = .tokens(hasClassToken: side * side < extents[1])
      kind = .kernel(configuration.kernel(for: [1, extents[2], side, side]))
    case (.weight, 2...4), (.positionalEncoding, 4):
      (kind, fit) = (.kernel(configuration.kernel(for: extents)), .kernel)
    default:
      throw .unsupportedRank(parameter: parameter.name, shape: parameter.shape)
    }
    // Repeated blocks are small; interpolated ones are as large as the kernel.
    if case .kernel(let block) = kind, block.positionCount > DecodePlan.largestPositionCount {
      throw .kernelTooLarge(
        parameter: parameter.name, shape: parameter.shape,
        limit: DecodePlan.largestPositionCount)
    }
  }
}

extension DecodePlan {
  /// Kernels and grids of positions with more elements, 128 × 128, are no network's.
  static let largestPositionCount = 1 << 14

  /// The side of the square of positions that so many tokens stand for, with or without a class
  /// token; `nil` if there is none.
  ///
  /// - Precondition: the count is not negative.
  static func tokenGridSide(_ tokens: Int) -> Int? {
    let side = Int(Double(tokens).squareRoot())
    let isGrid = side > 0 && (tokens == side * side || tokens == side * side + 1)
    return isGrid ? side : nil
  }

  /// The parameters `items`, grouped by how they are decoded.
  ///
  /// - Returns: groups in the order in which their first parameters stand.
  public func groups(of items: Range<Int>) -> [Group] {
    var kinds: [Group.Kind] = []
    var members: [Group.Kind: [Int]] = [:]
    for index in items {
      let kind = self.items[index].kind
      if members[kind] == nil { kinds.append(kind) }
      members[kind, default: []].append(index)
    }
    return kinds.map { Group(kind: $0, items: members[$0, default: []]) }
  }

  /// The parameters, cut into consecutive runs whose blocks together hold about `maximumScalars`.
  ///
  /// - Returns: ranges of ``items``; a block that is larger stands alone.
  func windows(maximumScalars: Int, configuration: GHNConfiguration) -> [Range<Int>] {
    var windows: [Range<Int>] = []
    var start = 0
    var sum = 0
    for (index, item) in items.enumerated() {
      let count = item.kind.blockCount(configuration)
      if index > start && sum + count > maximumScalars {
        windows.append(start..<index)
        start = index
        sum = 0
      }
      sum += count
    }
    if start < items.count { windows.append(start..<items.count) }
    return windows
  }
}

extension DecodePlan.Group.Kind {
  /// The number of scalars that are decoded for one parameter.
  func blockCount(_ configuration: GHNConfiguration) -> Int {
    switch self {
    case .kernel(let extents): extents.count
    case .classWeight(let inputs): configuration.classCount * inputs
    case .vector: 2 * configuration.vectorWidth
    case .classBias: configuration.classCount
    }
  }
}

extension GHNConfiguration {
  /// The block that a kernel of these OIHW extents is filled from: a part of the largest one, or,
  /// where kernels are extended by interpolation, as high and wide as the kernel.
  func kernel(for extents: [Int]) -> BlockExtents {
    var block = largestBlock.block(for: extents)
    if kernelExtension == .interpolated && extents.count == 4
      && min(extents[2], extents[3]) > min(block.height, block.width)
    {
      (block.height, block.width) = (extents[2], extents[3])
    }
    return block
  }
}

extension ParameterRole {
  /// Whether this is a parameter of the layer that answers the classes.
  var belongsToClassLayer: Bool { self == .classifierWeight || self == .classifierBias }
}

extension ParameterSpec {
  /// Whether this is a table of positions with so many axes that its last two are no grid's: blocks
  /// of an image with tokens and channels, say.
  fileprivate var isUnfitTable: Bool {
    let extents = outputFirstExtents
    return role == .positionalEncoding && extents.count == 4
      && extents[2] > DecodePlan.largestPositionCount / max(1, extents[3])
  }
}

extension UnpredictedParameter {
  /// A positional encoding that stays as frameworks initialise it.
  fileprivate static func table(_ parameter: ParameterSpec) -> UnpredictedParameter {
    UnpredictedParameter(
      name: parameter.name, shape: parameter.shape,
      reason: "a positional encoding of more than \(DecodePlan.largestPositionCount) positions",
      initialization: .normal(standardDeviation: 0.02))
  }

  /// The parameters of a class layer that is left to its default initialisation: uniform between
  /// ±1/√fan-in of the weight, as PyTorch does.
  static func classLayer(_ parameters: [ParameterSpec]) -> [UnpredictedParameter] {
    let weight = parameters.first { $0.role == .classifierWeight }
    let fanIn = weight.map { $0.outputFirstExtents.dropFirst().reduce(1, *) } ?? 1
    return parameters.map {
      UnpredictedParameter(
        name: $0.name, shape: $0.shape, reason: "the class layer keeps its initialization",
        initialization: .uniform(bound: 1 / Float(max(1, fanIn)).squareRoot()))
    }
  }
}
