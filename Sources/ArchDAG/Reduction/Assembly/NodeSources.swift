/// Per value of an architecture, its *sources*: the nodes of the graph whose outputs it carries, each
/// once.
struct NodeSources {
  private var nodes: [[Int]]

  /// No value carries anything yet.
  init(valueCount: Int) {
    nodes = Array(repeating: [], count: valueCount)
  }

  /// The nodes whose outputs a value carries.
  subscript(value: ValueID) -> [Int] {
    get { nodes[value.index] }
    set { nodes[value.index] = newValue }
  }

  /// The nodes whose outputs any of some values carries, in the order of their first mention.
  func union(of values: [ValueID]) -> [Int] {
    var common: [Int] = []
    for value in values where !nodes[value.index].isEmpty {
      if common.isEmpty {
        common = nodes[value.index]
      } else if common != nodes[value.index] {
        return Self.distinct(values.flatMap { nodes[$0.index] })
      }
    }
    return common
  }

  /// Nodes in the order of their first mention, each once.
  static func distinct(_ nodes: [Int]) -> [Int] {
    var distinct: [Int] = []
    var seen: Set<Int> = []
    for node in nodes {
      if distinct.count < shortList {
        if !distinct.contains(node) { distinct.append(node) }
        if distinct.count == shortList { seen = Set(distinct) }
      } else if seen.insert(node).inserted {
        distinct.append(node)
      }
    }
    return distinct
  }

  /// A list of so few nodes is looked through faster than it is hashed.
  private static let shortList = 16
}
