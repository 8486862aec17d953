import Concurrency
import Evaluation
import GHN
import NetworkExecution
import Synchronization
import Tensors
import Testing
import TinyNetworks

@Suite struct AccuracyTests {
  @Test("does not depend on the number of threads, and counts every image once")
  func threads() throws {
    let ghn = tinyGHN()
    let architecture = try tinyNetworks()[0]
    let network = try ExecutableNetwork(architecture)
    let parameters = try ghn.predictParameters(for: architecture).parameters
    let data = tinyImages(count: 50)
    let one = try Accuracy(of: network, parameters: parameters, on: data, batchSize: 8)
    let two = try withThreads(2) {
      try Accuracy(of: network, parameters: parameters, on: data, batchSize: 8)
    }
    #expect(one == two)
    #expect(one.count == 50)
    let few = try Accuracy(of: network, parameters: parameters, on: data, limit: 10)
    #expect(few.count == 10)
    #expect(few.top1 == 10 * Double(few.correct))
  }

  @Test(
    "tells how many images are classified, and ends where nobody wants more", arguments: [1, 3])
  func reports(threads: Int) throws {
    let architecture = try tinyNetworks()[0]
    let network = try ExecutableNetwork(architecture)
    let parameters = try tinyGHN().predictParameters(for: architecture).parameters
    let data = tinyImages(count: 50)
    let seen = Mutex<[Int]>([])
    let found = try withThreads(threads) {
      try Accuracy(of: network, parameters: parameters, on: data, batchSize: 10) { count in
        seen.withLock {
          $0.append(count)
          return $0.count < 2
        }
      }
    }
    #expect(seen.withLock { $0 } == [10, 20])
    // Threads end the batches that they have begun.
    #expect((20...20 + 10 * (threads - 1)).contains(found.count))
    if threads == 1 {
      #expect(
        try Accuracy(
          of: network, parameters: parameters, on: data, limit: 20, batchSize: 10) == found)
    }
  }

  @Test func knowsTheImagesByAClassThatIsAlwaysRight() throws {
    // With a class layer of zeros the bias alone decides.
    let architecture = try tinyNetworks()[0]
    var parameters = try tinyGHN().predictParameters(for: architecture).parameters
    let names = Array(parameters.names.suffix(2))
    for name in names {
      let shape = try #require(parameters[name]).shape
      parameters[name] =
        shape.rank == 1
        ? Tensor(shape: shape, scalars: [0, 0, 1]) : Tensor(zeros: shape)
    }
    let evaluation = try Accuracy(
      of: try ExecutableNetwork(architecture), parameters: parameters, on: tinyImages(count: 48))
    #expect(evaluation.correct == 16)
  }
}
