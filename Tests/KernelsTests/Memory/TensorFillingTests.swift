import Concurrency
import Kernels
import Tensors
import Testing

@Suite struct TensorFillingTests {
  @Test("every scalar of every tensor is filled, whatever the threads", arguments: [1, 2, 5])
  func fills(threads: Int) {
    let shapes: [Shape] = [[3, 5], [], [0], [1], [40, 1000], [17]]
    let tensors = withThreads(threads) {
      filledTensors(shapes: shapes, pieceCount: 16) { index, range, scalars in
        for (place, scalar) in range.enumerated() { scalars[place] = Float(1000 * index + scalar) }
      }
    }
    #expect(tensors.map(\.shape) == shapes)
    for (index, tensor) in tensors.enumerated() {
      #expect(tensor.scalars == (0..<tensor.shape.count).map { Float(1000 * index + $0) })
    }
  }

  @Test func oneTensorKeepsTheMemoryAlive() {
    let shapes: [Shape] = [[1 << 20], [4]]
    let last = withThreads(2) {
      filledTensors(shapes: shapes) { _, range, scalars in
        for place in 0..<range.count { scalars[place] = 7 }
      }[1]
    }
    #expect(last.scalars == [7, 7, 7, 7])
  }
}
