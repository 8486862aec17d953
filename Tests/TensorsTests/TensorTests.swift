import Tensors
import Testing

@Suite struct TensorTests {
  @Test func keepsItsScalarsWhenReshaped() {
    let tensor = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    #expect(tensor.reshaped(to: [3, 2]).scalars == tensor.scalars)
  }

  @Test func lendsItsScalarsInOrder() {
    let tensor = Tensor(shape: [4], scalars: [3, 1, 4, 1])
    let sum = tensor.withScalars { scalars in scalars.indices.reduce(0) { $0 + scalars[$1] } }
    #expect(sum == 9)
  }

  @Test func readsBorrowedMemoryLikeItsOwn() {
    final class Owner: Sendable {
      let address: UInt
      init(_ scalars: [Float]) {
        let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: scalars.count)
        _ = unsafe memory.initialize(from: scalars)
        address = UInt(bitPattern: memory.baseAddress)
      }
      deinit { unsafe UnsafeMutablePointer<Float>(bitPattern: address)?.deallocate() }
    }
    let owner = Owner([1, 2, 3])
    let tensor = unsafe Tensor(shape: [3], borrowedAt: owner.address, from: owner)
    #expect(tensor == Tensor(shape: [3], scalars: [1, 2, 3]))
  }

  @Test("is printed as its shape and first numbers, and read by an index for each axis")
  func printing() {
    let tensor = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    #expect("\(tensor)" == "Tensor (2, 3): 1.0, 2.0, 3.0, 4.0, …")
    #expect("\(Tensor(shape: [], scalars: [0.5]))" == "Tensor (): 0.5")
    #expect("\(Tensor(zeros: [0, 3]))" == "Tensor (0, 3): ")
    #expect((tensor[0, 2], tensor[1, 0]) == (3, 4))
    #expect(Tensor(shape: [], scalars: [7])[] == 7)
  }
}
