public import ArchDAG
import Concurrency
import FileBytes

/// The architectures of a table and their scores, computed in pieces by several threads.
public struct ScoredList: Sendable {
  /// One architecture's scores.
  public struct Entry: Sendable {
    /// The place in the list.
    public let index: Int
    /// The architecture's text, or the path of its file.
    public let name: String
    /// The scores in the scorer's order; empty where the architecture has none.
    public let scores: [Double]
    /// Why the architecture has no scores.
    public let failure: String?
    /// How long it took.
    public let seconds: Double

    /// Makes an entry.
    public init(
      index: Int, name: String, scores: [Double], failure: String? = nil, seconds: Double = 0
    ) {
      self.index = index
      self.name = name
      self.scores = scores
      self.failure = failure
      self.seconds = seconds
    }
  }

  /// Computes scores of some architectures of a list.
  ///
  /// What cannot be built or run is no error of the list: its entry says why.
  ///
  /// - Parameters:
  ///   - indices: their places.
  ///   - texts: answers the text at a place, or the path of a file.
  ///   - scorer: computes them.
  ///   - options: the wishes that shape the networks of genotypes and cells.
  /// - Returns: an entry for each, in their order.
  /// - Throws: ``SearchError`` where the list cannot be read.
  public static func entries(
    at indices: some RandomAccessCollection<Int> & Sendable,
    texts: @Sendable (Int) throws(SearchError) -> String, by scorer: NetworkScorer,
    options: GenotypeOptions
  ) throws(SearchError) -> [Entry] {
    let indices = Array(indices)
    return try concurrentMap(count: indices.count) {
      (place) throws(SearchError) in
      let start = ContinuousClock.now
      let name = try texts(indices[place])
      func entry(_ scores: [Double], _ failure: String?) -> Entry {
        Entry(
          index: indices[place], name: name, scores: scores, failure: failure,
          seconds: (ContinuousClock.now - start) / .seconds(1))
      }
      do throws(SearchError) {
        return entry(try scorer(try Self.architecture(name, options)), nil)
      } catch {
        return entry([], "\(error)")
      }
    }
  }

  /// Reads an architecture from a text, or from the file whose path it is.
  ///
  /// - Throws: ``SearchError``.
  public static func architecture(
    _ text: String, _ options: GenotypeOptions
  ) throws(SearchError) -> Architecture {
    if Architecture.isText(text) {
      do {
        return try CandidateText(text).architecture(options: options, name: "architecture")
      } catch {
        throw .architecture(name: String(text.prefix(120)), error)
      }
    }
    let file: MappedFile
    do {
      file = try MappedFile(path: text)
    } catch {
      throw .file(error)
    }
    do {
      return try Architecture(contentsOf: file, options: options)
    } catch {
      throw .architecture(name: text, error)
    }
  }
}
