import ArchDAG
import Randomness
import Tensors
import Testing

@Suite struct NASBench201Tests {
  static let text =
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_1x1~1|skip_connect~2|"

  @Test func readsTheStringThatItWrites() throws {
    var generator = SplitMix64(seed: 201)
    for _ in 0..<200 {
      let text = (1...3).map { node in
        "|"
          + (0..<node).map { source in
            let operation = NASBench201Cell.EdgeOperation.allCases.randomElement(using: &generator)
            return "\(operation?.rawValue ?? "none")~\(source)|"
          }.joined()
      }.joined(separator: "+")
      #expect(try NASBench201Cell(text).description == text)
    }
  }

  @Test func buildsThePublishedNetwork() throws {
    let architecture = try Architecture(try NASBench201Cell(Self.text))
    let trainable = architecture.parameters.filter(\.isTrainable)
    let names = trainable.map(\.name)
    #expect(names.prefix(3) == ["stem.0.weight", "stem.1.weight", "stem.1.bias"])
    for name in [
      "cells.0.layers.0.op.1.weight", "cells.0.layers.1.op.2.bias", "cells.4.layers.4.op.1.weight",
      "cells.5.conv_a.op.1.weight", "cells.5.conv_b.op.2.weight", "cells.11.downsample.1.weight",
      "cells.16.layers.4.op.2.bias", "lastact.0.weight", "classifier.weight", "classifier.bias",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    let shapes = Dictionary(uniqueKeysWithValues: trainable.map { ($0.name, $0.shape) })
    #expect(shapes["cells.12.layers.4.op.1.weight"] == [64, 64, 1, 1])
    #expect(shapes["cells.5.conv_a.op.1.weight"] == [32, 16, 3, 3])
    #expect(architecture.parameters.contains { $0.name == "stem.1.running_mean" })
    #expect(architecture[architecture.outputs[0]].extents == [nil, 10])
    // Fifteen cells of two 3×3 and one 1×1 convolutions, summed by hand from the paper's sizes.
    let cells = [16, 32, 64].map { 5 * (2 * (9 * $0 * $0 + 2 * $0) + $0 * $0 + 2 * $0) }
    let blocks = [16, 32].map {
      9 * $0 * 2 * $0 + 9 * 4 * $0 * $0 + 2 * 4 * $0 + 2 * $0 * $0
    }
    let ends = 9 * 3 * 16 + 2 * 16 + 2 * 64 + 64 * 10 + 10
    #expect(
      trainable.reduce(0) { $0 + $1.shape.count } == (cells + blocks).reduce(ends, +))
  }

  @Test func takesOptions() throws {
    var options = GenotypeOptions()
    options.channels = 8
    options.cellCount = 1
    options.classCount = 100
    options.input = ImageExtents(channels: 1, height: 28, width: 28)
    options.normalization = .batch
    let architecture = try Architecture(try NASBench201Cell(Self.text), options: options)
    #expect(!architecture.parameters.contains { !$0.isTrainable })
    #expect(architecture.parameters.first?.shape == [8, 1, 3, 3])
    #expect(architecture.parameters.last?.shape == [100])
  }

  @Test func countsNoneAsNoEdge() throws {
    let cell = try NASBench201Cell(
      "|none~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|none~0|none~1|skip_connect~2|")
    let names = try Architecture(cell).parameters.map(\.name)
    #expect(names.contains("cells.0.layers.1.op.1.weight"))
    #expect(!names.contains("cells.0.layers.2.op.1.weight"), "it reads node 1, which is absent")
  }

  @Test(
    "refuses other strings, and says where",
    arguments: [
      "", "|", "||", "nor_conv_3x3~0", "|nor_conv_3x3~0|", "|none~0|+|none~0|none~1|",
      "|none~0|+|none~0|none~1|+|none~0|none~1|", "|none~0|+|none~0|+|none~0|none~1|none~2|",
      "|none~0|-|none~0|none~1|+|none~0|none~1|none~2|",
      "|none~1|+|none~0|none~1|+|none~0|none~1|none~2|",
      "|none~0|+|none~0|none~2|+|none~0|none~1|none~2|",
      "|none~0|+|none~1|none~0|+|none~0|none~1|none~2|",
      "|none~0|+|none~0|none~1|+|none~0|none~1|none~-1|",
      "|sep_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|",
      "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|+",
      "|none~0|+|none~0|none~1|+|none~0|none~1|none~99999999999999999999|",
      "|none~0~0|+|none~0|none~1|+|none~0|none~1|none~2|",
    ])
  func refuses(text: String) {
    #expect(throws: ArchitectureError.self) { try NASBench201Cell(text) }
  }

  @Test(
    "a cell without a path to its output answers zeros, and the network is built",
    arguments: [
      "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|",
      "|none~0|+|none~0|nor_conv_3x3~1|+|none~0|skip_connect~1|skip_connect~2|",
    ])
  func disconnectedCells(text: String) throws {
    let architecture = try Architecture(try NASBench201Cell(text))
    let names = architecture.parameters.map(\.name)
    #expect(names.contains("stem.0.weight") && names.contains("cells.11.conv_b.op.1.weight"))
    #expect(!names.contains { $0.hasPrefix("cells.0.") }, "nothing in a cell reaches its output")
    let zeros = architecture.operations.filter { $0.kind == .arithmetic(.multiply) }
    #expect(zeros.count == 15)
    for operation in zeros {
      let factor = try #require(operation.inputs[1])
      #expect(architecture[factor].origin == .constant(.reals([0])))
    }
    #expect(architecture[architecture.outputs[0]].extents == [nil, 10])
    #expect(try Architecture(json: architecture.json()) == architecture)
    #expect(ArchitectureGraph(architecture).unpredicted.isEmpty)
  }

  @Test("cells from the whole benchmark build, with a path to their output or without")
  func everyCell() throws {
    var options = GenotypeOptions()
    options.channels = 1
    options.cellCount = 1
    var count = 0
    // Every 25th: the first edge and the last take all values.
    for number in stride(from: 0, to: 15_625, by: 25) {
      var (rest, indices) = (number, [Int]())
      for _ in 0..<6 {
        indices.append(rest % 5)
        rest /= 5
      }
      let cell = try NASBench201Cell(indices: indices.reversed())
      let architecture = try Architecture(cell, options: options)
      count += architecture.operations.contains { $0.kind == .arithmetic(.multiply) } ? 1 : 0
    }
    #expect(count > 0)
  }

  @Test("NASLib's indices name the operations, in another order of the edges than the string")
  func naslibIndices() throws {
    #expect(
      try NASBench201Cell(indices: [2, 2, 0, 4, 3, 0]) == NASBench201Cell(Self.text))
    let tooMany = Array(repeating: 0, count: 7)
    for wrong in [[], [0, 0, 0], tooMany, [0, 0, 5, 0, 0, 0], [-1, 0, 0, 0, 0, 0]] {
      #expect(throws: ArchitectureError.self) { try NASBench201Cell(indices: wrong) }
    }
  }
}
