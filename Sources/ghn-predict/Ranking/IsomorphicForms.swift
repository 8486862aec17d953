import ArchDAG
import ArchitectureSampling

/// Tells architectures that compute the same, so that each form is scored once.
struct IsomorphicForms {
  private let small = NASBench201Space()
  private let large = NASBench101Space()

  /// The text of an architecture's representative: of cells of NAS-Bench-201 and NAS-Bench-101 that
  /// of all isomorphic ones, of any other the text itself.
  func form(of text: String) -> String {
    guard Architecture.isText(text), let candidate = try? CandidateText(text) else { return text }
    if let cell = try? candidate.nasBench201() { return small.canonicalForm(of: cell).description }
    if let cell = try? candidate.nasBench101() {
      return large.text(of: large.canonicalForm(of: cell))
    }
    return text
  }
}
