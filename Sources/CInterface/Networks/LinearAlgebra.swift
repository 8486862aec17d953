import Kernels

/// `ghn_use_blas` of `ghn.h`.
@c(ghn_use_blas)
public func useLinearAlgebra(_ path: UnsafePointer<CChar>?, _ error: ErrorStrings?) -> Int32 {
  // SAFETY: the pointers are as the header says, and NULL is refused before they are read.
  unsafe call(error) {
    try LinearAlgebraLibrary(path: unsafe try text(path, "path")).becomeCurrent()
  }
}
