import ArchDAG
import Tensors

extension GHNConfiguration.BlockExtents {
  /// The extents of a kernel in OIHW order; axes that it lacks have the extent 1.
  init(kernel extents: [Int]) {
    func extent(_ axis: Int) -> Int { axis < extents.count ? extents[axis] : 1 }
    self.init(outputs: extent(0), inputs: extent(1), height: extent(2), width: extent(3))
  }

  /// The number of scalars in a block of these extents.
  var count: Int { outputs * inputs * height * width }

  /// The number of positions of the kernel.
  var positionCount: Int { height * width }

  /// (outputs, inputs, height, width).
  var shape: Shape { [outputs, inputs, height, width] }

  /// These extents, with the rows and columns that a largest block has at most.
  func clipped(to largest: Self) -> Self {
    var clipped = self
    clipped.height = min(height, largest.height)
    clipped.width = min(width, largest.width)
    return clipped
  }

  /// The block of at most these extents that parameters of `extents` in OIHW order are cut from.
  ///
  /// Channel counts are rounded up, so that layers of similar width are decoded together: to the
  /// largest from its half on, and to 4/3 of multiples of three. Heights and widths are not.
  ///
  /// Source: reference code `ppuda/ghn/nn.py`, `GHN._map_net_params`.
  package func block(for extents: [Int]) -> Self {
    let kernel = Self(kernel: extents)
    return Self(
      outputs: Self.rounded(kernel.outputs, largest: outputs),
      inputs: Self.rounded(kernel.inputs, largest: inputs),
      height: min(kernel.height, height), width: min(kernel.width, width))
  }

  /// A channel count, rounded up to one that more layers share.
  ///
  /// Where blocks are large, the arithmetic on what is thrown away costs more than products of
  /// fewer rows: nothing is rounded up then.
  static func rounded(_ count: Int, largest: Int) -> Int {
    largest > 64 ? min(count, largest) : shared(count, largest: largest)
  }

  /// A channel count as the published code rounds it up, whatever the largest is: 4/3 of a multiple of
  /// three, and the largest from its half on.
  static func shared(_ count: Int, largest: Int) -> Int {
    var rounded = min(count, largest)
    if rounded % 3 == 0 { rounded = rounded / 3 * 4 }
    return 2 * rounded >= largest ? largest : rounded
  }
}

extension GHNConfiguration {
  /// The rows and columns of the largest block that a kernel of these extents is.
  ///
  /// - Precondition: the largest block has as many rows and columns.
  ///
  /// Source: reference code `ghn3/nn.py`, `ConvDecoder3`: ⌊S/2⌋ − ⌊k/2⌋ is the first of k rows
  /// around the center.
  func crop(height: Int, width: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    func range(_ extent: Int, of largest: Int) -> Range<Int> {
      let start =
        switch kernelCrop {
        case .topLeft: 0
        case .centered: largest / 2 - extent / 2
        }
      return start..<start + extent
    }
    return (range(height, of: largestBlock.height), range(width, of: largestBlock.width))
  }
}
