import Distributed
import ProcessThreads
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct HandOutTests {
  private final class Counter: Sendable {
    let count = Mutex(0)
  }

  @Test("every piece is done once, whoever does it", arguments: [1, 2, 4], [1, 3])
  func pieces(size: Int, threads: Int) throws {
    let found = try resultsOfProcesses(size) { process in
      var work = HandOut<Never>(
        among: process, pieces: Array(0..<50), threads: threads,
        work: { piece in
          // Some pieces take longer than others.
          usleep(piece % 10 == 0 ? 5000 : 100)
          return [UInt8(piece), UInt8(process.rank)]
        })
      var results: [[UInt8]] = []
      while let (piece, result) = try work.next() {
        #expect(Int(result[0]) == piece)
        results.append(result)
      }
      return results
    }
    #expect(found[0].map { $0[0] }.sorted() == (0..<50).map { UInt8($0) })
    #expect(found.dropFirst().allSatisfy { $0.isEmpty })
  }

  @Test("who is held up by a piece leaves the rest to others")
  func balance() throws {
    let done = Counter()
    let found = try resultsOfProcesses(2) { process in
      var work = HandOut<Never>(
        among: process, pieces: Array(0..<40), threads: 1,
        work: { _ in
          if process.rank == 1 {
            done.count.withLock { $0 += 1 }
          } else {
            while done.count.withLock({ $0 < 39 }) { usleep(100) }
          }
          return [UInt8(process.rank)]
        })
      var results: [UInt8] = []
      while let (_, result) = try work.next() { results += result }
      return results
    }
    #expect(found[0].count { $0 == 1 } == 39)
  }

  @Test("results come in the order of the pieces for whoever wants it", arguments: [1, 3])
  func order(size: Int) throws {
    let found = try resultsOfProcesses(size) { process in
      var work = HandOut<Never>(
        among: process, pieces: [5, 3, 9, 1, 7], threads: 2,
        work: { piece in
          usleep(piece == 5 ? 5000 : 100)
          return [UInt8(piece)]
        })
      var pieces: [Int] = []
      while let (piece, result) = try work.nextInOrder() {
        #expect(result == [UInt8(piece)])
        pieces.append(piece)
      }
      return pieces
    }
    #expect(found[0] == [5, 3, 9, 1, 7])
  }

  @Test(
    "a work that is canceled hands out nothing more, and what was begun still comes",
    arguments: [1, 3])
  func cancellation(size: Int) throws {
    let done = Counter()
    let found = try resultsOfProcesses(size) { process in
      var work = HandOut<Never>(
        among: process, pieces: Array(0..<1000), threads: 2,
        work: { piece in
          done.count.withLock { $0 += 1 }
          usleep(1000)
          return [1]
        })
      var count = 0
      while try work.next() != nil {
        count += 1
        if count == 5 { work.cancel() }
      }
      return count
    }
    #expect(found[0] == done.count.withLock { $0 })
    #expect((5..<100).contains(found[0]))
  }

  @Test("a piece that cannot be done is named by the process that tried")
  func failure() throws {
    struct Refusal: Error {}
    var work = HandOut(
      among: SingleProcess(), pieces: [4, 5], threads: 1,
      work: { (piece) throws(Refusal) in
        if piece == 5 { throw Refusal() }
        return []
      })
    #expect(try work.next()?.piece == 4)
    do throws(HandOutError<Refusal>) {
      _ = try work.next()
      Issue.record("nothing was thrown")
    } catch {
      guard case .work(5, _) = error else {
        Issue.record("found \(error)")
        return
      }
    }
  }
}
