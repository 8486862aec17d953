public import Tensors

/// Parameters that are taken from the tensors of a checkpoint.
public struct StoredParameters: ParameterSource {
  private let tensors: NamedTensors

  /// Takes parameters from these tensors.
  public init(_ tensors: NamedTensors) {
    self.tensors = tensors
  }

  public var stored: NamedTensors? { tensors }

  /// The tensor of this name.
  ///
  /// - Throws: ``ParameterError`` if there is none of this name, its shape is not the expected one,
  ///   or it holds a number that is infinite or not a number.
  public mutating func parameter(
    named name: String, shape: [ParameterExtent], distribution: ParameterDistribution
  ) throws(ParameterError) -> Parameter {
    let expected = shape.map(\.expected)
    guard let value = tensors[name] else {
      throw .missing(name: name, expected: expected)
    }
    let extents = value.shape.extents
    guard
      extents.count == expected.count,
      zip(extents, expected).allSatisfy({ found, wanted in wanted.map { $0 == found } ?? true })
    else {
      throw .shapeMismatch(name: name, expected: expected, found: value.shape)
    }
    if let index = value.firstNonFiniteIndex {
      throw .notFinite(name: name, index: index, value: value.scalars[index])
    }
    return Parameter(name: name, value: value)
  }
}

extension Tensor {
  /// The index of the first scalar that is infinite or not a number, in row-major order.
  fileprivate var firstNonFiniteIndex: Int? {
    withScalars { scalars in
      // A pass without branches first, which the compiler vectorizes.
      let exponentMask: UInt32 = 0x7f80_0000
      var largestExponent: UInt32 = 0
      for index in scalars.indices {
        largestExponent = max(largestExponent, scalars[index].bitPattern & exponentMask)
      }
      guard largestExponent == exponentMask else { return nil }
      return scalars.indices.first { !scalars[$0].isFinite }
    }
  }
}
