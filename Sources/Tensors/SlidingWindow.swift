/// How a sliding window covers one spatial axis.
///
/// The only place that knows the output-extent rule: whoever builds or runs a network asks here.
public struct SlidingWindow: Hashable, Sendable {
  /// How many positions of the axis the window looks at.
  public let extent: Int
  /// How far the window moves from one output to the next.
  public let stride: Int
  /// How many positions are added at either end of the axis.
  public let padding: Int
  /// The distance between the positions that the window looks at.
  public let dilation: Int

  /// Makes a window.
  ///
  /// - Precondition: `extent`, `stride` and `dilation` are positive, `padding` is not negative.
  public init(extent: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    precondition(
      extent > 0 && stride > 0 && padding >= 0 && dilation > 0,
      "a window of extent \(extent), stride \(stride), padding \(padding), dilation \(dilation)")
    self.extent = extent
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// The number of window positions along an axis of `input` elements; `nil` if none fits.
  ///
  /// ⌊(input + 2·padding − dilation·(extent − 1) − 1) / stride⌋ + 1
  ///
  /// Source: ONNX operator `Conv`, opset 11.
  public func outputExtent(for input: Int) -> Int? {
    let room = input + 2 * padding - dilation * (extent - 1) - 1
    return room < 0 ? nil : room / stride + 1
  }
}
