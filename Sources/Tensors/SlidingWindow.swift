/// How a sliding window covers one spatial axis.
///
/// The one home of the output-extent rule: whoever builds or runs a network asks here.
public struct SlidingWindow: Hashable, Sendable {
  /// How many positions of the axis the window looks at.
  public let extent: Int
  /// How far the window moves from one output to the next.
  public let stride: Int
  /// How many positions are added before the axis, and behind it too unless said otherwise.
  public let padding: Int
  /// How many positions are added behind the axis.
  public let trailingPadding: Int
  /// The distance between the positions that the window looks at.
  public let dilation: Int

  /// Makes a window.
  ///
  /// The padding behind the axis is that before it, unless another is given.
  ///
  /// - Precondition: `extent`, `stride` and `dilation` are positive, no padding is negative.
  public init(
    extent: Int, stride: Int = 1, padding: Int = 0, trailingPadding: Int? = nil, dilation: Int = 1
  ) {
    let trailing = trailingPadding ?? padding
    precondition(
      extent > 0 && stride > 0 && padding >= 0 && trailing >= 0 && dilation > 0,
      """
      a window of extent \(extent), stride \(stride), padding \(padding) and \(trailing), \
      dilation \(dilation)
      """)
    self.extent = extent
    self.stride = stride
    self.padding = padding
    self.trailingPadding = trailing
    self.dilation = dilation
  }

  /// The number of window positions along an axis of `input` elements; `nil` if none fits, or if
  /// the numbers are too large to tell.
  ///
  /// ⌊(input + padding + trailingPadding − dilation·(extent − 1) − 1) / stride⌋ + 1
  ///
  /// Source: ONNX operator `Conv`, opset 11.
  public func outputExtent(for input: Int) -> Int? {
    Self.outputExtent(
      for: input, extent: extent, stride: stride, padding: (padding, trailingPadding),
      dilation: dilation)
  }

  /// The same number for a window whose numbers may come from a file, unchecked.
  ///
  /// If it rounds up, it is the ceiling, where a window that would begin in the padding behind the
  /// input does not count.
  ///
  /// Source: ONNX operators `Conv`, opset 11, and `MaxPool`, opset 22.
  package static func outputExtent(
    for input: Int, extent: Int, stride: Int, padding: (before: Int, behind: Int), dilation: Int,
    roundsUp: Bool = false
  ) -> Int? {
    guard extent > 0, stride > 0 else { return nil }
    guard let both = paddedExtent(of: input, by: padding) else { return nil }
    let (reach, reachOverflows) = dilation.multipliedReportingOverflow(by: extent - 1)
    let (room, roomOverflows) = both.subtractingReportingOverflow(reach)
    guard !reachOverflows, !roomOverflows, room >= 1 else { return nil }
    let front = both - padding.behind
    let (full, rest) = (room - 1).quotientAndRemainder(dividingBy: stride)
    let begun = full + 1
    let fits = roundsUp && rest != 0 && begun < front / stride + 1 && begun * stride < front
    return fits ? begun + 1 : begun
  }

  /// An extent with both paddings, unchecked as well; `nil` where that is larger than any number.
  package static func paddedExtent(
    of input: Int, by padding: (before: Int, behind: Int)
  ) -> Int? {
    let (front, frontOverflows) = input.addingReportingOverflow(padding.before)
    let (both, bothOverflow) = front.addingReportingOverflow(padding.behind)
    return frontOverflows || bothOverflow ? nil : both
  }
}
