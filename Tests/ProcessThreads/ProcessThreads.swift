import Dispatch
package import Distributed
import Foundation
import Synchronization

/// Processes that are only threads of this one, and send each other arrays: what groups do is tested
/// with them where there is no MPI.
package final class ThreadProcess: Communicator {
  package let rank: Int
  package let hosts: [String]
  package let patience: Patience
  private let letters: Letters

  /// What was sent and not taken.
  final class Letters: Sendable {
    let size: Int
    /// By the rank of the receiver.
    let boxes: Mutex<[[Message]]>

    init(size: Int) {
      self.size = size
      boxes = Mutex(Array(repeating: [], count: size))
    }
  }

  init(rank: Int, letters: Letters, patience: Patience) {
    self.rank = rank
    self.letters = letters
    self.patience = patience
    hosts = (0..<letters.size).map { "thread\($0)" }
  }

  package var size: Int { letters.size }

  package func send(_ bytes: [UInt8], to peer: Int) {
    letters.boxes.withLock { $0[peer].append(Message(sender: rank, bytes: bytes)) }
  }

  package func arrived(from peer: Int?) -> Message? {
    letters.boxes.withLock { boxes in
      boxes[rank].firstIndex { peer == nil || $0.sender == peer }
        .map { boxes[rank].remove(at: $0) }
    }
  }

  package func fastSum(_ values: [Float]) throws(DistributedError) -> [Float] {
    try orderedSum(count: values.count, owners: Array(0..<size)) { _, range, sum in
      sum = sum.isEmpty ? Array(values[range]) : zip(sum, values[range]).map { $0 + $1 }
    }
  }

  package func leave() throws(DistributedError) { try barrier() }

  package func abort(status: Int32) {}
}

/// What each of some processes makes, by its rank.
package func resultsOfProcesses<Result: Sendable>(
  _ size: Int, patience: Patience = Patience(limit: .seconds(60)),
  _ body: @escaping @Sendable (ThreadProcess) throws -> Result
) throws -> [Result] {
  let letters = ThreadProcess.Letters(size: size)
  let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
  let threads = (0..<size).map { rank in
    Thread {
      let process = ThreadProcess(rank: rank, letters: letters, patience: patience)
      let result = Swift.Result { try body(process) }
      results.withLock { $0[rank] = result }
    }
  }
  for thread in threads { thread.start() }
  while results.withLock({ $0.count < size }) { usleep(1000) }
  let all = results.withLock { $0 }
  return try (0..<size).compactMap { try all[$0]?.get() }
}
