import FoundationEssentials
import Kernels

/// Makes the library file that the environment variable `GHN_BLAS` names the one that multiplies
/// matrices.
///
/// - Throws: `CommandFailure`, if it is no such library.
func chooseLinearAlgebraLibrary() throws(CommandFailure) {
  guard let path = ProcessInfo.processInfo.environment["GHN_BLAS"], !path.isEmpty else { return }
  let suggestion = "name a file of OpenBLAS, or nothing for the one of the system"
  try CommandFailure.naming("GHN_BLAS", .unreadableInput, suggestion: { _ in suggestion }) {
    () throws(LinearAlgebraError) in
    try LinearAlgebraLibrary(path: path).becomeCurrent()
  }
}
