import COpenBLAS

/// The name of the processor family whose kernels OpenBLAS uses, for benchmarks to report.
package func linearAlgebraCore() -> String {
  // SAFETY: the library answers a constant, zero-terminated string.
  unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
}
