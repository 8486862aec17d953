package import ArchDAG
import Tensors

/// How a network of convolutions ends: a mean or all pixels, and one to three linear layers.
package struct PlainHead: Hashable, Sendable {
  package var averages: Bool
  /// The widths of the linear layers before the last.
  package var hidden: [Int]

  package init(using generator: inout some RandomNumberGenerator) {
    averages = generator.happens(0.7)
    let layers = generator.pick([0, 0, 1, 2])
    let width = generator.pick([64, 128, 256, 512])
    hidden = [Int](repeating: width, count: layers)
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from x: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    var y =
      averages
      ? try layers.averagePixels(x, at: "avgpool") : try layers.flatten(x, at: "flatten")
    var width = averages ? x.channels : x.channels * x.height * x.width
    for (index, next) in hidden.enumerated() {
      y = try layers.project(y, from: width, to: next, at: "classifier.\(3 * index)")
      y = try layers.map(y, by: .activation(.relu), at: "classifier.\(3 * index + 1)")
      y = try layers.map(
        y, by: .dropout(probability: 0.5), at: "classifier.\(3 * index + 2)")
      width = next
    }
    return try layers.project(
      y, from: width, to: classCount, at: "classifier.\(3 * hidden.count)")
  }
}
