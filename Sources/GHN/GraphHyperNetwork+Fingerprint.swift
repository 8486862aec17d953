import Layers
import Randomness
import Tensors

extension GraphHyperNetwork {
  /// A number that differs, most probably, from that of a hypernetwork with other weights.
  ///
  /// Source: the hash FNV-1a, over the bits of numbers instead of bytes.
  public var fingerprint: UInt64 {
    var hash = fnv1a(EmptyCollection<UInt32>())
    for (_, tensor) in namedTensors {
      hash = fnv1a(tensor.scalars.lazy.map(\.bitPattern), continuing: hash)
    }
    return hash
  }
}
