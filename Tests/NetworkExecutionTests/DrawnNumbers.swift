import ArchDAG
import Autograd
import Randomness
import Tensors

/// The numbers that the scripts in `Golden` feed to networks too; `Scripts/drawn_numbers.py` is their twin.
enum DrawnNumbers {
  /// Number j is the top 24 bits of draw j of SplitMix64, seeded with the FNV-1a hash of the name,
  /// scaled to −1 …< 1.
  static func uniform(_ name: String, _ shape: Shape) -> Tensor {
    var generator = SplitMix64(seed: fnv1a(name.utf8))
    let scalars = (0..<shape.count).map { _ in Float(generator.next() >> 40) / 0x1p23 - 1 }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// A parameter: kernels and matrices as He draws them, scales near 1, all else near 0.
  static func parameter(_ name: String, _ shape: Shape) -> Tensor {
    let numbers = uniform(name, shape).scalars
    let scalars: [Float]
    if name.hasSuffix("running_var") {
      scalars = numbers.map { 1 + 0.5 * $0 }
    } else if shape.rank >= 2 {
      let scale = (6 / Float(shape.extents.dropFirst().reduce(1, *))).squareRoot()
      scalars = numbers.map { $0 * scale }
    } else if name.hasSuffix("weight") {
      scalars = numbers.map { 1 + 0.25 * $0 }
    } else {
      scalars = numbers.map { 0.25 * $0 }
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// All parameters and buffers of an architecture.
  static func parameters(of architecture: Architecture) -> NamedTensors {
    var tensors = NamedTensors()
    for listed in architecture.parameters {
      tensors[listed.name] = parameter(listed.name, listed.shape)
    }
    return tensors
  }
}

/// The largest difference of two lists, where each number counts relative to 1 or to the largest of
/// the expected ones, whichever is more.
func worstError(_ found: some Collection<Float>, _ expected: some Collection<Float>) -> Float {
  guard found.count == expected.count else { return .infinity }
  let scale = max(1, expected.map(abs).max() ?? 1)
  return zip(found, expected).reduce(0) {
    let error = abs($1.0 - $1.1) / scale
    return error.isNaN ? .infinity : max($0, error)
  }
}
