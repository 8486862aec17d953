import CKernels
import Synchronization

/// With which instructions matrices are multiplied.
///
/// What the processor has decides, never its model, by which OpenBLAS chooses: our own kernels follow
/// its features. `make benchmark-products` compares them. Results of two kinds differ by rounding, up
/// to 10⁻⁷ times the sum of a product's absolute terms for each bit of its length; those of one kind
/// are the same on every processor that has it, for any number of threads.
public enum ProductKernels: String, Sendable, CaseIterable {
  /// Our own, of 512 bits: AVX-512 with its F, BW, CD, DQ and VL parts.
  case avx512
  /// Our own, of 256 bits: AVX2 with FMA.
  case avx2
  /// Those of the ``LinearAlgebraLibrary``.
  case blas
  /// Plain loops, for processors with neither where there is no library.
  case portable

  /// Whether this machine has what they need.
  public var isAvailable: Bool {
    switch self {
    case .blas: LinearAlgebraLibrary.current != nil
    case .avx512, .avx2, .portable: ghn_has_products(own) != 0
    }
  }

  /// The fastest that this machine has.
  public static var fastest: ProductKernels {
    allCases.first { $0.isAvailable } ?? .portable
  }

  /// The kernels by which the process computes: the chosen ones, else the fastest.
  public static var current: ProductKernels {
    let number = chosen.load(ordering: .relaxed)
    if number != undecided { return allCases[number] }
    let fastest = allCases.firstIndex(of: .fastest) ?? allCases.count - 1
    let (isNew, earlier) = chosen.compareExchange(
      expected: undecided, desired: fastest, ordering: .relaxed)
    return allCases[isNew ? fastest : earlier]
  }

  /// Makes these kernels those by which the process computes from now on.
  ///
  /// - Throws: ``LinearAlgebraError``, if the machine lacks what they need, or others were chosen or
  ///   used.
  public func becomeCurrent() throws(LinearAlgebraError) {
    guard isAvailable, let number = Self.allCases.firstIndex(of: self) else {
      throw .unavailable(
        self, available: Self.allCases.filter { $0.isAvailable })
    }
    let (isNew, earlier) = Self.chosen.compareExchange(
      expected: Self.undecided, desired: number, ordering: .relaxed)
    guard isNew || earlier == number else {
      throw .kernelsAlreadyChosen(Self.allCases[earlier])
    }
  }

  private static let undecided = -1
  /// The index of the kernels among all, written once.
  private static let chosen = Atomic<Int>(undecided)

  /// Our own kernels of this kind.
  var own: ghn_products {
    switch self {
    case .avx512: GHN_AVX512_PRODUCTS
    case .avx2: GHN_AVX2_PRODUCTS
    case .blas, .portable: GHN_PORTABLE_PRODUCTS
    }
  }
}
