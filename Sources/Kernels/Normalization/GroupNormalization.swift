/// Normalization of groups of channels of each image of x (images, pixels, channels).
///
/// For one image all channels are lines a·x + b, as in batch normalization; only the moments from
/// which the lines follow are those of a group.
package struct GroupNormalization {
  private let images, channels, groups: Int
  private let epsilon: Float
  private let scale, shift: [Float]

  /// Makes a normalization.
  ///
  /// - Precondition: the groups divide the channels; scale and shift have one element for each
  ///   channel.
  package init(
    images: Int, channels: Int, groups: Int, epsilon: Float, scale: [Float], shift: [Float]
  ) {
    precondition(channels % groups == 0 && scale.count == channels && shift.count == channels)
    self.images = images
    self.channels = channels
    self.groups = groups
    self.epsilon = epsilon
    self.scale = scale
    self.shift = shift
  }

  /// For each channel of an image, the mean of its group, and one over its deviation.
  package struct ImageMoments {
    var mean, factor: [Float]
  }

  private func part(_ image: Int, of count: Int) -> Range<Int> {
    let size = count / images
    return image * size..<(image + 1) * size
  }

  /// The mean over the channels of each group, for each channel of the group.
  private func groupMeans(_ values: [Double]) -> [Double] {
    let width = channels / groups
    return (0..<channels).map { channel in
      let first = channel / width * width
      return values[first..<first + width].reduce(0, +) / Double(width)
    }
  }

  /// The moments of each image.
  package func moments(of x: Span<Float>) -> [ImageMoments] {
    (0..<images).map { image in
      let columns = ColumnMoments(of: x.extracting(part(image, of: x.count)), columns: channels)
      let mean = groupMeans(columns.mean.map(Double.init))
      // The variance within the channels, and that between them.
      let variance = groupMeans(
        (0..<channels).map {
          let distance = Double(columns.mean[$0]) - mean[$0]
          return Double(columns.variance[$0]) + distance * distance
        })
      return ImageMoments(
        mean: mean.map { Float($0) },
        factor: variance.map { Float(1 / ($0 + Double(epsilon)).squareRoot()) })
    }
  }

  /// z ← the normalized x.
  ///
  /// - Precondition: x and z hold as many scalars.
  package func apply(
    _ moments: [ImageMoments], to x: Span<Float>, into z: inout MutableSpan<Float>
  ) {
    for image in 0..<images {
      let range = part(image, of: x.count)
      let slopes = zip(scale, moments[image].factor).map(*)
      let lines = ColumnLines(
        slopes: slopes,
        offsets: (0..<channels).map { shift[$0] - slopes[$0] * moments[image].mean[$0] })
      var result = z._mutatingExtracting(range)
      lines.apply(to: x.extracting(range), into: &result)
    }
  }

  /// The gradients of scale and shift, and for each image how dx is combined from x and dz.
  package func gradient(
    _ moments: [ImageMoments], _ x: Span<Float>, dz: Span<Float>
  ) -> (scale: [Float], shift: [Float], combinations: [ColumnCombinations]) {
    var dscale = [Double](repeating: 0, count: channels)
    var dshift = dscale
    let combinations = (0..<images).map { image in
      let range = part(image, of: x.count)
      let (mean, factor) = (moments[image].mean, moments[image].factor)
      let (sums, products) = columnProducts(
        x.extracting(range), pivot: mean, dz.extracting(range))
      for channel in 0..<channels {
        dscale[channel] += products[channel] * Double(factor[channel])
        dshift[channel] += sums[channel]
      }
      let pixels = Double(range.count / max(1, channels))
      let offsets = groupMeans((0..<channels).map { Double(scale[$0]) * sums[$0] / pixels })
      let slopes = groupMeans((0..<channels).map { Double(scale[$0]) * products[$0] / pixels })
      return ColumnCombinations(
        pivots: mean,
        a: (0..<channels).map { -factor[$0] * factor[$0] * factor[$0] * Float(slopes[$0]) },
        b: zip(scale, factor).map(*), c: (0..<channels).map { -factor[$0] * Float(offsets[$0]) })
    }
    return (dscale.map { Float($0) }, dshift.map { Float($0) }, combinations)
  }

  /// dz ← dx.
  package func apply(
    _ combinations: [ColumnCombinations], _ x: Span<Float>, to dz: inout MutableSpan<Float>
  ) {
    for image in 0..<images {
      let range = part(image, of: x.count)
      var result = dz._mutatingExtracting(range)
      combinations[image].apply(x.extracting(range), to: &result)
    }
  }

  /// Adds to dx.
  package func add(
    _ combinations: [ColumnCombinations], _ x: Span<Float>, _ dz: Span<Float>,
    to dx: inout MutableSpan<Float>
  ) {
    for image in 0..<images {
      let range = part(image, of: x.count)
      var result = dx._mutatingExtracting(range)
      combinations[image].add(x.extracting(range), dz.extracting(range), to: &result)
    }
  }
}
