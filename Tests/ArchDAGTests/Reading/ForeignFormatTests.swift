import ArchDAG
import Testing

@Suite struct ForeignFormatTests {
  @Test(
    "weight files and Git LFS pointers are refused by their name",
    arguments: [
      (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "a Git LFS pointer"),
      ([0x50, 0x4b, 3, 4, 0, 0], "a zip archive"),
      ([0x28, 0, 0, 0, 0, 0, 0, 0] + Array(#"{"a":{"dtype":"F32"}}"#.utf8), "a safetensors file"),
      ([0x24, 0, 0, 0] + Array("ORTM".utf8) + [0, 1, 2], "a model in ONNX Runtime's own format"),
    ] as [([UInt8], String)])
  func refusals(bytes: [UInt8], format: String) {
    #expect {
      try Architecture(bytes: bytes, name: "net")
    } throws: { error in
      guard case .malformed("start", _, let found) = error as? ArchitectureError else {
        return false
      }
      return found.hasPrefix(format)
    }
  }
}
