import Tensors

/// A convolution to test, with its slow definition.
struct ConvolutionCase: CustomStringConvertible {
  var input: Shape
  var outputs: Int
  var window: ImageWindow
  var groups = 1

  init(_ input: Shape, _ outputs: Int, _ window: ImageWindow, groups: Int = 1) {
    self.input = input
    self.outputs = outputs
    self.window = window
    self.groups = groups
  }

  init(_ input: Shape, _ outputs: Int, _ window: SlidingWindow, groups: Int = 1) {
    self.init(input, outputs, ImageWindow(window), groups: groups)
  }

  var weight: Shape {
    [outputs, input[3] / groups, window.vertical.extent, window.horizontal.extent]
  }

  var output: Shape {
    let extents = window.outputExtents(height: input[1], width: input[2])
    return [input[0], extents?.height ?? 0, extents?.width ?? 0, outputs]
  }

  var description: String {
    "\(input) to \(outputs) in \(groups) groups over \(window.vertical) and \(window.horizontal)"
  }

  /// Calls `body` with the places of input, weight and output of every product of the definition.
  func forEachProduct(_ body: (_ x: Int, _ w: Int, _ z: Int) -> Void) {
    let (height, width, channels) = (input[1], input[2], input[3])
    let (rows, columns) = (output[1], output[2])
    let (inputs, outputs) = (channels / groups, outputs / groups)
    for image in 0..<input[0] {
      for row in 0..<rows {
        for column in 0..<columns {
          let z = ((image * rows + row) * columns + column) * self.outputs
          for r in 0..<window.vertical.extent {
            let y =
              row * window.vertical.stride - window.vertical.padding
              + r * window.vertical.dilation
            guard 0..<height ~= y else { continue }
            for s in 0..<window.horizontal.extent {
              let x =
                column * window.horizontal.stride - window.horizontal.padding
                + s * window.horizontal.dilation
              guard 0..<width ~= x else { continue }
              let pixel = ((image * height + y) * width + x) * channels
              for output in 0..<self.outputs {
                for input in 0..<inputs {
                  let kernel = (output * inputs + input) * window.vertical.extent + r
                  body(
                    pixel + output / outputs * inputs + input,
                    kernel * window.horizontal.extent + s, z + output)
                }
              }
            }
          }
        }
      }
    }
  }
}

extension ConvolutionCase {
  private static let three = SlidingWindow(extent: 3, padding: 1)
  private static let strided = SlidingWindow(extent: 3, stride: 2, padding: 1)
  private static let point = SlidingWindow(extent: 1)

  /// Small enough for differences at every element.
  static let small: [ConvolutionCase] = [
    .init([2, 3, 4, 3], 2, three),
    .init([1, 5, 4, 2], 3, strided),
    .init([1, 4, 4, 2], 2, SlidingWindow(extent: 1, stride: 2)),
    .init([2, 3, 3, 4], 5, point),
    .init([1, 6, 5, 2], 2, SlidingWindow(extent: 2, stride: 3)),
    .init([1, 5, 5, 1], 2, SlidingWindow(extent: 3, padding: 2, dilation: 2)),
    .init([1, 6, 6, 2], 2, SlidingWindow(extent: 3, stride: 2, padding: 2, dilation: 2)),
    .init(
      [1, 4, 6, 2], 3,
      ImageWindow(vertical: point, horizontal: SlidingWindow(extent: 5, padding: 2))),
    .init(
      [1, 6, 3, 2], 2,
      ImageWindow(
        vertical: SlidingWindow(extent: 3, stride: 2, padding: 0, trailingPadding: 2),
        horizontal: SlidingWindow(extent: 2, padding: 3, trailingPadding: 0))),
    // Groups, a depth multiplier, depthwise.
    .init([1, 4, 4, 6], 4, three, groups: 2),
    .init([1, 3, 4, 3], 6, strided, groups: 3),
    .init([2, 4, 3, 3], 3, three, groups: 3),
    .init(
      [1, 5, 5, 2], 2, SlidingWindow(extent: 3, stride: 2, padding: 2, dilation: 2), groups: 2),
    .init([1, 5, 4, 3], 3, SlidingWindow(extent: 2, stride: 3, padding: 1), groups: 3),
    // A window larger than the image, and all of whose padding is beyond it.
    .init([1, 2, 2, 2], 2, SlidingWindow(extent: 5, padding: 3)),
    .init([1, 2, 3, 2], 2, SlidingWindow(extent: 1, stride: 2, padding: 4)),
    .init([1, 2, 3, 2], 2, SlidingWindow(extent: 1, stride: 2, padding: 4), groups: 2),
  ]

  /// Taps that lie further apart than there are windows.
  static let sparse: [ConvolutionCase] = [
    .init([2, 203, 4, 3], 2, ImageWindow(vertical: far(3), horizontal: three)),
    .init([1, 3, 205, 4], 6, ImageWindow(vertical: three, horizontal: far(3)), groups: 2),
    .init([1, 104, 106, 2], 2, far(2), groups: 2),
    .init(
      [1, 300, 2, 2], 3,
      ImageWindow(
        vertical: SlidingWindow(extent: 3, stride: 2, padding: 7, dilation: 141), horizontal: point)
    ),
  ]

  private static func far(_ extent: Int) -> SlidingWindow {
    SlidingWindow(extent: extent, padding: 1, dilation: 100)
  }

  /// Enough channels, pixels and kernel elements to leave no block of the kernels unused.
  static let large: [ConvolutionCase] = [
    .init([2, 9, 19, 40], 70, three),
    .init([1, 17, 15, 37], 33, strided),
    .init([2, 11, 13, 48], 16, SlidingWindow(extent: 5, stride: 2, padding: 4, dilation: 2)),
    .init([1, 8, 9, 33], 49, SlidingWindow(extent: 1, stride: 2)),
    .init([3, 8, 8, 32], 64, point),
    .init([1, 96, 40, 32], 16, three),
    .init([2, 10, 17, 48], 96, SlidingWindow(extent: 3, stride: 3, padding: 1), groups: 3),
    .init([2, 17, 21, 32], 32, three, groups: 32),
    .init([1, 33, 18, 37], 37, strided, groups: 37),
    .init([2, 16, 16, 19], 19, SlidingWindow(extent: 5, padding: 4, dilation: 2), groups: 19),
    .init([1, 100, 80, 16], 16, SlidingWindow(extent: 7, stride: 2, padding: 3), groups: 16),
    .init([1, 9, 9, 20], 40, SlidingWindow(extent: 5, padding: 2), groups: 20),
    // Few positions a row: all taps, the inner ones alone, some on one side, further apart, one pixel
    // a window; many images, images of many rows.
    .init([70, 3, 3, 40], 36, three),
    .init([5, 1, 1, 33], 17, three),
    .init([9, 2, 2, 20], 24, SlidingWindow(extent: 5, padding: 2)),
    .init([3, 6, 6, 18], 20, SlidingWindow(extent: 4, stride: 3, padding: 1)),
    .init([4, 5, 5, 9], 30, SlidingWindow(extent: 3, stride: 2, padding: 2, dilation: 2)),
    .init([2, 7, 3, 24], 10, SlidingWindow(extent: 1, stride: 3)),
    .init(
      [2, 4_000, 1, 24], 10,
      ImageWindow(vertical: SlidingWindow(extent: 9, padding: 4), horizontal: point)),
    .init(
      [3, 2, 3, 7], 9,
      ImageWindow(
        vertical: SlidingWindow(extent: 4, padding: 3, trailingPadding: 0),
        horizontal: SlidingWindow(extent: 6, padding: 0, trailingPadding: 3))),
  ]
}
