import ArchDAG
import Testing

@Suite struct HostileTextTests {
  /// Texts, each with what the refusal must name.
  static let genotypes: [(text: String, place: String)] = [
    ("", "text"), (" \n", "text"), ("{", "line 1, column 2"), ("[]", "text"), ("{}", "text"),
    ("null", "text"), ("hello", "text"), ("{\"operations\": 3}", "format"),
    (genotype(#"["conv_3x3", 2], ["conv_3x3", 0]"#), "normal[0]"),
    (genotype(#"["conv_3x3", -1], ["conv_3x3", 0]"#), "normal[0]"),
    (genotype(#"["conv_3x3", 1]"#), "normal"),
    (genotype(#"["conv_9x9", 1], ["conv_3x3", 0]"#), "normal[0]"),
    (genotype(#"["conv_3x3", 1, 2], ["conv_3x3", 0]"#), "normal[0]"),
    (genotype(#"["conv_3x3"], ["conv_3x3", 0]"#), "normal[0]"),
    (genotype(#"["conv_3x3", 1.5], ["conv_3x3", 0]"#), "number"),
    (genotype(#"["conv_3x3", 1e99], ["conv_3x3", 0]"#), "number"),
    (genotype(""), "normal"),
    (genotype(#"["none", 1], ["none", 0]"#), "genotype"),
    (genotype(concatenation: "[3]"), "normal_concat[0]"),
    (genotype(concatenation: "[]"), "normal_concat"),
    (genotype(concatenation: "[2, 2]"), "normal_concat"),
    (network(#""n_cells": 0"#), "n_cells"), (network(#""n_cells": 1000000000"#), "n_cells"),
    (network(#""C": 0"#), "C"), (network(#""C": -32"#), "C"), (network(#""C": "32""#), "C"),
    (network(#""C": 9223372036854775807"#), "C"), (network(#""C": 9223372036854775808"#), "number"),
    (network(#""C": 65536, "C_mult": 64"#), "elements"),
    (
      network(
        #""C": 65536, "C_mult": 64, "glob_avg": false, "n_cells": 1, "input": [3, 65536, 65536]"#),
      "classifier"
    ),
    (network(#""ks": 0"#), "ks"), (network(#""ks": 4"#), "ks"),
    (network(#""ks": NaN"#), "line 2, column"),
    (network(#""num_classes": 0"#), "num_classes"), (network(#""C_mult": 0"#), "C_mult"),
    (network(#""fc_layers": 0"#), "fc_layers"), (network(#""fc_dim": -1"#), "fc_dim"),
    (network(#""stem_type": 2"#), "stem_type"), (network(#""norm": "layer""#), "norm"),
    (network(#""input": [3, 32]"#), "input"), (network(#""input": [3, 0, 32]"#), "input"),
    (network(#""input": [3, 1, 1]"#), "preprocess0"),
  ]

  private static func genotype(
    _ edges: String = #"["conv_3x3", 1], ["conv_3x3", 0]"#, concatenation: String = "[2]"
  ) -> String {
    """
    {"normal": [\(edges)], "normal_concat": \(concatenation),
    "reduce": [["max_pool_3x3", 1], ["none", 0]], "reduce_concat": [2]}
    """
  }

  private static func network(_ field: String) -> String {
    #"{"genotype": \#(genotype()), \#(field)}"#
  }

  @Test("refuses a genotype that no network can follow, and names the place", arguments: genotypes)
  func refusesGenotypes(text: String, place: String) {
    expectRefusal(of: text, naming: place)
  }

  /// Operations of an architecture in JSON, each with what the refusal must name.
  static let operations: [(operation: String, place: String)] = [
    (
      #"{"name": "a", "type": "identity", "inputs": ["a"], "outputs": [{"name": "a"}]}"#,
      "inputs[0]"
    ),
    (
      #"{"name": "a", "type": "identity", "inputs": ["b"], "outputs": [{"name": "a"}]}, "#
        + #"{"name": "b", "type": "identity", "inputs": ["a"], "outputs": [{"name": "b"}]}"#,
      "operations[0].inputs[0]"
    ),
    (
      #"{"name": "a", "type": "identity", "inputs": ["?"], "outputs": [{"name": "a"}]}"#,
      "inputs[0]"
    ),
    (#"{"name": "a", "type": "identity", "inputs": ["x"], "outputs": [{"name": "x"}]}"#, "[0]"),
    (#"{"name": "a", "type": "identity", "inputs": ["x"], "outputs": []}"#, "outputs"),
    (#"{"name": "a", "type": "identity", "inputs": [], "outputs": [{"name": "a"}]}"#, "'a'"),
    (#"{"name": "a", "type": "identity", "inputs": [null], "outputs": [{"name": "a"}]}"#, "'a'"),
    (#"{"name": "a", "type": "conv", "inputs": ["x"], "outputs": [{"name": "a"}]}"#, "[0].type"),
    (#"{"name": "a", "inputs": ["x"], "outputs": [{"name": "a"}]}"#, "operations[0]"),
    (convolution(groups: 3), "'a'"), (convolution(groups: 0), "'a'"),
    (convolution(groups: -1), "'a'"), (convolution(strides: "[0, 1]"), "strides"),
    (convolution(strides: "[1]"), "padding"), (convolution(strides: "[1, 1, 1]"), "padding"),
    (convolution(strides: "[]"), "strides"), (convolution(padding: "[0, 0]"), "padding"),
    (convolution(padding: "[0, 0, 0, -1]"), "padding"),
    (convolution(padding: "[0, 0, 0, 4294967296]"), "padding"),
    (convolution(weight: "negative"), "operations[0].inputs[1]"),
    (
      #"{"name": "a", "type": "maxPool", "inputs": ["x"], "outputs": [{"name": "a"}], "#
        + #""kernel": [0, 3], "strides": [1, 1], "padding": [0, 0, 0, 0], "dilations": [1, 1], "#
        + #""roundsUp": false, "countsPadding": false}"#, "kernel"
    ),
    (
      #"{"name": "a", "type": "batchNorm", "inputs": ["x"], "outputs": [{"name": "a"}], "#
        + #""epsilon": 1e999}"#, "number"
    ),
    (
      #"{"name": "a", "type": "identity", "inputs": ["x"], "outputs": "#
        + #"[{"name": "a", "extents": [-1]}]}"#, "extents"
    ),
    (
      #"{"name": "a", "type": "identity", "inputs": ["x"], "outputs": "#
        + #"[{"name": "a", "extents": [4611686018427387904, 4]}]}"#, "extents"
    ),
  ]

  private static func convolution(
    groups: Int = 1, strides: String = "[1, 1]", padding: String = "[0, 0, 0, 0]",
    weight: String = "w"
  ) -> String {
    """
    {"name": "a", "type": "convolution", "inputs": ["x", "\(weight)"], "strides": \(strides),
    "padding": \(padding), "dilations": [1, 1], "groups": \(groups), "outputs": [{"name": "a"}]}
    """
  }

  private static func document(
    operations: String, parameters: String = #"{"name": "w", "shape": [8, 4, 3, 3]}"#
  ) -> String {
    """
    {"format": "ghn-architecture", "version": 1, "name": "n", "inputs": [{"name": "x"}],
    "parameters": [\(parameters)], "operations": [\(operations)], "outputs": ["x"]}
    """
  }

  @Test("refuses an operation that no network can have, and names the place", arguments: operations)
  func refusesOperations(operation: String, place: String) throws {
    expectRefusal(of: Self.document(operations: operation), naming: place)
  }

  @Test func takesTheOperationOfWhichTheOthersAreVariations() throws {
    let text = Self.document(operations: Self.convolution(groups: 2))
    #expect(try ReadingTests.read(text).operations.count == 1)
  }

  @Test(
    "refuses a parameter that no network can have",
    arguments: [
      #"{"name": "w", "shape": [8, 0]}"#, #"{"name": "w", "shape": [-8]}"#,
      #"{"name": "w", "shape": [4611686018427387904, 4]}"#,
      #"{"name": "w", "shape": [8]}, {"name": "w", "shape": [8]}"#,
      #"{"name": "x", "shape": [8]}"#, #"{"name": "w"}"#,
      #"{"name": "w", "shape": [1, 1, 1, 1, 1, 1, 1, 1, 1]}"#,
    ])
  func refusesParameters(parameters: String) {
    expectRefusal(of: Self.document(operations: "", parameters: parameters), naming: "param")
  }

  @Test("refuses nesting without end", arguments: ["[", "{\"a\":", "[{\"genotype\":"])
  func refusesDeepNesting(opening: String) {
    expectRefusal(of: String(repeating: opening, count: 100_000), naming: "")
  }

  @Test func refusesATextThatIsTooLong() {
    expectRefusal(of: String(repeating: " ", count: (32 << 20) + 1), naming: "32")
  }

  @Test("refuses another format and a later version")
  func refusesOtherFormats() {
    let text = Self.document(operations: "")
    expectRefusal(
      of: text.replacing("ghn-architecture", with: "keras"), naming: "format")
    expectRefusal(of: text.replacing("\"version\": 1", with: "\"version\": 3"), naming: "version")
    let open = text.replacing("\"version\": 1", with: "\"version\": 2, \"batch\": 0")
    expectRefusal(of: open, naming: "batch")
  }

  private func expectRefusal(of text: String, naming place: String) {
    let error = #expect(throws: ArchitectureError.self) { try ReadingTests.read(text) }
    guard let error, !place.isEmpty else { return }
    #expect(error.description.contains(place), "\(error)")
  }
}
