/// How pixels become the numbers that a network sees.
///
/// A byte x of channel c becomes (x / 255 − mean_c) / deviation_c. How the image is fitted to the
/// extents of a network, ``ImageView`` says.
public struct ImagePreprocessing: Hashable, Sendable {
  /// The side, in pixels, of the images that networks see that do not state another.
  public static let extent = 32

  /// How many rows, and how many columns, a pixel becomes.
  public let magnification: Int
  /// The mean of each channel, where black is 0 and white is 1.
  public let mean: [Float]
  /// The standard deviation of each channel.
  public let deviation: [Float]

  /// Makes a preprocessing.
  ///
  /// - Precondition: there is a mean and a positive deviation for each channel.
  public init(magnification: Int = 1, mean: [Float], deviation: [Float]) {
    precondition(
      magnification > 0 && mean.count == deviation.count && deviation.allSatisfy { $0 > 0 },
      "\(mean.count) means, deviations \(deviation), magnification \(magnification)")
    self.magnification = magnification
    self.mean = mean
    self.deviation = deviation
  }

  /// As networks customarily see images of an extent: as large as a whole magnification lets them
  /// be, and normalized by the statistics of a train split.
  init(height: Int, width: Int, statistics: PixelStatistics) {
    self.init(
      magnification: max(1, Self.extent / max(height, width)), mean: statistics.mean,
      deviation: statistics.deviation)
  }

  /// That of Fashion-MNIST: 28 × 28 gray pixels in a border of 2, mean 0.2860, deviation 0.3530.
  static let fashionMNIST = ImagePreprocessing(mean: [0.2860], deviation: [0.3530])

  /// That of CIFAR-10.
  static let cifar10 = ImagePreprocessing(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])

  /// That of CIFAR-100.
  static let cifar100 = ImagePreprocessing(
    mean: [0.5071, 0.4865, 0.4409], deviation: [0.2673, 0.2564, 0.2762])

  /// The normalized value of every byte in one channel.
  func values(channel: Int) -> [Float] {
    (0...255).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
  }
}

/// The mean and the standard deviation of pixels, where black is 0 and white is 1.
///
/// Both are rounded to four decimals, as they are customarily quoted: so MNIST has 0.1307 and
/// 0.3081, and networks trained elsewhere see the very same numbers.
struct PixelStatistics {
  private(set) var mean: [Float] = []
  private(set) var deviation: [Float] = []

  /// Measures pixels (N, `channels`, …) with `area` pixels in a channel of an image.
  init(of pixels: [UInt8], channels: Int, area: Int) {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: channels)
    for channel in 0..<channels {
      for start in stride(from: channel * area, to: pixels.count, by: channels * area) {
        for index in start..<start + area { counts[channel][Int(pixels[index])] += 1 }
      }
    }
    for counts in counts {
      let count = Double(counts.reduce(0, +))
      let sum = counts.indices.reduce(0) { $0 + $1 * counts[$1] }
      let squares = counts.indices.reduce(0) { $0 + $1 * $1 * counts[$1] }
      let mean = Double(sum) / count
      let variance = max(0, Double(squares) / count - mean * mean)
      self.mean.append(rounded(mean / 255))
      // Images of a single color have no deviation to divide by.
      deviation.append(variance > 0 ? max(0.0001, rounded(variance.squareRoot() / 255)) : 1)
    }
  }

  private func rounded(_ number: Double) -> Float {
    Float((number * 10_000).rounded() / 10_000)
  }
}
