import Tensors
import Testing

@Suite struct StridesTests {
  @Test("neighbors along an axis lie as far apart as there are elements behind it")
  func strides() {
    #expect(rowMajorStrides(of: [2, 3, 4]) == [12, 4, 1])
    #expect(rowMajorStrides(of: [5]) == [1])
    #expect(rowMajorStrides(of: []) == [])
    #expect(rowMajorStrides(of: [2, 0, 4]) == [0, 4, 1])
  }
}
