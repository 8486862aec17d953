import Concurrency
import Kernels
public import Tensors

/// The gradients of several networks, added up in their order.
///
/// The order of the sum is that of the array, whoever finished first: the result depends on no
/// thread.
///
/// - Parameter gradients: for each network the gradient of each parameter.
/// - Returns: a sum for each name, in the order of their first appearance, over the networks that
///   have it.
/// - Precondition: gradients of one name have one shape.
package func gradientSum(_ gradients: [NamedTensors]) -> NamedTensors {
  guard gradients.count > 1 else { return gradients.first ?? [:] }
  let names = gradients.namesOfAll
  let addends = names.map { name in gradients.compactMap { $0[name] } }
  let sums = filledTensors(
    shapes: addends.map { $0[0].shape }, pieceCount: 1 << 16
  ) { index, range, sum in
    // In pieces that the nearest cache holds, each is read from memory once.
    for start in stride(from: 0, to: range.count, by: 4096) {
      let part = start..<min(start + 4096, range.count)
      let source = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
      var piece = sum._mutatingExtracting(part)
      addends[index][0].withScalars { copy($0.extracting(source), into: &piece) }
      for other in addends[index].dropFirst() {
        other.withScalars { add($0.extracting(source), to: &piece) }
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
    let tensors = map(\.tensor)
    return concurrentMap(count: tensors.count) { index in
      tensors[index].withScalars { squareSum($0) }
    }.reduce(0, +).squareRoot()
  }
}
