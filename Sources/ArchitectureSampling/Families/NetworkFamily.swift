package import ArchDAG

/// Networks of one kind, such as residual ones: what they may be like, and how they are built.
///
/// Everything but the width is drawn; the width is chosen so that the network costs what it is
/// meant to.
package protocol NetworkFamily: Hashable, Sendable {
  /// The norm behind convolutions.
  var normalization: Normalization { get }

  /// The width from which all others follow, in channels.
  var width: Int { get set }

  /// The widths that such a network may have, in rising order; there is at least one.
  var widths: [Int] { get }

  /// What every width is a multiple of, a divisor of all ``widths``; 2 unless a family needs another.
  var widthDivisor: Int { get }

  /// Whether this is a network that people bring under its own name, and that no training may see.
  var isPublished: Bool { get }

  /// Draws everything but the width.
  init(using generator: inout some RandomNumberGenerator)

  /// Builds the network from the image to the logits.
  func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID
}

extension NetworkFamily {
  package var normalization: Normalization { .trackedBatch }

  package var widthDivisor: Int { 2 }

  package var isPublished: Bool { false }

  /// The network for images of 32 × 32 pixels.
  package func architecture(
    classCount: Int, name: String
  ) throws(ArchitectureError) -> Architecture {
    var layers = ConvolutionalBuilder(name: name, normalization: normalization)
    let image = layers.addInput(ImageExtents(channels: 3, height: 32, width: 32))
    let logits = try build(&layers, from: image, classCount: classCount)
    return try layers.builder.finish(outputs: [logits])
  }
}

/// Widths of eight channels and more, about a quarter apart.
let commonWidths = [
  8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512,
]
