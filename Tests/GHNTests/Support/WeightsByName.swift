import Randomness
import Tensors

/// The weight that golden files give to a parameter of this name; the scripts beside them
/// (`Golden/ghn3.py`, `Golden/logah.py`) follow the same rule.
///
/// - Parameters:
///   - name: the parameter's name, from which its numbers follow.
///   - shape: its shape.
///   - center: what the numbers lie around.
/// - Returns: the weight.
func weight(_ name: String, _ shape: Shape, around center: Double = 0) -> Tensor {
  let seed = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
    ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
  }
  var generator = SplitMix64(seed: seed)
  let extents = shape.extents
  let bound = extents.count > 1 ? 1 / Double(extents[extents.count - 1]).squareRoot() : 0.1
  let scalars = (0..<shape.count).map { _ in
    let uniform = Double(generator.next() >> 40) / Double(1 << 24)
    return Float(bound * (2 * uniform - 1) + center)
  }
  return Tensor(shape: shape, scalars: scalars)
}
