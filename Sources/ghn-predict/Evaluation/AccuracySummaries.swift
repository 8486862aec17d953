import Training

/// How well networks do with each kind of parameters, all together and group by group.
struct AccuracySummaries {
  /// How well the networks of one group do with one kind of parameters.
  struct Summary {
    /// The list or split; `nil` for all networks.
    let group: String?
    let initialization: NetworkInitialization
    let accuracy: AccuracySummary
  }

  /// A network with one kind of parameters: the list or split that it is one of, where its
  /// parameters come from, and the percentage of images that it classifies rightly.
  typealias Entry = (group: String?, initialization: NetworkInitialization, top1: Double)

  private let entries: [Entry]

  init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// A summary of each initialization over all networks.
  var overall: [Summary] { summaries(of: entries, group: nil) }

  /// A summary of each group and initialization, if there is more than one group.
  var byGroup: [Summary] {
    let groups = entries.compactMap(\.group).withoutRepetitions
    guard groups.count > 1 || entries.contains(where: { $0.group == nil }) else { return [] }
    return groups.flatMap { group in
      summaries(of: entries.filter { $0.group == group }, group: group)
    }
  }

  private func summaries(of entries: [Entry], group: String?) -> [Summary] {
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
    let groups = byGroup
    let summaries = groups.isEmpty ? overall : groups
    return entries.count > summaries.count ? summaries.map(\.line) : []
  }
}

extension AccuracySummaries.Summary {
  fileprivate var line: String {
    (group.map { "\($0), " } ?? "")
      + "\(initialization.rawValue): mean \(decimal(accuracy.mean, places: 1)) "
      + "± \(decimal(accuracy.standardError, places: 1)) %, "
      + "best \(decimal(accuracy.best, places: 1)) %"
  }

  /// The summary as a JSON object.
  var json: JSONValue {
    .object(
      (group.map { [("architectures", .string($0))] } ?? [])
        + [("init", .string(initialization.rawValue))] + accuracy.jsonFields)
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
