public import ArchDAG
import Tensors

/// Which block fills which parameter of a graph: the one home of that rule.
///
/// A decoder makes one block of numbers for a parameter; what the parameter is for decides which
/// decoder, and its shape which part of the largest block. Parameters of equal blocks are decoded
/// together.
public struct DecodePlan: Sendable {
  /// The configuration of the hypernetworks that may follow the plan.
  public let configuration: GHNConfiguration

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
    /// They keep their default initialization.
    case initialized
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
    self.configuration = configuration
    self.items = items
    self.seed = seed
    unpredicted = graph.unpredicted + unfit + UnpredictedParameter.classLayer(kept)
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
  /// A positional encoding that stays as frameworks initialize it.
  fileprivate static func table(_ parameter: ParameterSpec) -> UnpredictedParameter {
    UnpredictedParameter(
      name: parameter.name, shape: parameter.shape,
      reason: "a positional encoding of more than \(DecodePlan.largestPositionCount) positions",
      initialization: .normal(standardDeviation: 0.02))
  }

  /// The parameters of a class layer that is left to its default initialization: uniform between
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
