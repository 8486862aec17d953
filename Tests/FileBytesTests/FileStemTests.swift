import FileBytes
import Testing

@Suite struct FileStemTests {
  @Test(
    "a stem has neither folder nor extension",
    arguments: [
      ("net.onnx", "net"), ("folder.d/net", "net"), ("/a/net.v2.onnx", "net.v2"),
      (".hidden", ".hidden"), ("folder/", "folder"), ("", ""),
    ])
  func stems(path: String, stem: String) {
    #expect(fileStem(of: path) == stem)
  }
}
