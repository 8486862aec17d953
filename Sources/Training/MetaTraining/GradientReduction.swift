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
  let networks: [NetworkOutcome]
  /// The names of its gradients, in the order of their first appearance.
  let names: [String]
  let work: StepWork
  let multiplicationCount: Int
}

extension StepGradients {
  /// Adds up what all processes found of a step; all are left with the same sum.
  ///
  /// - Parameters:
  ///   - group: the processes.
  ///   - reduction: in which order.
  ///   - parameters: tensors of the shapes that gradients have.
  /// - Returns: the sum of all gradients, and what became of all networks, in their order.
  /// - Throws: `DistributedError`.
  func summed(
    among group: any Communicator, by reduction: GradientReduction,
    shapedAs parameters: NamedTensors
  ) throws(DistributedError) -> StepSum {
    guard !group.isAlone else {
      return StepSum(
        gradient: gradientSum(gradients), networks: networks, work: work,
        multiplicationCount: multiplicationCount)
    }
    let own = ShareReport(
      networks: networks, names: gradients.namesOfAll, work: work,
      multiplicationCount: multiplicationCount)
    let all = try reports(own, among: group)
    let layout = GradientLayout(names: all.flatMap(\.names), shapedAs: parameters)
    var sum: [Float]
    switch reduction {
    case .ordered:
      sum = try group.orderedSum(count: layout.count) { range, sum in
        for gradient in gradients { layout.add(gradient, in: range, to: &sum) }
      }
    case .fast:
      sum = []
      for gradient in gradients { layout.add(gradient, in: 0..<layout.count, to: &sum) }
      if sum.isEmpty { sum = [Float](repeating: 0, count: layout.count) }
      sum = try group.fastSum(sum)
    }
    return StepSum(
      gradient: layout.tensors(of: sum), networks: all.flatMap(\.networks),
      work: all.map(\.work).reduce(StepWork(), +),
      multiplicationCount: all.reduce(0) { $0 + $1.multiplicationCount })
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
