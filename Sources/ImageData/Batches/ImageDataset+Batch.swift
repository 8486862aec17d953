public import Tensors

extension ImageDataset {
  /// The images of these indices as a network sees them, and their classes.
  ///
  /// - Returns: images as ``view`` says: (N, 3, 32, 32), or (N, C, 32, 32) where an image has
  ///   neither 1 nor 3 channels, unless another view was chosen.
  public func batch(_ indices: [Int]) -> (images: Tensor, labels: [Int]) {
    let draws = indices.map { _ in ImageAugmentation.Draw() }
    return batch(indices, drawn: draws)
  }

  /// The images of these indices as a network sees them in training, and their classes.
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

  /// The shape of an image as a network sees it: (C, 32, 32), unless another view was chosen.
  public var networkShape: Shape { view.shape }

  private func batch(
    _ indices: [Int], drawn draws: [ImageAugmentation.Draw]
  ) -> (images: Tensor, labels: [Int]) {
    let plane = view.height * view.width
    let imageCount = view.channels * plane
    var images = [Float](repeating: 0, count: indices.count * imageCount)
    let values = (0..<channels).map { preprocessing.values(channel: $0) }
    for (row, index) in indices.enumerated() {
      let fit = ImageFit(
        height: height, width: width, view: view, magnification: magnification, draws[row])
      for channel in 0..<view.channels {
        let start = row * imageCount + channel * plane
        if channels == view.channels || channels == 1 {
          let source = channels == 1 ? 0 : channel
          fill(&images, at: start, with: (index, source), fit, values[source], weight: 1)
        } else {
          // Gray of red, green and blue.
          for (source, weight) in [Float(0.299), 0.587, 0.114].enumerated() {
            fill(&images, at: start, with: (index, source), fit, values[source], weight: weight)
          }
        }
      }
    }
    let tensor = Tensor(
      shape: [indices.count, view.channels, view.height, view.width], scalars: images)
    return (laidOut(tensor), indices.map { Int(labels[$0]) })
  }

  /// How often each pixel is repeated, along either axis.
  private var magnification: Int {
    view == .standard(channels: channels)
      ? preprocessing.magnification : max(1, min(view.height / height, view.width / width))
  }

  private func laidOut(_ images: Tensor) -> Tensor {
    let shape = Shape([images.shape[0]] + view.shape.extents)
    guard view.layout == .channelsLast, view.channels > 1 else { return images.reshaped(to: shape) }
    let (plane, channels) = (view.height * view.width, view.channels)
    var scalars = [Float](repeating: 0, count: images.shape.count)
    images.withScalars { images in
      for image in 0..<shape[0] {
        for channel in 0..<channels {
          for pixel in 0..<plane {
            scalars[(image * plane + pixel) * channels + channel] =
              images[(image * channels + channel) * plane + pixel]
          }
        }
      }
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// Adds one channel of an image, times a weight.
  private func fill(
    _ images: inout [Float], at start: Int, with source: (image: Int, channel: Int),
    _ fit: ImageFit, _ values: [Float], weight: Float
  ) {
    let first = (source.image * channels + source.channel) * height * width
    for (row, rows) in fit.rows.enumerated() {
      let target = start + row * view.width
      for (column, columns) in fit.columns.enumerated() {
        var value = values[0]
        if let rows, let columns {
          if rows.count == 1 && columns.count == 1 {
            value = values[Int(pixels[first + rows.lowerBound * width + columns.lowerBound])]
          } else {
            var sum: Float = 0
            for row in rows {
              for column in columns { sum += values[Int(pixels[first + row * width + column])] }
            }
            value = sum / Float(rows.count * columns.count)
          }
        }
        images[target + column] += weight * value
      }
    }
  }
}

/// Which pixels of an image each row and each column of a view shows; `nil` where it shows the
/// border.
private struct ImageFit {
  let rows: [Range<Int>?]
  let columns: [Range<Int>?]

  init(
    height: Int, width: Int, view: ImageView, magnification: Int,
    _ draw: ImageAugmentation.Draw
  ) {
    rows = Self.sources(
      of: height, in: view.height, magnification: magnification, shiftedBy: draw.rows)
    let columns = Self.sources(
      of: width, in: view.width, magnification: magnification, shiftedBy: draw.columns)
    self.columns = draw.isFlipped ? columns.reversed() : columns
  }

  private static func sources(
    of count: Int, in extent: Int, magnification: Int, shiftedBy shift: Int
  ) -> [Range<Int>?] {
    let isShrunk = count > extent
    let border = isShrunk ? 0 : (extent - count * magnification) / 2
    return (0..<extent).map { position in
      let source = position - border + shift
      guard source >= 0 else { return nil }
      if isShrunk {
        guard source < extent else { return nil }
        let first = source * count / extent
        return first..<max(first + 1, (source + 1) * count / extent)
      }
      let pixel = source / magnification
      return pixel < count ? pixel..<pixel + 1 : nil
    }
  }
}
