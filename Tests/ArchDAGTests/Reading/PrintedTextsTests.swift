import ArchDAG
import Testing

/// Texts as Python programs print and store them.
@Suite struct PrintedTextsTests {
  private static let printed =
    "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0)], normal_concat=range(2, 3), "
    + "reduce=[('max_pool_3x3', 0), ('skip_connect', 1)], reduce_concat=[2])"

  @Test(
    "a printed genotype is the one of its JSON, however it is stored",
    arguments: [
      printed, "DARTS = " + printed, "genotypes.V2 = genotypes." + printed,
      printed.replacing("'", with: "\""), printed.replacing("range(2, 3)", with: "(2,)"),
      printed.replacing(", ", with: ",\n  "),
      "{'normal': (('sep_conv_3x3', 1), ('skip_connect', 0)), 'normal_concat': [2], 'reduce': "
        + "[['max_pool_3x3', 0], ['skip_connect', 1],], \"reduce_concat\": range(2, 3, 4)}",
    ])
  func genotypes(text: String) throws {
    #expect(try ReadingTests.read(text) == ReadingTests.read(ReadingTests.darts))
  }

  @Test(
    "a cell is read from its string between quotes and from NASLib's indices",
    arguments: [
      "\"\(NASBench201Tests.text)\"", "'\(NASBench201Tests.text)'",
      " \"\(NASBench201Tests.text)\"\n",
      "(2, 2, 0, 4, 3, 0)", "[2, 2, 0, 4, 3, 0]", "(2,2,0,4,3,0,)",
    ])
  func cells(text: String) throws {
    #expect(try ReadingTests.read(text) == ReadingTests.read(NASBench201Tests.text))
  }

  @Test("published names of a NAS-Bench-101 cell's fields are taken")
  func publishedNames() throws {
    let text = NASBench101Tests.inception.replacing("\"matrix\"", with: "\"module_adjacency\"")
      .replacing("\"ops\"", with: "\"module_operations\"")
    #expect(text.contains("module_operations"))
    #expect(try ReadingTests.read(text) == ReadingTests.read(NASBench101Tests.inception))
  }

  @Test(
    "texts that begin with the tag of a field of an ONNX model are still texts",
    arguments: [
      ("\"quoted\"", "NAS-Bench-201"), ("(1, 2", "column 6"), ("2, 0, 3", "'2, 0, 3'"),
      (": a colon", "': a colon'"), ("Bad words", "'Bad words'"), ("(hello)", "column 2"),
      ("Genotype(normal)", "column 16"), ("(0, 1, 2, 3, 4, 5)", "index 5"),
      ("(0, 1)", "6 indices"), ("range(0, 9000000000)", "1024"), ("'no end", "end"),
      (String(repeating: "(", count: 9000), "64"),
    ])
  func refusals(text: String, place: String) {
    let error = #expect(throws: ArchitectureError.self) { try ReadingTests.read(text) }
    #expect(error?.description.contains(place) == true, "\(String(describing: error))")
  }

  @Test func takesPrintedTextsAsWordsOfTheCommandLine() {
    for word in ["(2, 2, 0, 4, 3, 0)", "\"|a|\"", Self.printed] {
      #expect(Architecture.isText(word))
    }
    #expect(!Architecture.isText("Genotype.json"))
  }
}
