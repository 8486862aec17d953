import ArchDAG
import Foundation
import Tensors
import Testing

@Suite struct NASBench101Tests {
  /// The cell that the paper's repository gives as its first example, an Inception-like one.
  static let inception =
    """
    {"matrix": [[0,1,1,1,0,1,0],[0,0,0,0,0,0,1],[0,0,0,0,0,0,1],[0,0,0,0,1,0,0],[0,0,0,0,0,0,1],
    [0,0,0,0,0,0,1],[0,0,0,0,0,0,0]], "ops": ["input","conv1x1-bn-relu","conv3x3-bn-relu",
    "conv3x3-bn-relu","conv3x3-bn-relu","maxpool3x3","output"]}
    """

  static func cell(_ json: String) throws -> NASBench101Cell {
    try JSONDecoder().decode(NASBench101Cell.self, from: Data(json.utf8))
  }

  @Test func buildsThePublishedNetwork() throws {
    let architecture = try Architecture(try Self.cell(Self.inception))
    let shapes = Dictionary(
      uniqueKeysWithValues: architecture.parameters.map { ($0.name, $0.shape) })
    #expect(shapes["layers.0.conv_bn_relu.0.weight"] == [128, 3, 3, 3])
    // Four vertices share 128 channels out, and the fifth has what its reader has.
    #expect(shapes["layers.1.input_op.1.conv_bn_relu.0.weight"] == [32, 128, 1, 1])
    #expect(shapes["layers.1.vertex_op.3.conv3x3.conv_bn_relu.0.weight"] == [32, 32, 3, 3])
    // Layer 4 is a pooling; layer 5 the first cell of 256 channels.
    #expect(shapes["layers.5.input_op.1.conv_bn_relu.0.weight"] == [64, 128, 1, 1])
    #expect(shapes["layers.11.vertex_op.4.conv3x3.conv_bn_relu.1.running_var"] == [128])
    #expect(shapes["classifier.weight"] == [10, 512])
    #expect(architecture[architecture.outputs[0]].extents == [nil, 10])
    let trainable = architecture.parameters.filter(\.isTrainable)
    // The published table's `trainable_parameters` of this cell.
    #expect(trainable.reduce(0) { $0 + $1.shape.count } == 2_694_282)
  }

  @Test("shares channels out so that the first vertices take the rest", arguments: [7, 8, 128])
  func unevenChannels(channels: Int) throws {
    let cell = try Self.cell(
      """
      {"matrix": [[0,1,1,1,1],[0,0,1,0,1],[0,0,0,0,1],[0,0,0,0,1],[0,0,0,0,0]],
      "ops": ["input","conv3x3-bn-relu","conv1x1-bn-relu","maxpool3x3","output"]}
      """)
    var options = GenotypeOptions()
    options.channels = channels
    options.cellCount = 1
    let architecture = try Architecture(cell, options: options)
    let widths = try [1, 2, 3].map { vertex in
      try #require(
        architecture.parameters.first {
          $0.name == "layers.1.input_op.\(vertex).conv_bn_relu.0.weight"
        }
      ).shape[0]
    }
    #expect(widths.reduce(0, +) == channels)
    #expect(widths == widths.sorted(by: >) && widths[0] - widths[2] <= 1)
    let slices = architecture.operations.count {
      if case .slice = $0.kind { true } else { false }
    }
    #expect((slices > 0) == [channels, 2 * channels, 4 * channels].contains { $0 % 3 == 1 })
  }

  @Test func prunesVerticesThatLieOnNoPath() throws {
    let pruned = try Self.cell(
      """
      {"matrix": [[0,1,0,1],[0,0,0,0],[0,0,0,1],[0,0,0,0]],
      "ops": ["input","conv3x3-bn-relu","conv1x1-bn-relu","output"]}
      """)
    let names = try Architecture(pruned).parameters.map(\.name)
    #expect(!names.contains { $0.contains("vertex_op") })
    #expect(names.contains("layers.1.input_op.1.conv_bn_relu.0.weight"))
  }

  @Test func readsTheJSONThatItWrites() throws {
    let cell = try Self.cell(Self.inception)
    let data = try JSONEncoder().encode(cell)
    #expect(try JSONDecoder().decode(NASBench101Cell.self, from: data) == cell)
  }

  @Test(
    "refuses other cells",
    arguments: [
      #"{"matrix": [], "ops": []}"#,
      #"{"matrix": [[0]], "ops": ["input"]}"#,
      #"{"matrix": [[0, 1], [0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[0, 1], [1, 0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[1, 1], [0, 0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[0, 2], [0, 0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[0, -1], [0, 0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[0, 0], [0, 0]], "ops": ["input", "output"]}"#,
      #"{"matrix": [[0, 1], [0, 0]], "ops": ["input"]}"#,
      #"{"matrix": [[0, 1], [0, 0]], "ops": ["output", "input"]}"#,
      #"{"matrix": [[0, 1], [0, 0]], "ops": ["input", "conv3x3-bn-relu"]}"#,
      #"{"matrix": [[0, 1], [0, 0]], "ops": ["input", "dense"]}"#,
      #"{"matrix": [[0, 1, 0], [0, 0, 0], [0, 0, 0]], "ops": ["input", "maxpool3x3", "output"]}"#,
      #"{"matrix": [[0, 1, 1], [0, 0, 1], [0, 0, 0]], "ops": ["input", "input", "output"]}"#,
    ])
  func refuses(json: String) {
    #expect(throws: ArchitectureError.self) { try Self.cell(json) }
  }

  @Test("refuses more than 7 vertices and more than 9 edges", arguments: [(8, 7), (7, 10)])
  func refusesLargeCells(vertices: Int, edges: Int) {
    var matrix = [[Bool]](repeating: Array(repeating: false, count: vertices), count: vertices)
    var left = edges
    for row in 0..<vertices {
      for column in row + 1..<max(vertices, row + 1) where left > 0 {
        matrix[row][column] = true
        left -= 1
      }
    }
    let operations: [NASBench101Cell.VertexOperation] =
      [.input] + Array(repeating: .maxPool3, count: vertices - 2) + [.output]
    #expect(throws: ArchitectureError.self) {
      try NASBench101Cell(matrix: matrix, vertices: operations)
    }
  }
}
