public import Tensors

/// Parameters whose numbers a generator draws, one after another.
public struct DrawnParameters<Generator: RandomNumberGenerator>: ParameterSource {
  /// The generator, as far as it was used.
  public private(set) var generator: Generator

  /// Draws from a generator.
  public init(using generator: Generator) {
    self.generator = generator
  }

  public var stored: NamedTensors? { nil }

  public mutating func parameter(
    named name: String, shape: [ParameterExtent], distribution: ParameterDistribution
  ) -> Parameter {
    let shape = Shape(shape.map(\.drawn))
    let value =
      switch distribution {
      case .constant(let number):
        Tensor(repeating: number, shape: shape)
      case .uniform(let bound):
        Tensor(uniformWithin: bound, shape: shape, using: &generator)
      case .normal(let deviation):
        Tensor(normalWithDeviation: deviation, shape: shape, using: &generator)
      }
    return Parameter(name: name, value: value)
  }
}
