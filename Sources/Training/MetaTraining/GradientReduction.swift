import Distributed
import FoundationEssentials
import Optimization
import Tensors

/// How processes that share a step add up their gradients.
public enum GradientReduction: String, Sendable, CaseIterable {
  /// In the order of the networks: the same bits for any number of processes.
  case ordered
  /// In whatever order MPI finds fast: the bits depend on the number of processes.
  case fast
}

/// What a process tells the others of its part of a step, beside the gradients.
private struct ShareReport: Codable {
  struct Network: Codable {
    let number: Int
    let outcome: NetworkOutcome
    /// The names of its gradients.
    let names: [String]
  }

  let networks: [Network]
  let work: StepWork
  let multiplicationCount: Int
  let upcoming: [UpcomingCost]
}

extension StepGradients {
  /// Adds up what all processes found of a step; all are left with the same sum.
  ///
  /// - Parameters:
  ///   - group: the processes.
  ///   - shares: whose network is whose.
  ///   - reduction: in which order.
  ///   - parameters: tensors of the shapes that gradients have.
  /// - Returns: the sum of all gradients, and what became of all networks, in their order.
  /// - Throws: `DistributedError`.
  func summed(
    among group: any Communicator, shares: StepShares, by reduction: GradientReduction,
    shapedAs parameters: NamedTensors
  ) throws(DistributedError) -> StepSum {
    guard !group.isAlone else {
      return StepSum(
        gradient: gradientSum(networks.compactMap(\.gradient)), networks: networks.map(\.outcome),
        work: work, multiplicationCount: multiplicationCount, upcoming: upcoming)
    }
    let own = ShareReport(
      networks: networks.map {
        .init(number: $0.number, outcome: $0.outcome, names: $0.gradient?.names ?? [])
      }, work: work, multiplicationCount: multiplicationCount, upcoming: upcoming)
    let all = try reports(own, among: group)
    let reported = all.flatMap(\.networks).sorted { $0.number < $1.number }
    let layout = GradientLayout(names: reported.flatMap(\.names), shapedAs: parameters)
    func add(_ addends: Range<Int>, in range: Range<Int>, to sum: inout [Float]) {
      for network in networks where addends.contains(network.number) {
        if let gradient = network.gradient { layout.add(gradient, in: range, to: &sum) }
      }
    }
    var sum: [Float]
    switch reduction {
    case .ordered:
      sum = try group.orderedSum(count: layout.count, owners: shares.owners) {
        add($0, in: $1, to: &$2)
      }
    case .fast:
      sum = []
      add(shares.owners.indices, in: 0..<layout.count, to: &sum)
      if sum.isEmpty { sum = [Float](repeating: 0, count: layout.count) }
      sum = try group.fastSum(sum)
    }
    return StepSum(
      gradient: layout.tensors(of: sum), networks: reported.map(\.outcome),
      work: all.map(\.work).reduce(StepWork(), +),
      multiplicationCount: all.reduce(0) { $0 + $1.multiplicationCount },
      upcoming: all.flatMap(\.upcoming))
  }

  /// The reports of all processes, in the order of the ranks.
  private func reports(
    _ own: ShareReport, among group: any Communicator
  ) throws(DistributedError) -> [ShareReport] {
    guard let bytes = try? JSONEncoder().encode(own) else {
      preconditionFailure("a report of finite numbers and words cannot be written as JSON")
    }
    var reports: [ShareReport] = []
    for (rank, bytes) in try group.gather(Array(bytes)).enumerated() {
      guard let report = try? JSONDecoder().decode(ShareReport.self, from: Data(bytes)) else {
        throw .message(
          from: group.name(of: rank), expected: "a report of its networks",
          found: "\(bytes.count) bytes")
      }
      reports.append(report)
    }
    return reports
  }
}
