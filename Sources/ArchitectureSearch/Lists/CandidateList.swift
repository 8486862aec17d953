public import ArchDAG
import Randomness

/// Architectures in an order, each a text that `Architecture` reads, or the path of a file.
public protocol CandidateList: Sendable {
  /// How many architectures there are.
  var count: Int { get }
  /// What a ``ScoreFile`` calls the list, by which it tells the list from others.
  var title: String { get }
  /// A number that differs, most probably, from that of a list of other architectures.
  var fingerprint: UInt64 { get }

  /// The text of an architecture, or the path of its file.
  ///
  /// - Precondition: the index is at least 0 and less than `count`.
  /// - Throws: ``SearchError``, naming the line of a file.
  func text(at index: Int) throws(SearchError) -> String

  /// Where an architecture stands, such as `line 4`; `nil` where its index says all.
  ///
  /// - Precondition: the index is at least 0 and less than `count`.
  func lineName(at index: Int) -> String?
}

extension CandidateList {
  /// Nothing that its index does not say.
  public func lineName(at index: Int) -> String? { nil }

  /// A hash of the texts.
  public var fingerprint: UInt64 {
    (0..<count).reduce(fnv1a(EmptyCollection<UInt8>())) { hash, index in
      fnv1a(Array(((try? text(at: index)) ?? "").utf8) + [0], continuing: hash)
    }
  }
}

extension ArchitectureTable: CandidateList {
  public var title: String { path }
}

/// Texts in memory are a list.
extension Array: CandidateList where Element == String {
  /// How many texts, and a hash of them.
  public var title: String {
    let hash = reduce(fnv1a(EmptyCollection<UInt8>())) {
      fnv1a(Array<UInt8>($1.utf8) + [0], continuing: $0)
    }
    return "\(count) texts \(String(hash, radix: 16))"
  }

  public func text(at index: Int) -> String { self[index] }
}

extension Architecture {
  /// Reads what a list has: a text, or the file whose path it is.
  ///
  /// - Parameters:
  ///   - entry: the text or path.
  ///   - options: the wishes that shape the networks of genotypes and cells.
  /// - Throws: ``SearchError``, naming the architecture.
  public init(listed entry: String, options: GenotypeOptions) throws(SearchError) {
    self = try ListedNetwork(entry, options: options).architecture
  }
}
