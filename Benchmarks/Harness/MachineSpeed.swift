import Concurrency
import Kernels
import Tensors

/// What this machine can do at most, measured in the same run as everything else.
///
/// A floor is counted work over these speeds: no program that does the task at all, on this
/// machine and with this BLAS, can be faster.
struct MachineSpeed: Codable {
  /// The processor that OpenBLAS takes this one for.
  let core: String
  /// The kernels that matrices are multiplied with; `nil` where results are older than these.
  let kernels: String?
  /// How many threads took part.
  let threads: Int
  /// 10⁹ floating-point operations per second of independent 1,024³ products, one per thread.
  let gigaflops: Double
  /// 10⁹ bytes copied per second, between buffers that no cache holds.
  let gigabytes: Double

  /// Measures the machine.
  init(threads: Int) {
    core = LinearAlgebraLibrary.current?.core ?? "none"
    kernels = ProductKernels.current.rawValue
    self.threads = threads
    (gigaflops, gigabytes) = withThreads(threads) {
      (Self.measureProducts(threads: threads), Self.measureCopies(threads: threads))
    }
  }

  /// What was measured, in words.
  var processor: String {
    (kernels.map { "Kernels \($0), " } ?? "") + "OpenBLAS core \(core)"
  }

  /// The least time for so much work, in seconds.
  func floor(for work: WorkCount) -> Double {
    Double(work.operations) / (gigaflops * 1e9) + Double(work.bytes) / (gigabytes * 1e9)
  }

  private static func measureProducts(threads: Int) -> Double {
    let extent = 1024
    let matrix = Tensor(repeating: 1, shape: [extent, extent])
    let seconds = medianSeconds(of: 7) {
      concurrentMap(count: threads) { _ in
        Tensor(shape: [extent, extent]) { result in
          matrix.withScalars { scalars in
            MatrixProduct(rows: extent, inner: extent, columns: extent).multiply(
              scalars, scalars, into: &result)
          }
        }
      }
    }
    return 2 * Double(extent * extent * extent) * Double(threads) / seconds / 1e9
  }

  /// The sum of what the threads copy per second while all of them copy.
  private static func measureCopies(threads: Int) -> Double {
    let count = 16 << 20
    let rates = concurrentMap(count: threads) { _ in
      let source = [Float](repeating: 1, count: count)
      var target = [Float](repeating: 2, count: count)
      let seconds = medianSeconds(of: 9) { copy(source.span, into: &target) }
      return Double(count * MemoryLayout<Float>.stride) / seconds / 1e9
    }
    return rates.reduce(0, +)
  }

  private static func copy(_ source: Span<Float>, into target: inout [Float]) {
    var target = target.mutableSpan
    transferBlock(
      source, at: BlockLayout(offset: 0, stride: 0), into: &target,
      at: BlockLayout(offset: 0, stride: 0), rows: 1, columns: source.count)
  }
}
