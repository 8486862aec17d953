import ArchDAG
import Autograd
import NetworkExecution
import Tensors

/// How alike the rectifications of a network react to the images of a batch.
///
/// Each image has a code of bits: for each rectified number whether it is positive. With
/// K_ij = the bits in which the codes of images i and j agree, NASWOT is ln |K|.
///
/// Source: Mellor et al. (arXiv:2006.04647v3), Eq. 2.
struct ActivationAgreement {
  private var agreements: [Int]
  private let batchSize: Int

  init(batchSize: Int) {
    self.batchSize = batchSize
    agreements = [Int](repeating: 0, count: batchSize * batchSize)
  }

  /// Counts the bits of one operation's results (N, …).
  mutating func add(_ activation: Tensor) {
    let length = activation.shape.count / max(1, batchSize)
    let words = (length + 63) / 64
    var codes = [UInt64](repeating: 0, count: words * batchSize)
    activation.withScalars { scalars in
      for image in 0..<batchSize {
        for word in 0..<words {
          // Signs are as good as random: a branch for each would be guessed wrongly half of the time.
          var bits: UInt64 = 0
          for index in 64 * word..<min(64 * word + 64, length) {
            let isPositive: UInt64 = scalars[image * length + index] > 0 ? 1 : 0
            bits |= isPositive << UInt64(index % 64)
          }
          codes[image * words + word] = bits
        }
      }
    }
    for i in 0..<batchSize {
      for j in 0...i {
        var differing = 0
        for word in 0..<words {
          differing += (codes[i * words + word] ^ codes[j * words + word]).nonzeroBitCount
        }
        agreements[i * batchSize + j] += length - differing
        if i != j { agreements[j * batchSize + i] += length - differing }
      }
    }
  }

  var logDeterminant: Double {
    SymmetricMatrix(order: batchSize, scalars: agreements.map(Double.init)).logDeterminant
  }
}

extension Architecture {
  /// The results of the operations that are linear on each side of 0, or nearly.
  var rectifications: [ValueID] {
    operations.compactMap { operation in
      guard case .activation(let activation) = operation.kind else { return nil }
      switch activation {
      case .relu, .leakyRelu, .prelu, .elu, .selu, .gelu, .silu, .mish, .hardSwish, .clip:
        return operation.outputs[0]
      case .sigmoid, .hardSigmoid, .tanh, .softplus: return nil
      }
    }
  }
}
