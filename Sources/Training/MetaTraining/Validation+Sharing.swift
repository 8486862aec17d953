public import Distributed
public import Evaluation
public import GHN

extension Validation {
  /// How well the networks do with the parameters that a hypernetwork predicts, where several
  /// processes share them.
  ///
  /// - Parameters:
  ///   - ghn: the hypernetwork, the same everywhere.
  ///   - group: the processes; each takes every n-th network.
  /// - Returns: what the accuracies of all networks sum up to, in their order.
  /// - Throws: ``TrainingError``.
  public func report(
    on ghn: GraphHyperNetwork, among group: any Communicator
  ) throws(TrainingError) -> AccuracySummary {
    let indices = Array(stride(from: group.rank, to: count, by: group.size))
    let own: [Double]
    do {
      own = try top1(of: indices, on: ghn)
    } catch {
      throw .network(error)
    }
    do {
      let parts = try group.gather(own.flatMap(\.messageBytes))
      let accuracies = try (0..<count).map { (index) throws(DistributedError) in
        let (rank, start) = (index % group.size, index / group.size * 8)
        guard let top1 = Double(messageBytes: parts[rank].dropFirst(start)) else {
          throw .message(
            from: group.name(of: rank), expected: "the accuracies of its networks",
            found: "\(parts[rank].count) bytes")
        }
        return top1
      }
      return AccuracySummary(accuracies)
    } catch {
      throw .processes(error)
    }
  }
}
