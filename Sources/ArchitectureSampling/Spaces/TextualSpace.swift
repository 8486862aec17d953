public import ArchDAG

/// A space whose candidates are written as short texts, and read from them.
///
/// The text is one that `Architecture` reads by itself, so that what a search finds can be predicted,
/// evaluated and fine-tuned.
public protocol TextualSpace<Candidate>: ArchitectureSpace {
  /// What people call the space, such as `nas-bench-201`.
  static var name: String { get }

  /// Reads a candidate.
  ///
  /// - Throws: `ArchitectureError`, also where the text is a network of another space.
  func candidate(_ text: String) throws(ArchitectureError) -> Candidate

  /// The text from which the candidate can be read.
  func text(of candidate: Candidate) -> String

  /// Builds the network that a candidate stands for, changed as `options` wish.
  ///
  /// - Throws: `ArchitectureError`.
  func architecture(
    of candidate: Candidate, options: GenotypeOptions, name: String
  ) throws(ArchitectureError) -> Architecture
}

extension TextualSpace {
  public func architecture(
    of candidate: Candidate, classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    var options = GenotypeOptions()
    options.classCount = classCount
    return try architecture(of: candidate, options: options, name: name)
  }
}

/// The spaces of neural architecture search that commands know by name.
public enum NamedSpaces {
  /// All of them, in the order in which help lists them.
  public static let all: [any TextualSpace] = [
    NASBench201Space(), NASBench101Space(), DARTSSpace(), ENASSpace(), DeepNetsTextSpace(),
  ]

  /// The names of ``all``.
  public static var names: [String] { all.map { type(of: $0).name } }

  /// The space of this name; `nil` if there is none.
  public static func space(named name: String) -> (any TextualSpace)? {
    all.first { type(of: $0).name == name }
  }
}
