import ArchDAG

/// A network of one of the families, described but not built.
public struct FamilyNetwork: Hashable, Sendable {
  /// The kinds of networks that people bring, apart from cells.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    case residual, plain, inverted, dense, convnext, fire, shuffle, regular
    case transformer, mixer, perceptron, hybrid
  }

  /// What kind of network it is.
  public let family: Family

  package var description: any NetworkFamily

  /// Takes a description of the family.
  package init(_ family: Family, _ description: any NetworkFamily) {
    self.family = family
    self.description = description
  }

  /// Draws everything but the width.
  init(of family: Family, using generator: inout some RandomNumberGenerator) {
    self.family = family
    description =
      switch family {
      case .residual: ResidualNetwork(using: &generator)
      case .plain: PlainNetwork(using: &generator)
      case .inverted: InvertedBottleneckNetwork(using: &generator)
      case .dense: DenseNetwork(using: &generator)
      case .convnext: ConvNeXtNetwork(using: &generator)
      case .fire: FireNetwork(using: &generator)
      case .shuffle: ShuffleNetwork(using: &generator)
      case .regular: RegularNetwork(using: &generator)
      case .transformer: TransformerNetwork(using: &generator)
      case .mixer: MixerNetwork(using: &generator)
      case .perceptron: PerceptronNetwork(using: &generator)
      case .hybrid: HybridNetwork(using: &generator)
      }
  }

  public static func == (left: Self, right: Self) -> Bool {
    AnyHashable(left.description) == AnyHashable(right.description)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(description)) }
}
