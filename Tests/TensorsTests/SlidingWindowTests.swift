import Tensors
import Testing

@Suite struct SlidingWindowTests {
  @Test(
    "counts the positions at which the whole window lies on the padded axis",
    arguments: [
      SlidingWindow(extent: 1), SlidingWindow(extent: 3, padding: 1),
      SlidingWindow(extent: 3, stride: 2, padding: 1), SlidingWindow(extent: 2, stride: 3),
      SlidingWindow(extent: 5, padding: 4, dilation: 2), SlidingWindow(extent: 7, stride: 2),
    ])
  func matchesCounting(window: SlidingWindow) {
    for input in 0...20 {
      let starts = stride(from: -window.padding, to: input + window.padding, by: window.stride)
      let last = window.dilation * (window.extent - 1)
      let fitting = starts.count { $0 + last < input + window.padding }
      #expect(window.outputExtent(for: input) == (fitting == 0 ? nil : fitting))
    }
  }
}
