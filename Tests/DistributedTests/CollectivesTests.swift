import Distributed
import ProcessThreads
import Testing

@Suite struct CollectivesTests {
  @Test("everybody has the bytes of the one that had them", arguments: [1, 2, 3, 5, 8])
  func broadcast(size: Int) throws {
    for root in 0..<size {
      let results = try resultsOfProcesses(size) { process in
        try process.broadcast(process.rank == root ? [7, UInt8(root)] : [], from: root)
      }
      #expect(results == Array(repeating: [7, UInt8(root)], count: size))
    }
  }

  @Test("everybody has everybody's bytes, in the order of the ranks", arguments: [1, 2, 5])
  func gather(size: Int) throws {
    let parts = (0..<size).map { [UInt8](repeating: UInt8($0), count: $0) }
    let results = try resultsOfProcesses(size) { process in
      try process.gather(parts[process.rank])
    }
    #expect(results == Array(repeating: parts, count: size))
  }

  @Test("a barrier names the process that does not come, and does not wait for it longer")
  func barrier() throws {
    let errors = try resultsOfProcesses(3) { process -> DistributedError? in
      guard process.rank != 2 else { return nil }
      do throws(DistributedError) {
        try process.barrier(timeout: .milliseconds(200))
        return nil
      } catch {
        return error
      }
    }
    guard case .silence(let name, _)? = errors[0] else {
      Issue.record("found \(String(describing: errors[0]))")
      return
    }
    #expect(name == "rank 2 of 3 on thread2")
  }

  @Test("whoever is asked to stop does not wait for others that are gone")
  func stopping() throws {
    let patience = Patience(
      limit: .seconds(1000), afterStop: .milliseconds(50), isStopping: { true })
    #expect(throws: DistributedError.self) {
      _ = try resultsOfProcesses(2, patience: patience) { process in
        process.rank == 0 ? try process.receive(from: 1) : []
      }
    }
  }

  @Test("processes that hold different numbers do not go on")
  func difference() throws {
    _ = try resultsOfProcesses(3) { try $0.expectSame(5, in: "parameters") }
    #expect(
      throws: DistributedError.difference(
        between: "rank 0 of 3 on thread0", and: "rank 1 of 3 on thread1", in: "parameters")
    ) {
      _ = try resultsOfProcesses(3) { try $0.expectSame($0.rank == 1 ? 6 : 5, in: "parameters") }
    }
  }
}
