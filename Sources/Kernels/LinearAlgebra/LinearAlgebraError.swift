/// What can go wrong when it is chosen how matrices are multiplied.
public enum LinearAlgebraError: Error, Equatable {
  /// A file is no library, or lacks a function that is needed.
  case unusable(path: String, reason: String)
  /// The process computes by another library already.
  case alreadyChosen(path: String)
  /// The machine lacks what kernels need.
  case unavailable(ProductKernels, available: [ProductKernels])
  /// The process computes with other kernels already.
  case kernelsAlreadyChosen(ProductKernels)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unusable(let path, let reason):
      "expected a library with the functions of OpenBLAS at '\(path)', found: \(reason)"
    case .alreadyChosen(let path):
      "expected a choice before the first product, found that '\(path)' is in use"
    case .unavailable(let kernels, let available):
      "expected one of the kernels \(available.map(\.rawValue).joined(separator: ", ")) that this "
        + "machine can run, found \(kernels.rawValue)"
    case .kernelsAlreadyChosen(let kernels):
      "expected a choice before the first product, found that \(kernels.rawValue) is in use"
    }
  }
}
