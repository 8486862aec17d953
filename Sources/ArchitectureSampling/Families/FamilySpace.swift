public import ArchDAG
import Tensors

/// The networks that people bring: residual, plain, inverted bottlenecks, transformers and others, in
/// every width.
///
/// Each family is equally likely; the logarithm of a network's cost, the multiplications that an
/// image takes, is uniform, as far as the family's widths allow. So narrow networks are seen as
/// often as wide ones, and no network costs more than the bound.
public struct FamilySpace: ArchitectureSpace {
  /// The families, all equally likely.
  public let families: [FamilyNetwork.Family]
  /// The cheapest and the dearest network, in multiplications for an image.
  public let costs: ClosedRange<Double>
  /// The most parameters of a network.
  public let parameterLimit: Int
  /// Which widths networks have.
  public let widths: WidthChoice
  /// Whether networks that have a name of their own, such as ResNet-18, are left out.
  public let leavesOutPublished: Bool

  /// Makes a space.
  ///
  /// - Precondition: there is at least one family, and costs are positive.
  public init(
    families: [FamilyNetwork.Family] = FamilyNetwork.Family.allCases,
    costs: ClosedRange<Double> = 0.5e6...50e6, parameterLimit: Int = 12_000_000,
    widths: WidthChoice = .common, leavesOutPublished: Bool = true
  ) {
    precondition(!families.isEmpty && costs.lowerBound > 0)
    self.families = families
    self.costs = costs
    self.parameterLimit = parameterLimit
    self.widths = widths
    self.leavesOutPublished = leavesOutPublished
  }

  public var ranksCosts: Bool { true }

  public func draw(using generator: inout some RandomNumberGenerator) -> FamilyNetwork {
    draw(costRank: Double.random(in: 0..<1, using: &generator), using: &generator)
  }

  public func draw(
    costRank: Double, using generator: inout some RandomNumberGenerator
  ) -> FamilyNetwork {
    let family = generator.pick(families)
    let target = costs.power(costRank)
    while true {
      let drawn = FamilyNetwork(of: family, using: &generator)
      if let network = fitted(drawn, to: target, using: &generator) { return network }
    }
  }

  public func architecture(
    of candidate: FamilyNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    try candidate.description.architecture(classCount: classCount, name: name)
  }

  public func family(of network: FamilyNetwork) -> String? { network.family.rawValue }

  /// The same network in the largest width that costs no more than the target, or in one between it
  /// and the next narrower; `nil` if its narrowest costs more than the bound, or if it is one that is
  /// left out.
  private func fitted(
    _ network: FamilyNetwork, to target: Double, using generator: inout some RandomNumberGenerator
  ) -> FamilyNetwork? {
    let widths = network.description.widths
    guard let narrowest = widths.first else { return nil }
    // The first width that is too wide; costs rise with widths.
    var (low, high) = (0, widths.count)
    while low < high {
      let middle = (low + high) / 2
      if fits(network, width: widths[middle], cost: target) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var fitted = network
    fitted.description.width = low > 0 ? widths[low - 1] : narrowest
    guard low > 0 || fits(network, width: narrowest, cost: costs.upperBound) else { return nil }
    if low > 1 {
      fitted.description.width = self.widths.width(
        above: widths[low - 2], through: widths[low - 1],
        divisor: network.description.widthDivisor, using: &generator)
    }
    return leavesOutPublished && fitted.description.isPublished ? nil : fitted
  }

  private func fits(_ network: FamilyNetwork, width: Int, cost: Double) -> Bool {
    var network = network
    network.description.width = width
    guard
      let architecture = try? network.description.architecture(classCount: 10, name: "draft")
    else { return false }
    return Double(architecture.multiplicationCount) <= cost
      && architecture.parameters.reduce(0) { $0 + $1.shape.count } <= parameterLimit
  }
}
