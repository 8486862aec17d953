import COpenBLAS
import Synchronization

/// OpenBLAS as a library file that the process loads for itself: the one table of functions by which
/// matrices are multiplied and factored.
///
/// Nothing is linked, and nothing is set for the whole process: a copy that another part of it uses
/// keeps its threads and its settings. Which file it is may be chosen once, before the first
/// product; otherwise it is ``standard()``.
///
/// ```swift
/// let library = try LinearAlgebraLibrary(path: "/opt/wheel/libscipy_openblas.so")
/// try library.becomeCurrent()
/// ```
public struct LinearAlgebraLibrary: Sendable, Equatable {
  /// The address of the table of functions, which is never freed.
  private let address: UInt

  /// Loads the library file at a path, or of a name that the system looks for.
  ///
  /// Its functions may have names of their own, as in Python's wheels: `prefixes` are tried in
  /// order.
  ///
  /// - Throws: ``LinearAlgebraError/unusable(path:reason:)``, if there is none that multiplies
  ///   matrices of floats by integers of 32 bits.
  public init(path: String, prefixes: [String] = ["", "scipy_"]) throws(LinearAlgebraError) {
    var reason = "no prefix to try"
    for prefix in prefixes {
      var text = [CChar](repeating: 0, count: 512)
      // SAFETY: C writes at most as many bytes as there are, and ends them with a zero.
      if let table = unsafe ghn_blas_open(path, prefix, &text, text.count) {
        address = UInt(bitPattern: table)
        return
      }
      let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      reason = String(decoding: bytes, as: UTF8.self)
    }
    throw .unusable(path: path, reason: reason)
  }

  private init(address: UInt) {
    self.address = address
  }

  /// Debian's library without threads (`libopenblas0-serial`), else any OpenBLAS that the system
  /// finds; `nil` if there is none.
  public static func standard() -> LinearAlgebraLibrary? {
    let triplets = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
    let serial = triplets.map { "/usr/lib/\($0)/openblas-serial/libopenblas.so.0" }
    for path in serial + ["libopenblas.so.0", "libopenblas.so"] {
      if let library = try? LinearAlgebraLibrary(path: path) { return library }
    }
    return nil
  }

  /// The library by which the process computes: the chosen one, else the standard one; `nil` if
  /// there is none.
  public static var current: LinearAlgebraLibrary? {
    var address = currentAddress.load(ordering: .acquiring)
    if address == undecided {
      let found = standard()?.address ?? none
      let (_, earlier) = currentAddress.compareExchange(
        expected: undecided, desired: found, ordering: .acquiringAndReleasing)
      address = earlier == undecided ? found : earlier
    }
    return address == none ? nil : LinearAlgebraLibrary(address: address)
  }

  /// Makes this library the one by which the process computes from now on.
  ///
  /// - Throws: ``LinearAlgebraError/alreadyChosen(path:)``, if another one was chosen, or used.
  public func becomeCurrent() throws(LinearAlgebraError) {
    let (isNew, earlier) = Self.currentAddress.compareExchange(
      expected: Self.undecided, desired: address, ordering: .acquiringAndReleasing)
    guard !isNew, earlier != address else { return }
    throw .alreadyChosen(
      path: earlier == Self.none
        ? "no library" : LinearAlgebraLibrary(address: earlier).path)
  }

  private static let undecided: UInt = 0
  private static let none: UInt = 1
  /// Written once, as a dynamic linker decides once.
  private static let currentAddress = Atomic<UInt>(0)
}

extension LinearAlgebraLibrary {
  /// The path or name with which the library was opened.
  public var path: String { unsafe text(ghn_blas_path(table)) ?? "" }

  /// The processor family whose kernels it uses, or "unknown".
  public var core: String { unsafe text(ghn_blas_core(table)) ?? "unknown" }

  /// Its version and options, or "unknown".
  public var configuration: String { unsafe text(ghn_blas_configuration(table)) ?? "unknown" }

  /// Whether it brings the factorizations of LAPACK.
  public var hasFactorizations: Bool { unsafe ghn_blas_has_lapack(table) != 0 }

  /// The library by which the process factors matrices; `nil` where none brings LAPACK.
  package static var factorizing: LinearAlgebraLibrary? {
    current.flatMap { $0.hasFactorizations ? $0 : nil }
  }

  /// The table of functions.
  @unsafe
  var table: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    // SAFETY: the library answers constant, zero-terminated strings.
    unsafe pointer.map { unsafe String(cString: $0) }
  }
}
