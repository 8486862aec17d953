public import ArchDAG
import Tensors

/// DeepNets cells in widths from 8 to 128 channels: the small splits' networks, some deeper, some
/// denser, some without norms.
///
/// The logarithm of a network's cost is uniform, as far as its widths allow.
public struct CellSpace: ArchitectureSpace {
  /// The cheapest and the dearest network, in multiplications for an image.
  public let costs: ClosedRange<Double>

  /// Which widths networks have.
  public let widths: WidthChoice

  /// Makes a space.
  ///
  /// - Precondition: costs are positive.
  public init(costs: ClosedRange<Double> = 4e6...60e6, widths: WidthChoice = .common) {
    precondition(costs.lowerBound > 0)
    self.costs = costs
    self.widths = widths
  }

  /// The kinds of networks; the first twice as likely as the others.
  private static let kinds: [DeepNetsSpace] = [
    .small, .small, .smallDeep, .smallDense, .smallNormFree,
  ]

  private static let roundWidths = [8, 16, 24, 32, 48, 64, 96, 128]

  public var ranksCosts: Bool { true }

  public func draw(using generator: inout some RandomNumberGenerator) -> DeepNetsNetwork {
    draw(costRank: Double.random(in: 0..<1, using: &generator), using: &generator)
  }

  public func draw(
    costRank: Double, using generator: inout some RandomNumberGenerator
  ) -> DeepNetsNetwork {
    let kind = generator.pick(Self.kinds)
    let target = costs.power(costRank)
    while true {
      let drawn = kind.draw(using: &generator)
      // The widest that costs no more than the target, or else the narrowest.
      var fitted: DeepNetsNetwork?
      var narrower = 0
      for width in Self.roundWidths {
        var network = drawn
        network.channels = width
        let limit = fitted == nil ? costs.upperBound : target
        guard let architecture = try? Architecture(network),
          Double(architecture.multiplicationCount) <= limit
        else { break }
        narrower = fitted?.channels ?? 0
        fitted = network
      }
      guard let fitted else { continue }
      guard narrower > 0 else { return fitted }
      var uneven = fitted
      uneven.channels = widths.width(
        above: narrower, through: fitted.channels, divisor: 4, using: &generator)
      // Attention in a cell has eight heads, which share out its channels.
      return (try? Architecture(uneven)) == nil ? fitted : uneven
    }
  }

  public func architecture(
    of candidate: DeepNetsNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    try DeepNetsSpace.small.architecture(of: candidate, classCount: classCount, name: name)
  }

  public func family(of network: DeepNetsNetwork) -> String? { "cells" }

  public func json(
    of network: DeepNetsNetwork, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    try DeepNetsSpace.small.json(of: network, classCount: classCount, name: name)
  }
}
