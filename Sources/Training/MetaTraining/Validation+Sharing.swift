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
  ///   - isStopped: whether somebody asks to stop; asked after each batch, from any thread.
  /// - Returns: what the accuracies of all networks sum up to, in their order; `nil` in all processes
  ///   where one of them was stopped.
  /// - Throws: ``TrainingError``.
  public func report(
    on ghn: GraphHyperNetwork, among group: any Communicator,
    until isStopped: @Sendable () -> Bool = { false }
  ) throws(TrainingError) -> AccuracySummary? {
    func indices(of rank: Int) -> [Int] { Array(stride(from: rank, to: count, by: group.size)) }
    let own: [Double]?
    do {
      own = try top1(of: indices(of: group.rank), on: ghn, until: isStopped)
    } catch {
      throw .network(error)
    }
    do {
      // One that was stopped sends nothing.
      let parts = try group.gather((own ?? []).flatMap(\.messageBytes))
      let wereStopped = parts.indices.contains { parts[$0].isEmpty && !indices(of: $0).isEmpty }
      guard !wereStopped else { return nil }
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
