import ArchDAG
import Testing

@Suite struct JSONSyntaxTests {
  @Test(
    "names the line and column at which a text stops being JSON",
    arguments: [
      ("{\"matrix\":\n  [1,, 2]}", "line 2, column 6: expected a value, found ', 2]}'"),
      ("[1 2]", "line 1, column 4: expected ',' or ']', found '2]'"),
      ("{\"a\" 1}", "line 1, column 6: expected ':', found '1}'"),
      ("{a: 1}", "line 1, column 2: expected a name in quotes, found 'a: 1}'"),
      ("[\"a", "line 1, column 4: expected a closing quote, found the end of the text"),
      ("[] x", "line 1, column 4: expected the end, found 'x'"),
      ("{\"a\": 01x}", "line 1, column 9: expected ',' or '}', found 'x}'"),
    ])
  func faults(text: String, sentence: String) {
    let error = #expect(throws: ArchitectureError.self) {
      try Architecture(bytes: Array(text.utf8), name: "broken")
    }
    #expect(error?.description == sentence)
  }
}
