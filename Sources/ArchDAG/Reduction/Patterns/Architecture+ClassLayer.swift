public import Tensors

extension Architecture {
  /// The layer that answers the classes, as the one who fits it by itself needs to know it.
  public struct ClassLayer: Hashable, Sendable {
    /// The name of the weight.
    public let weight: String
    /// The shape of the weight: (classes, features), (features, classes), or (classes, features, 1, 1).
    public let weightShape: Shape
    /// Whether features are the first axis of the weight.
    public let isInputFirst: Bool
    /// The name of the bias, of the layer or added behind it; `nil` for none.
    public let bias: String?
    /// The shape of the bias, of as many elements as there are classes.
    public let biasShape: Shape
    /// The value that the layer reads.
    public let features: ValueID
  }

  /// The last layer on the way to the first output, if it is a linear one or a 1 × 1 convolution with a
  /// weight of its own; `nil` otherwise.
  public var classLayer: ClassLayer? {
    let specs = ArchitectureGraph(self).nodes.flatMap(\.parameters)
    guard let spec = specs.first(where: { $0.role == .classifierWeight }),
      let operation = operations.first(where: { operation in
        operation.inputs.count > 1 && operation.inputs[1].map { self[$0].name } == spec.name
      }), case .layer(let form) = operation.kind.traits.elements,
      let features = operation.inputs[0], spec.shape.rank >= 2
    else { return nil }
    let isInputFirst: Bool
    switch form {
    case .linear(let layout): isInputFirst = layout == .inputFirst
    case .convolution(let window) where window.groups == 1: isInputFirst = false
    case .convolution, .transposedConvolution: return nil
    }
    let outputs = spec.shape[isInputFirst ? 1 : 0]
    let ownBias = operation.operand(.bias).map { self[$0].name }
    let bias = specs.first {
      ($0.role == .classifierBias || $0.name == ownBias) && $0.shape.count == outputs
    }
    return ClassLayer(
      weight: spec.name, weightShape: spec.shape, isInputFirst: isInputFirst, bias: bias?.name,
      biasShape: bias?.shape ?? [outputs], features: features)
  }

  /// The same network with another value for its only output, and only what that needs.
  ///
  /// - Precondition: the value is one of this architecture's.
  public func answering(_ value: ValueID) -> Architecture {
    Architecture(
      name: name, values: values, operations: operations, inputs: inputs, outputs: [value],
      nominalBatch: nominalBatch, beside: beside
    ).keepingLiveOperations()
  }
}
