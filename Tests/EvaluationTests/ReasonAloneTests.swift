import Evaluation
import Testing

@Suite struct ReasonAloneTests {
  @Test(
    "a reason that stands behind a title does not repeat it",
    arguments: [
      ("list[1]: bad", "list[1]", "bad"),
      ("list[1].nodes: bad", "list[1]", "nodes: bad"),
      ("[1]: bad", "list[1]", "bad"),
      ("[1], line 2: bad", "list[1]", "line 2: bad"),
      ("list[1]: [1], line 2: bad", "list[1]", "line 2: bad"),
      ("list[1]: [1]: bad", "list[1]", "bad"),
      ("[12]: bad", "list[1]", "[12]: bad"),
      ("bad", "list[1]", "bad"),
      ("net: bad", "net", "bad"),
    ])
  func alone(reason: String, title: String, expected: String) {
    #expect(reasonAlone(reason, of: title) == expected)
  }
}
