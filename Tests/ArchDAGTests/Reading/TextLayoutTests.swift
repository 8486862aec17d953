import ArchDAG
import FileBytes
import Testing

@Suite struct TextLayoutTests {
  private func layout(_ text: String) throws -> (TextLayout, MappedFile) {
    let file = try MappedFile(bytes: Array(text.utf8), path: "text")
    return (try TextLayout(of: file), file)
  }

  @Test(
    "the elements of a list are found, whatever stands in them",
    arguments: [
      (#"[{"a": [1, "],"]}, "x\"]",5 ]"#, [#"{"a": [1, "],"]}"#, #""x\"]""#, "5"]),
      ("[\n {} ,{}\r\n]\n", ["{}", "{}"]), ("[\"a\"]", ["\"a\""]),
      ("[ \"\", , {}]", ["\"\"", "", "{}"]),
      ("[[[1], [0, 1]], [[2]]]", ["[[1], [0, 1]]", "[[2]]"]),
      ("[{\"cut", ["{\"cut"]), ("[{}] behind", ["{}", "behind"]), ("[{}", ["{}", ""]),
      ("('a', (1, 2),)", ["'a'", "(1, 2)"]), ("[[1, 2], [3]]", ["[1, 2]", "[3]"]),
      ("LIST = [\n Genotype(a=[1]),\n 'x']", ["Genotype(a=[1])", "'x'"]),
      ("\u{feff}[it's,\n{}]", ["it's", "{}"]),
      ("[{}}, {}]", ["{}}", "{}"]),
    ] as [(String, [String])])
  func elements(text: String, expected: [String]) throws {
    let (found, file) = try layout(text)
    guard case .elements(let ranges) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(
      ranges.map { String(decoding: file.bytes(in: $0, atMost: 99), as: UTF8.self) } == expected)
  }

  @Test(
    "a first line that is whole begins lines, and one that is not a text",
    arguments: [
      ("", .lines), ("[[1], [2]]", .lines), ("(1, 2)", .lines), ("[1, 2]\n[3]", .lines),
      ("|a|\n{", .lines), ("a,b\n1,2\n", .lines), ("[\"a\"]\n[\"b\"]", .lines),
      ("\"open\n|a|\n", .lines), ("it's (a file\n|a|", .lines),
      ("{\n}", .whole), ("[", .whole), ("[[1],\n[4, 0]]", .whole), ("(1,\n2)", .whole),
      ("A = Genotype(\n)", .whole), ("A =\nGenotype()", .whole),
    ] as [(String, TextLayout)])
  func others(text: String, expected: TextLayout) throws {
    #expect(try layout(text).0 == expected)
  }

  @Test("files that are no text are refused", arguments: ["PK\u{3}\u{4}", "a\0b\0"])
  func noTexts(text: String) {
    #expect(throws: ArchitectureError.self) { try layout(text) }
  }
}
