import Evaluation
import Training

/// How well networks do with each kind of parameters, all together and group by group.
struct AccuracySummaries {
  /// How well the networks of one group do with one kind of parameters.
  struct Summary {
    /// The list or split; `nil` for all networks.
    let group: String?
    let initialization: String
    let accuracy: AccuracySummary
  }

  /// A network with one kind of parameters: the list or split that it is one of, where its
  /// parameters come from, and the percentage of images that it classifies rightly.
  typealias Entry = (group: String?, initialization: String, top1: Double)

  /// A summary of each initialization over all networks.
  let overall: [Summary]
  /// A summary of each group and initialization, if there is more than one group.
  let byGroup: [Summary]
  private let count: Int

  init(_ entries: [Entry]) {
    let groups = entries.compactMap(\.group).withoutRepetitions
    let areSeveral = groups.count > 1 || entries.contains { $0.group == nil }
    overall = Self.summaries(of: entries, group: nil)
    byGroup = (areSeveral ? groups : []).flatMap { group in
      Self.summaries(of: entries.filter { $0.group == group }, group: group)
    }
    count = entries.count
  }

  private static func summaries(of entries: [Entry], group: String?) -> [Summary] {
    entries.map(\.initialization).withoutRepetitions.map { initialization in
      Summary(
        group: group, initialization: initialization,
        accuracy: AccuracySummary(
          entries.filter { $0.initialization == initialization }.map(\.top1)))
    }
  }

  /// A line for a person about each group and initialization; none where every summary would be of
  /// one network.
  var lines: [String] {
    let summaries = byGroup.isEmpty ? overall : byGroup
    return count > summaries.count ? summaries.map(\.line) : []
  }
}

extension AccuracySummaries.Summary {
  /// A line for a person.
  var line: String {
    (group.map { "\($0), " } ?? "")
      + "\(initialization): mean \(decimal(accuracy.mean, places: 1)) "
      + "± \(decimal(accuracy.standardError, places: 1)) %, "
      + "best \(decimal(accuracy.best, places: 1)) %"
  }

  /// The summary as a JSON object.
  var json: JSONValue {
    .object(
      (group.map { [("architectures", .string($0))] } ?? [])
        + [("init", .string(initialization))] + accuracy.jsonFields)
  }
}

extension AccuracySummary {
  /// The fields of a JSON object.
  var jsonFields: [(key: String, value: JSONValue)] {
    [
      ("mean", .number(mean, places: 2)),
      ("standardError", .number(standardError, places: 2)),
      ("best", .number(best, places: 2)),
    ]
  }
}

extension Sequence where Element: Hashable {
  /// The elements in the order in which they first occur.
  var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
