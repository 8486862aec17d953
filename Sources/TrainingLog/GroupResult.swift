/// How the networks of one family or split did since the log's entry before.
public struct GroupResult: Hashable, Sendable, Codable {
  /// The family's or split's name.
  public var name: String
  /// How many networks there were.
  public var networks: Int
  /// Their mean loss.
  public var loss: Double
  /// The percentage of rightly classified images.
  public var top1: Double

  /// Makes a result.
  public init(name: String, networks: Int, loss: Double, top1: Double) {
    self.name = name
    self.networks = networks
    self.loss = loss
    self.top1 = top1
  }

  /// The result of two together, which are of one group.
  package static func + (left: Self, right: Self) -> Self {
    let networks = left.networks + right.networks
    func mean(_ x: Double, _ y: Double) -> Double {
      (x * Double(left.networks) + y * Double(right.networks)) / Double(networks)
    }
    return GroupResult(
      name: left.name, networks: networks, loss: mean(left.loss, right.loss),
      top1: mean(left.top1, right.top1))
  }
}

extension [GroupResult] {
  /// The results of both, in alphabetical order, one for each group.
  package func adding(_ others: [GroupResult]) -> [GroupResult] {
    var byName: [String: GroupResult] = [:]
    for result in self + others {
      byName[result.name] = byName[result.name].map { $0 + result } ?? result
    }
    return byName.values.sorted { $0.name < $1.name }
  }
}
