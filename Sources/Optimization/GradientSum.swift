import Concurrency
import Kernels
public import Tensors

/// The gradients of several networks, added up in their order.
///
/// The order of the sum is that of the array, whoever finished first: the result depends on no
/// thread.
///
/// - Parameters:
///   - gradients: for each network the gradient of each parameter.
///   - threads: how many threads work at the same time.
/// - Returns: a sum for each name of the first network's, in its order.
/// - Precondition: all have the same names and shapes.
package func gradientSum(_ gradients: [NamedTensors], threads: Int) -> NamedTensors {
  guard gradients.count > 1, let first = gradients.first else { return gradients.first ?? [:] }
  let sums = concurrentMap(count: first.count, threads: threads) { index in
    let (name, tensor) = first[index]
    let others = gradients.dropFirst().map { other in
      guard let tensor = other[name] else { preconditionFailure("no gradient of '\(name)'") }
      return tensor
    }
    return Tensor(shape: tensor.shape) { sum in
      // In pieces that the nearest cache holds, each is read from memory once.
      for start in stride(from: 0, to: sum.count, by: 4096) {
        let range = start..<min(start + 4096, sum.count)
        var piece = sum._mutatingExtracting(range)
        tensor.withScalars { copy($0.extracting(range), into: &piece) }
        for other in others {
          other.withScalars { add($0.extracting(range), to: &piece) }
        }
      }
    }
  }
  var result = NamedTensors()
  for (name, sum) in zip(first.names, sums) { result[name] = sum }
  return result
}

extension NamedTensors {
  /// √(Σ x²) over all scalars of all tensors.
  public var norm: Double {
    reduce(0) { sum, entry in sum + entry.tensor.withScalars { squareSum($0) } }.squareRoot()
  }
}
