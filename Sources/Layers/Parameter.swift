public import Autograd
public import Tensors

/// A tensor that training may change, and its name.
///
/// A parameter is a plain value. It joins a tape only where a layer meets an input that stands on
/// one, and its gradient is then known by its name.
public struct Parameter: Sendable {
  /// The name in checkpoints and among gradients, for example `gnn.gru.weight_ih`.
  public let name: String

  /// The numbers.
  public var value: Tensor

  /// Makes a parameter.
  public init(name: String, value: Tensor) {
    self.name = name
    self.value = value
  }

  /// Takes a parameter from a checkpoint.
  ///
  /// The expected shape has an extent for each axis, and `nil` where any will do.
  ///
  /// - Throws: ``ParameterError`` if there is none of this name, its shape is not the expected one,
  ///   or it holds a number that is infinite or not a number.
  public init(
    named name: String, shaped expected: [Int?], from tensors: NamedTensors
  ) throws(ParameterError) {
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
    self.init(name: name, value: value)
  }

  /// The parameter as a variable: watched by the tape, or a constant without one.
  public func tracked(on tape: Tape?) -> Variable {
    tape?.watch(value, named: name) ?? Variable(value)
  }
}

extension Tensor {
  /// The index of the first scalar that is infinite or not a number, in row-major order.
  fileprivate var firstNonFiniteIndex: Int? {
    withScalars { scalars in
      // A pass without branches first, which the compiler vectorises.
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
