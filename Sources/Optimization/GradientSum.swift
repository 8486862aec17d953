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
/// - Returns: a sum for each name, in the order of their first appearance, over the networks that
///   have it.
/// - Precondition: gradients of one name have one shape.
package func gradientSum(_ gradients: [NamedTensors], threads: Int) -> NamedTensors {
  guard gradients.count > 1 else { return gradients.first ?? [:] }
  let names = gradients.namesOfAll
  let sums = concurrentMap(count: names.count, threads: threads) { index in
    let tensors = gradients.compactMap { $0[names[index]] }
    let (tensor, others) = (tensors[0], tensors.dropFirst())
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
  for (name, sum) in zip(names, sums) { result[name] = sum }
  return result
}

extension NamedTensors {
  /// √(Σ x²) over all scalars of all tensors.
  public var norm: Double {
    reduce(0) { sum, entry in sum + entry.tensor.withScalars { squareSum($0) } }.squareRoot()
  }
}
