public import Tensors

extension ImageDataset {
  /// The images at these places as a network sees them, and their classes.
  ///
  /// - Returns: images (N, 3, 32, 32), or (N, C, 32, 32) where an image has neither 1 nor 3
  ///   channels.
  public func batch(_ indices: [Int]) -> (images: Tensor, labels: [Int]) {
    let draws = indices.map { _ in ImageAugmentation.Draw() }
    return batch(indices, drawn: draws)
  }

  /// The images at these places as a network sees them in training, and their classes.
  ///
  /// - Returns: as ``batch(_:)``.
  public func batch(
    _ indices: [Int], augmentation: ImageAugmentation,
    using generator: inout some RandomNumberGenerator
  ) -> (images: Tensor, labels: [Int]) {
    var draws: [ImageAugmentation.Draw] = []
    for _ in indices { draws.append(augmentation.draw(using: &generator)) }
    return batch(indices, drawn: draws)
  }

  /// The shape of an image as a network sees it: (C, 32, 32).
  public var networkShape: Shape {
    [channels == 1 ? 3 : channels, ImagePreprocessing.extent, ImagePreprocessing.extent]
  }

  private func batch(
    _ indices: [Int], drawn draws: [ImageAugmentation.Draw]
  ) -> (images: Tensor, labels: [Int]) {
    let shape = networkShape
    let plane = shape[1] * shape[2]
    var images = [Float](repeating: 0, count: indices.count * shape.count)
    for channel in 0..<channels {
      let values = preprocessing.values(channel: channel)
      let copies = channels == 1 ? shape[0] : 1
      for (place, index) in indices.enumerated() {
        let start = place * shape.count + channel * plane
        fill(
          &images, at: start, with: (index * channels + channel) * height * width, draws[place],
          values)
        for copy in 1..<max(1, copies) {
          for offset in 0..<plane { images[start + copy * plane + offset] = images[start + offset] }
        }
      }
    }
    return (
      Tensor(shape: Shape([indices.count] + shape.extents), scalars: images),
      indices.map { Int(labels[$0]) }
    )
  }

  /// Writes one channel of an image.
  private func fill(
    _ images: inout [Float], at start: Int, with source: Int, _ draw: ImageAugmentation.Draw,
    _ values: [Float]
  ) {
    let extent = ImagePreprocessing.extent
    let rows = sources(of: height, shiftedBy: draw.rows)
    var columns = sources(of: width, shiftedBy: draw.columns)
    if draw.isFlipped { columns.reverse() }
    for row in 0..<extent {
      let target = start + row * extent
      guard let sourceRow = rows[row] else {
        for column in 0..<extent { images[target + column] = values[0] }
        continue
      }
      let first = source + sourceRow * width
      for column in 0..<extent {
        let byte = columns[column].map { pixels[first + $0] } ?? 0
        images[target + column] = values[Int(byte)]
      }
    }
  }

  /// Which pixel of an axis of `count` each of the 32 positions shows; `nil` where it shows the
  /// border.
  private func sources(of count: Int, shiftedBy shift: Int) -> [Int?] {
    let border = (ImagePreprocessing.extent - count * preprocessing.magnification) / 2
    return (0..<ImagePreprocessing.extent).map { position in
      let place = position - border + shift
      guard place >= 0 else { return nil }
      let pixel = place / preprocessing.magnification
      return pixel < count ? pixel : nil
    }
  }
}
