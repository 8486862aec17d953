public import ArchDAG

/// Families and cells, half and half.
public struct MixedSpace: ArchitectureSpace {
  /// The networks that people bring.
  public let families: FamilySpace
  /// The cells.
  public let cells: CellSpace

  /// Makes a space.
  public init(families: FamilySpace = FamilySpace(), cells: CellSpace = CellSpace()) {
    self.families = families
    self.cells = cells
  }

  /// A network of either space.
  public enum Candidate: Hashable, Sendable {
    case family(FamilyNetwork)
    case cells(DeepNetsNetwork)
  }

  public var ranksCosts: Bool { true }

  public func draw(using generator: inout some RandomNumberGenerator) -> Candidate {
    draw(costRank: Double.random(in: 0..<1, using: &generator), using: &generator)
  }

  public func draw(
    costRank: Double, using generator: inout some RandomNumberGenerator
  ) -> Candidate {
    generator.happens(0.5)
      ? .family(families.draw(costRank: costRank, using: &generator))
      : .cells(cells.draw(costRank: costRank, using: &generator))
  }

  public func architecture(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    switch candidate {
    case .family(let network):
      try families.architecture(of: network, classCount: classCount, name: name)
    case .cells(let network):
      try cells.architecture(of: network, classCount: classCount, name: name)
    }
  }

  public func family(of candidate: Candidate) -> String? {
    switch candidate {
    case .family(let network): families.family(of: network)
    case .cells(let network): cells.family(of: network)
    }
  }

  public func json(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    switch candidate {
    case .family(let network):
      try families.json(of: network, classCount: classCount, name: name)
    case .cells(let network):
      try cells.json(of: network, classCount: classCount, name: name)
    }
  }
}
