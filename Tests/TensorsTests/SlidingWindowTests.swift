import Tensors
import Testing

@Suite struct SlidingWindowTests {
  @Test(
    "counts the positions at which the whole window lies on the padded axis",
    arguments: [
      SlidingWindow(extent: 1), SlidingWindow(extent: 3, padding: 1),
      SlidingWindow(extent: 3, stride: 2, padding: 1), SlidingWindow(extent: 2, stride: 3),
      SlidingWindow(extent: 5, padding: 4, dilation: 2), SlidingWindow(extent: 7, stride: 2),
      SlidingWindow(extent: 3, stride: 2, padding: 0, trailingPadding: 1),
      SlidingWindow(extent: 2, padding: 3, trailingPadding: 0),
    ])
  func matchesCounting(window: SlidingWindow) {
    for input in 0...20 {
      let starts = stride(
        from: -window.padding, to: input + window.trailingPadding, by: window.stride)
      let last = window.dilation * (window.extent - 1)
      let fitting = starts.count { $0 + last < input + window.trailingPadding }
      #expect(window.outputExtent(for: input) == (fitting == 0 ? nil : fitting))
    }
  }

  @Test func paddingIsTheSameAtBothEndsUnlessSaidOtherwise() {
    #expect(SlidingWindow(extent: 3, padding: 2).trailingPadding == 2)
    #expect(SlidingWindow(extent: 3, padding: 2, trailingPadding: 0).padding == 2)
  }

  @Test func aWindowOverImagesCountsBothAxes() {
    let window = ImageWindow(
      vertical: SlidingWindow(extent: 1), horizontal: SlidingWindow(extent: 7, padding: 3))
    #expect(window.outputExtents(height: 5, width: 4).map { [$0.height, $0.width] } == [5, 4])
    let large = ImageWindow(SlidingWindow(extent: 4))
    #expect(large.outputExtents(height: 3, width: 9) == nil)
    #expect(large.outputExtents(height: 9, width: 3) == nil)
  }
}
