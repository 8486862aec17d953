import ArchDAG
import FoundationEssentials
package import JSONText

/// The scores of one architecture of a list.
public struct ScoredArchitecture: Sendable {
  /// Its index in the list.
  public let index: Int
  /// The architecture's text, or the path of its file.
  public let name: String
  /// The scores in the scorer's order, −∞ where the architecture cannot do what one asks of it; empty
  /// where it has none.
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

  /// Scores an architecture.
  ///
  /// What cannot be read, built or run is no error of the list: ``failure`` says why.
  init(
    at index: Int, of list: some CandidateList, by scorer: NetworkScorer,
    options: GenotypeOptions
  ) {
    let start = ContinuousClock.now
    var (name, scores) = ("", [Double]())
    var failure: String?
    do throws(SearchError) {
      name = try list.text(at: index)
      let network = try ListedNetwork(name, options: options)
      scores = try scorer(network.architecture, fixed: network.fixed)
    } catch {
      failure = error.reason(of: name)
    }
    self.init(
      index: index, name: name, scores: scores, failure: failure,
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// The same scores for another architecture of the same form, which took no time.
  func copied(to index: Int, named name: String) -> ScoredArchitecture {
    ScoredArchitecture(index: index, name: name, scores: scores, failure: failure)
  }
}

extension ScoredArchitecture {
  /// The entry as a line of JSON, its time in thousandths of a second.
  public func line(of scores: [Score]) -> String {
    "\(json(of: scores, seconds: .seconds(seconds)))"
  }

  /// The entry as JSON; without scores where it has none and `isShort`.
  package func json(
    of scores: [Score], seconds: JSONValue, isShort: Bool = false
  ) -> JSONValue {
    var fields: [(key: String, value: JSONValue)] = [
      ("index", .integer(index)), ("name", .string(name)),
    ]
    if let failure { fields.append(("error", .string(failure))) }
    if failure == nil || !isShort {
      let numbers = zip(scores, self.scores).map { ($0.rawValue, JSONValue.real($1)) }
      fields.append(("scores", .object(numbers)))
    }
    return .object(fields + [("seconds", seconds)])
  }

  /// What JSON says of an entry.
  private struct Fields: Decodable {
    let index: Int
    let name: String
    /// `null` where the architecture cannot do what a score asks of it.
    let scores: [String: Double?]
    let error: String?
    let seconds: Double
  }

  /// Reads a line; `nil` for what is none.
  ///
  /// A score that the line does not have is −∞.
  init?(line: some Sequence<UInt8>, of scores: [Score]) {
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line)) else { return nil }
    self.init(
      index: fields.index, name: fields.name,
      scores: fields.error == nil
        ? scores.map { fields.scores[$0.rawValue].flatMap(\.self) ?? -.infinity } : [],
      failure: fields.error, seconds: fields.seconds)
  }
}
