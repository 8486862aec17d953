/// Which of several processes takes over which of a step's networks.
public struct StepShares: Hashable, Sendable {
  /// The process of each network, in the order of the networks.
  public let owners: [Int]

  /// Equal numbers of neighboring networks, for processes that know nothing of them.
  ///
  /// - Parameters:
  ///   - total: how many networks there are.
  ///   - count: how many processes.
  /// - Precondition: there is a process at least.
  public init(neighborsOf total: Int, among count: Int) {
    precondition(count > 0, "\(count) processes")
    owners = (0..<count).flatMap { process in
      Array(
        repeating: process, count: total * (process + 1) / count - total * process / count)
    }
  }

  /// Neighboring networks, of which the first follow the last, so that the most expensive share costs as
  /// little as it can.
  ///
  /// So the first process may have networks at both ends, and sums in the order of the networks pass each
  /// other process once.
  ///
  /// - Parameters:
  ///   - costs: what each network costs, in any unit, none of them negative.
  ///   - count: how many processes there are.
  /// - Precondition: there is a process at least.
  public init(costs: [Double], among count: Int) {
    precondition(count > 0, "\(count) processes")
    guard count > 1, costs.count > 1 else {
      owners = costs.map { _ in 0 }
      return
    }
    var best = Runs(of: costs, from: 0, among: count)
    var before = 0.0
    // Any share's worth of networks has a beginning among them: it need be looked for no further.
    for first in costs.indices.dropFirst() {
      before += costs[first - 1]
      guard before <= best.largest else { break }
      let runs = Runs(of: costs, from: first, among: count)
      if runs.largest < best.largest { best = runs }
    }
    owners = best.owners
  }

  /// The numbers of a process's networks, ascending.
  public func numbers(of process: Int) -> [Int] {
    owners.indices.filter { owners[$0] == process }
  }
}

/// Networks on a circle, cut into runs of neighbors.
private struct Runs {
  /// The cost of the most expensive run.
  let largest: Double
  private let costs: [Double]
  private let first: Int

  /// The runs, no more than so many, of which the most expensive is cheapest, where one begins with the
  /// network `first`.
  init(of costs: [Double], from first: Int, among count: Int) {
    self.costs = costs
    self.first = first
    let total = costs.reduce(0, +)
    // A run costs at least as much as its most expensive network, and as the mean of all runs.
    var (low, high) = (max(costs.max() ?? 0, total / Double(count)), total)
    // Halved until runs of the limit cost no more than a millionth too much.
    for _ in 0..<20 where low < high {
      let limit = low + (high - low) / 2
      if Runs.loads(of: costs, from: first, upTo: limit).count <= count {
        high = limit
      } else {
        low = limit
      }
    }
    largest = Runs.loads(of: costs, from: first, upTo: high).max() ?? 0
  }

  /// The run of each network: 0 is that of the network 0.
  var owners: [Int] {
    var owners = costs.map { _ in 0 }
    var (run, load) = (0, 0.0)
    for step in costs.indices {
      let number = (first + step) % costs.count
      if load + costs[number] > largest {
        run += 1
        load = 0
      }
      load += costs[number]
      owners[number] = run
    }
    let (zero, count) = (owners[0], run + 1)
    return owners.map { ($0 - zero + count) % count }
  }

  /// What runs cost that are as long as a limit lets them be, which is no less than any network.
  private static func loads(of costs: [Double], from first: Int, upTo limit: Double) -> [Double] {
    var loads = [0.0]
    for step in costs.indices {
      let cost = costs[(first + step) % costs.count]
      if loads[loads.count - 1] + cost > limit { loads.append(0) }
      loads[loads.count - 1] += cost
    }
    return loads
  }
}
