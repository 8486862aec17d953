/// The text of a network of one space, before the network is built.
public struct CandidateText: Sendable {
  private let description: ArchitectureDescription

  /// Reads a text that describes one network.
  ///
  /// - Throws: ``ArchitectureError``.
  public init(_ text: String) throws(ArchitectureError) {
    let found = try ArchitectureDescriptions(bytes: Array(text.utf8))
    guard !found.isList else {
      throw .list(location: "text", count: found.count)
    }
    description = try found.description(at: 0)
  }

  /// Builds the network, whatever space it is of.
  ///
  /// - Throws: ``ArchitectureError``.
  public func architecture(
    options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture {
    try description.architecture(options, name: name)
  }

  /// The cell of NAS-Bench-201.
  ///
  /// - Throws: ``ArchitectureError`` where the text is another network.
  public func nasBench201() throws(ArchitectureError) -> NASBench201Cell {
    guard case .nasBench201(let cell) = description else { throw other("a NAS-Bench-201 cell") }
    return cell
  }

  /// The cell of NAS-Bench-101.
  ///
  /// - Throws: ``ArchitectureError`` where the text is another network.
  public func nasBench101() throws(ArchitectureError) -> NASBench101Cell {
    guard case .nasBench101(let cell) = description else { throw other("a NAS-Bench-101 cell") }
    return cell
  }

  /// The network of ENAS.
  ///
  /// - Throws: ``ArchitectureError`` where the text is another network.
  public func enas() throws(ArchitectureError) -> ENASNetwork {
    guard case .enas(let network) = description else { throw other("ENAS rows") }
    return network
  }

  /// The genotype alone, of a network that says nothing else or says it beside.
  ///
  /// - Throws: ``ArchitectureError`` where the text is another network.
  public func genotype() throws(ArchitectureError) -> Genotype { try deepNets().genotype }

  /// The network of DeepNets-1M, or of DARTS.
  ///
  /// - Throws: ``ArchitectureError`` where the text is another network.
  public func deepNets() throws(ArchitectureError) -> DeepNetsNetwork {
    guard case .deepNets(let network) = description else { throw other("a genotype") }
    return network
  }

  private func other(_ expected: String) -> ArchitectureError {
    let found =
      switch description {
      case .complete: "architecture JSON"
      case .deepNets: "a genotype"
      case .nasBench101: "a NAS-Bench-101 cell"
      case .nasBench201: "a NAS-Bench-201 cell"
      case .enas: "ENAS rows"
      }
    return .malformed(location: "text", expected: expected, found: found)
  }
}
