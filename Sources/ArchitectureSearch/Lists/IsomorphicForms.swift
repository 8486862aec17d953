import ArchDAG
import ArchitectureSampling

/// Tells architectures that compute the same, so that each form is scored once.
public struct IsomorphicForms: Sendable {
  private let small = NASBench201Space()
  private let large = NASBench101Space()

  /// Knows the forms of cells of NAS-Bench-201 and NAS-Bench-101.
  public init() {}

  /// The text of an architecture's representative: of a cell that of all isomorphic ones, of any other
  /// architecture the text itself.
  public func form(of text: String) -> String {
    guard Architecture.isText(text), let candidate = try? CandidateText(text) else { return text }
    if let cell = try? candidate.nasBench201() { return small.canonicalForm(of: cell).description }
    if let cell = try? candidate.nasBench101() {
      return large.text(of: large.canonicalForm(of: cell))
    }
    return text
  }
}
