public import ArchDAG
import Tensors

extension Architecture {
  /// How many trainable parameters the network has.
  public var trainableParameterCount: Int {
    parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
  }

  /// The floating-point operations of convolutions, linear layers and products for one image: two
  /// for each multiplication.
  ///
  /// Extents that the architecture leaves open count as 1.
  public var operationCount: Double {
    operations.reduce(0) { $0 + 2 * multiplications(of: $1) }
  }

  private func multiplications(of operation: Operation) -> Double {
    guard let result = operation.outputs.first else { return 0 }
    let elements = elementCount(result)
    switch operation.kind {
    case .convolution:
      // Of the weight (O, C / groups, kernel…), each result reads the part of one output.
      return elements * weightCount(operation, dividedBy: 0)
    case .transposedConvolution:
      guard let input = operation.inputs.first ?? nil else { return 0 }
      return elementCount(input) * weightCount(operation, dividedBy: 0)
    case .linear(let layout):
      return elements * weightCount(operation, dividedBy: layout == .outputFirst ? 0 : 1)
    case .matrixProduct:
      guard let left = operation.inputs.first ?? nil, let inner = self[left].extents?.last else {
        return 0
      }
      return elements * Double(inner ?? 1)
    default: return 0
    }
  }

  /// The elements of a value, the batch left out.
  private func elementCount(_ id: ValueID) -> Double {
    (self[id].extents ?? []).dropFirst().reduce(1) { $0 * Double($1 ?? 1) }
  }

  private func weightCount(_ operation: Operation, dividedBy axis: Int) -> Double {
    guard operation.inputs.count > 1, let weight = operation.inputs[1],
      let extents = self[weight].extents, extents.indices.contains(axis)
    else { return 0 }
    let count = extents.reduce(1) { $0 * Double($1 ?? 1) }
    return count / Double(max(1, extents[axis] ?? 1))
  }
}
