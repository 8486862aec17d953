import Layers
import Tensors

extension GraphHyperNetwork {
  /// A number that differs, most probably, from that of a hypernetwork with other weights.
  ///
  /// Source: the hash FNV-1a, over the bits of numbers instead of bytes.
  public var fingerprint: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for (_, tensor) in namedTensors {
      tensor.withScalars { scalars in
        for index in scalars.indices {
          hash = (hash ^ UInt64(scalars[index].bitPattern)) &* 0x100_0000_01b3
        }
      }
    }
    return hash
  }
}
