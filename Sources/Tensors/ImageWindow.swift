/// How a sliding window covers the two spatial axes of an image.
public struct ImageWindow: Hashable, Sendable {
  /// The window along the height.
  public var vertical: SlidingWindow
  /// The window along the width.
  public var horizontal: SlidingWindow

  /// Makes a window from one for each axis.
  public init(vertical: SlidingWindow, horizontal: SlidingWindow) {
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// Makes a window that covers both axes alike.
  public init(_ window: SlidingWindow) {
    self.init(vertical: window, horizontal: window)
  }

  /// The numbers of window positions down and across an image; `nil` if none fits.
  public func outputExtents(height: Int, width: Int) -> (height: Int, width: Int)? {
    guard let height = vertical.outputExtent(for: height),
      let width = horizontal.outputExtent(for: width)
    else { return nil }
    return (height, width)
  }
}
