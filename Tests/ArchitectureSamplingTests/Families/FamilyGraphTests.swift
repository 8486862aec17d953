import ArchDAG
import ArchitectureSampling
import FileBytes
import Foundation
import Randomness
import Tensors
import Testing

/// What a GHN sees of a network of a family is what it sees of the same network in an ONNX file.
@Suite struct FamilyGraphTests {
  private func drawn<Family: NetworkFamily>(
    _ change: (inout Family) -> Void
  ) throws -> NamelessGraph {
    var generator = SplitMix64(seed: 1)
    var family = Family(using: &generator)
    change(&family)
    return NamelessGraph(
      ArchitectureGraph(try family.architecture(classCount: 10, name: "drawn")))
  }

  private func example(_ name: String, source: String = #filePath) throws -> NamelessGraph {
    var folder = URL(fileURLWithPath: source)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    let file = try MappedFile(path: folder.appendingPathComponent("Examples/\(name).onnx").path)
    return NamelessGraph(ArchitectureGraph(try Architecture(contentsOf: file)))
  }

  @Test("residual networks", arguments: [("resnet18-32", false), ("resnet50-32", true)])
  func residual(name: String, isBottleneck: Bool) throws {
    let graph = try drawn { (network: inout ResidualNetwork) in
      network.block = ConvolutionalBlock(norm: .batch, activation: .relu)
      network.stem = .small
      network.isBottleneck = isBottleneck
      network.isPreActivated = false
      network.depths = isBottleneck ? [3, 4, 6, 3] : [2, 2, 2, 2]
      network.groupWidth = nil
      network.excites = false
      network.averagesShortcuts = false
      network.width = 64
    }
    #expect(try graph == example(name))
  }

  @Test func invertedBottlenecks() throws {
    let graph = try drawn { (network: inout InvertedBottleneckNetwork) in
      network.block = ConvolutionalBlock(
        norm: .batch, activation: .clip(minimum: 0, maximum: 6))
      network.firstStride = 1
      network.hiddenWidth = nil
      network.headExpansion = 4
      network.width = 32
      let rows = [
        (1, 1, 1, 4), (6, 2, 1, 6), (6, 3, 2, 8), (6, 4, 2, 16), (6, 3, 1, 24), (6, 3, 2, 40),
        (6, 1, 1, 80),
      ]
      network.stages = rows.map { expansion, depth, stride, eighths in
        .init(
          expansion: expansion, kernel: 3, depth: depth, stride: stride, eighths: eighths,
          excites: false)
      }
    }
    #expect(try graph == example("mobilenet_v2-32"))
  }

  @Test func denseBlocks() throws {
    let graph = try drawn { (network: inout DenseNetwork) in
      network.stem = .small
      network.depths = [6, 12, 24, 16]
      network.isBottleneck = true
      network.compression = 2
      network.concatenatesAnew = true
      network.width = 32
    }
    #expect(try graph == example("densenet121-32"))
  }

  @Test func transformers() throws {
    let graph = try drawn { (network: inout TransformerNetwork) in
      network.patch = 4
      network.depth = 2
      network.positions = .pixels
      network.hasClassToken = false
      network.normalizesLast = true
      network.averagesFirst = false
      network.block.heads = 4
      network.block.attention = .fusedWithoutBias
      network.block.outputHasBias = true
      network.block.expansion = 2
      network.block.order = .before
      network.width = 48
    }
    #expect(try graph == example("vit-32"))
  }

  /// Fused and separate maps are other graphs, for a GHN sees the spelling.
  @Test func spellingsDiffer() throws {
    let graphs = try AttentionSpelling.allCases.map { spelling in
      try drawn { (network: inout TransformerNetwork) in
        network.block.attention = spelling
        network.width = 48
      }
    }
    for (index, graph) in graphs.enumerated() {
      #expect(!graphs.dropFirst(index + 1).contains(graph))
    }
  }
}
