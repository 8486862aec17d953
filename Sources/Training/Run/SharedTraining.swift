public import Distributed
import GHN

/// The processes that share a training, and how they add up gradients.
public struct SharedTraining: Sendable {
  /// The processes.
  public let group: any Communicator
  /// How gradients are added up.
  public let reduction: GradientReduction

  /// States who shares a training; by default one process does all of it.
  public init(
    group: any Communicator = SingleProcess(), reduction: GradientReduction = .ordered
  ) {
    self.group = group
    self.reduction = reduction
  }

  /// What is done between two steps.
  struct Decision: Equatable {
    /// Whether a validation is due.
    var validates: Bool
    /// Whether a checkpoint is due.
    var writesCheckpoint: Bool
    /// Whether somebody asked to stop.
    var stops: Bool
  }

  /// Whether this process writes files and speaks.
  public var isFirst: Bool { group.rank == 0 }

  /// What all do: what rank 0 decides by its clock, and a stop whoever was asked for it.
  func agree(_ own: Decision) throws(DistributedError) -> Decision {
    let flags = [own.validates, own.writesCheckpoint, own.stops].map { UInt8($0 ? 1 : 0) }
    let all = try group.gather(flags)
    for (rank, flags) in all.enumerated() where flags.count != 3 {
      throw .message(
        from: group.name(of: rank), expected: "three flags", found: "\(flags.count) bytes")
    }
    return Decision(
      validates: all[0][0] == 1, writesCheckpoint: all[0][1] == 1,
      stops: all.contains { $0[2] == 1 })
  }

  /// The number of rank 0, for all.
  func common(_ number: Double) throws(DistributedError) -> Double {
    guard !group.isAlone else { return number }
    let bytes = try group.broadcast(number.messageBytes)
    guard let common = Double(messageBytes: bytes) else {
      throw .message(from: group.name(of: 0), expected: "a number", found: "\(bytes.count) bytes")
    }
    return common
  }

  /// Refuses to go on where processes have come to different hypernetworks, as where machines of
  /// different kinds round differently.
  func expectSame(_ trainer: MetaTrainer) throws(DistributedError) {
    guard !group.isAlone else { return }
    try group.expectSame(
      Int(truncatingIfNeeded: trainer.ghn.fingerprint) &+ trainer.progress.step, in: "parameters")
  }
}
