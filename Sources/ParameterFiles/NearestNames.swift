/// How the names in a file come nearest to those of a network, where they do not agree: the parameters
/// stand under another submodule.
public struct NearestNames: Hashable, Sendable {
  /// What stands before the names in the file; empty, or with a dot at its end.
  public let inFile: String
  /// What stands before the names of the network instead; likewise.
  public let inNetwork: String
  /// How many of the network's names the file has so.
  public let count: Int
  /// How many names the network has.
  public let wantedCount: Int

  /// Finds the pair of beginnings with which the file has most of the names; `nil` where it has as many as
  /// they are, or none.
  ///
  /// - Parameters:
  ///   - names: the names in the file.
  ///   - wanted: those of the network.
  package init?(_ names: some Sequence<String>, to wanted: [String]) {
    // What the network has before each end of a name that has a dot of its own.
    var beginnings: [Substring: [Substring]] = [:]
    for name in wanted {
      for end in name.pathEnds { beginnings[end, default: []].append(name.dropLast(end.count)) }
    }
    let known = Set(wanted)
    var counts: [Pair: Int] = [:]
    for name in names {
      if known.contains(name) {
        counts[Pair(inFile: "", inNetwork: ""), default: 0] += 1
        continue
      }
      // The longest end that some name has; one that many have, such as 0.weight, tells nothing.
      guard let end = name.pathEnds.first(where: { beginnings[$0] != nil }),
        let others = beginnings[end], others.count <= Self.mostAlike
      else { continue }
      for other in others {
        counts[Pair(inFile: name.dropLast(end.count), inNetwork: other), default: 0] += 1
      }
    }
    guard
      let (pair, count) = counts.max(by: { ($0.value, $1.key.length) < ($1.value, $0.key.length) }),
      pair.length > 0
    else { return nil }
    (inFile, inNetwork) = (String(pair.inFile), String(pair.inNetwork))
    (self.count, wantedCount) = (count, wanted.count)
  }

  private struct Pair: Hashable {
    let inFile: Substring
    let inNetwork: Substring

    var length: Int { inFile.count + inNetwork.count }
  }

  private static let mostAlike = 64
}

extension String {
  /// The name, and what stands behind each of its dots, as long as that has a dot itself; the longest
  /// first.
  fileprivate var pathEnds: [Substring] {
    var ends: [Substring] = []
    var rest = self[...]
    while let dot = rest.firstIndex(of: ".") {
      ends.append(rest)
      rest = rest[rest.index(after: dot)...]
    }
    return ends
  }
}
