package import ArchDAG
import Tensors

/// Multilayer perceptrons over all pixels.
package struct PerceptronNetwork: NetworkFamily {
  /// Hidden layers.
  package var depth: Int
  package var norm: Norm
  /// Whether hidden layers of equal width add what they read.
  package var isResidual: Bool
  /// By how much each layer is narrower than the one before, in eighths.
  package var taper: Int
  package var activation: Activation
  package var hasBiases: Bool
  package var width = 64

  /// What follows a hidden layer.
  package enum Norm: String, Hashable, Sendable, CaseIterable {
    case none, batch, layer
  }

  package init(using generator: inout some RandomNumberGenerator) {
    depth = generator.number(1...6)
    norm = generator.pick([.none, .none, .batch, .layer])
    isResidual = generator.happens(0.2)
    taper = isResidual ? 8 : generator.pick([8, 8, 4, 6])
    activation = generator.pick([.relu, .relu, .gelu(isApproximate: false), .tanh])
    hasBiases = generator.happens(0.9)
  }

  package var widths: [Int] {
    [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048]
  }

  package func build(
    _ layers: inout ConvolutionalBuilder, from image: FeatureMap, classCount: Int
  ) throws(ArchitectureError) -> ValueID {
    var x = try layers.flatten(image, at: "flatten")
    var inputs = image.channels * image.height * image.width
    var outputs = width
    for index in 0..<depth {
      let path = "layers.\(index)"
      var y =
        hasBiases
        ? try layers.project(x, from: inputs, to: outputs, at: path + ".fc")
        : try layers.projectWithoutBias(x, from: inputs, to: outputs, at: path + ".fc")
      y = try normalize(&layers, y, width: outputs, path + ".norm")
      y = try layers.map(y, by: .activation(activation), at: path + ".act")
      x =
        isResidual && inputs == outputs
        ? try layers.builder.addOperation(
          .arithmetic(.add), name: path + ".sum", inputs: [x, y], extents: [nil, outputs]) : y
      inputs = outputs
      outputs = max(8, outputs * taper / 8)
    }
    return try layers.project(x, from: inputs, to: classCount, at: "head")
  }

  private func normalize(
    _ layers: inout ConvolutionalBuilder, _ x: ValueID, width: Int, _ path: String
  ) throws(ArchitectureError) -> ValueID {
    guard norm != .none else { return x }
    let scale = try layers.addParameter("weight", of: path, [width])
    let shift = try layers.addParameter("bias", of: path, [width])
    let kind: OperationKind =
      norm == .batch ? .batchNorm(epsilon: 1e-5) : .layerNorm(axis: -1, epsilon: 1e-5)
    return try layers.builder.addOperation(
      kind, name: path, inputs: [x, scale, shift], extents: [nil, width])
  }
}
