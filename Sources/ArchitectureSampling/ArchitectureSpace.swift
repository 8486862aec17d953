public import ArchDAG

/// A set of networks with a distribution over it: what a search or a training draws from.
///
/// A *candidate* is a network as the space describes it, such as a cell's genotype; it is small, and
/// becomes an architecture when it is asked for. Only a draw and the building are required:
///
/// ```swift
/// var generator = SplitMix64(seed: 1)
/// let space = DeepNetsSpace.small
/// let candidate = space.draw(using: &generator)
/// let architecture = try space.architecture(of: candidate, classCount: 10, name: "drawn")
/// ```
///
/// Generators are those of the standard library's protocol; the same generator draws the same
/// candidate on every machine.
public protocol ArchitectureSpace<Candidate>: Sendable {
  /// A network as the space describes it.
  associatedtype Candidate: Hashable & Sendable

  /// Draws a candidate from the space's distribution.
  func draw(using generator: inout some RandomNumberGenerator) -> Candidate

  /// Draws a candidate of a given rank in cost.
  ///
  /// Where `costRank` is uniform in 0..<1, candidates follow the space's distribution. Ranks that are
  /// spread evenly over a step's networks make steps equally heavy.
  ///
  /// - Parameters:
  ///   - costRank: which part of the candidates is cheaper, from 0 to 1; spaces that cannot tell the
  ///     cost of a candidate before it is built skip it, as the default does.
  ///   - generator: the source of everything else that is random.
  /// - Returns: a candidate.
  func draw(costRank: Double, using generator: inout some RandomNumberGenerator) -> Candidate

  /// Whether ``draw(costRank:using:)`` heeds the rank; by default it does not.
  var ranksCosts: Bool { get }

  /// Builds the network that a candidate stands for.
  ///
  /// - Parameters:
  ///   - candidate: a candidate of this space.
  ///   - classCount: how many classes the network tells apart.
  ///   - name: what the network is called.
  /// - Returns: the network.
  /// - Throws: `ArchitectureError` where the description is not that of a network; never for a
  ///   candidate that this space drew.
  func architecture(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture

  /// What groups of networks are reported under, such as a family's name; `nil` for none.
  func family(of candidate: Candidate) -> String?

  /// The candidate as one line of JSON that `Architecture` reads.
  ///
  /// The default is the whole architecture; a space whose candidates have a shorter description that
  /// a reader knows writes that.
  func json(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> String

  /// How many candidates there are, where they can be enumerated; `nil`, the default, otherwise.
  var candidateCount: Int? { get }

  /// The candidate of a number below ``candidateCount``; `nil` for every other number.
  func candidate(at number: Int) -> Candidate?

  /// A neighbor of a candidate: itself but for one small change.
  ///
  /// The default draws another candidate, which is a neighbor only in that it is of the space.
  func mutation(
    of candidate: Candidate, using generator: inout some RandomNumberGenerator
  ) -> Candidate

  /// The representative of the candidates that compute the same function in the same way, such as
  /// isomorphic cells; by default each candidate is its own.
  func canonicalForm(of candidate: Candidate) -> Candidate
}

extension ArchitectureSpace {
  public func draw(
    costRank: Double, using generator: inout some RandomNumberGenerator
  ) -> Candidate {
    draw(using: &generator)
  }

  public var ranksCosts: Bool { false }

  public func family(of candidate: Candidate) -> String? { nil }

  public func json(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> String {
    let architecture = try architecture(of: candidate, classCount: classCount, name: name)
    return String(decoding: try architecture.json(), as: UTF8.self)
  }

  public var candidateCount: Int? { nil }

  public func candidate(at number: Int) -> Candidate? { nil }

  public func mutation(
    of candidate: Candidate, using generator: inout some RandomNumberGenerator
  ) -> Candidate {
    draw(using: &generator)
  }

  public func canonicalForm(of candidate: Candidate) -> Candidate { candidate }
}
