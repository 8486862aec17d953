/// How well networks do with each kind of parameters, all together and group by group.
public struct AccuracySummaries: Hashable, Sendable {
  /// How well the networks of one group do with one kind of parameters.
  public struct Summary: Hashable, Sendable {
    /// The list or split; `nil` for all networks.
    public let group: String?
    /// Where their parameters come from.
    public let initialization: String
    /// Mean, standard error and best.
    public let accuracy: AccuracySummary
  }

  /// A network with one kind of parameters: the list or split that it is one of, where its
  /// parameters come from, and the percentage of images that it classifies rightly.
  public typealias Entry = (group: String?, initialization: String, top1: Double)

  /// A summary of each initialization over all networks.
  public let overall: [Summary]
  /// A summary of each group and initialization, if there is more than one group.
  public let byGroup: [Summary]
  /// How many networks with parameters of one kind there are.
  public let count: Int

  /// Sums up what is known of networks.
  public init(_ entries: [Entry]) {
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
}

extension Sequence where Element: Hashable {
  /// The elements in the order in which they first occur.
  package var withoutRepetitions: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
