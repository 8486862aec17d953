import Kernels
import Testing

@Suite struct LinearAlgebraLibraryTests {
  @Test(
    "what is no library of matrix products is refused", arguments: ["/etc/passwd", "libm.so.6"])
  func refusals(path: String) {
    let error = #expect(throws: LinearAlgebraError.self) { try LinearAlgebraLibrary(path: path) }
    guard case .unusable(path, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
    #expect("\(LinearAlgebraError.unusable(path: path, reason: reason))".contains(path))
  }

  @Test("a library whose functions have another prefix is not taken for one without")
  func prefixes() throws {
    let current = try #require(LinearAlgebraLibrary.current)
    #expect(throws: LinearAlgebraError.self) {
      try LinearAlgebraLibrary(path: current.path, prefixes: ["scipy_"])
    }
    #expect(throws: LinearAlgebraError.unusable(path: current.path, reason: "no prefix to try")) {
      try LinearAlgebraLibrary(path: current.path, prefixes: [])
    }
  }

  @Test("the choice is made once, and stays")
  func choice() throws {
    let current = try #require(LinearAlgebraLibrary.current)
    try current.becomeCurrent()
    let other = try LinearAlgebraLibrary(path: current.path)
    #expect(throws: LinearAlgebraError.alreadyChosen(path: current.path)) {
      try other.becomeCurrent()
    }
    #expect(LinearAlgebraLibrary.current == current)
    #expect(current.hasFactorizations)
    #expect(current.core != "unknown" && current.configuration.contains("OpenBLAS"))
  }
}
