import ArchDAG
import Foundation
import Tensors
import Testing

@Suite struct DeepNetsBuilderTests {
  @Test("gives parameters the names, shapes and order of the published network", arguments: 0...4)
  func parameters(index: Int) throws {
    let architecture = try Architecture(try Golden.deepNets()[index])
    #expect(try architecture.parameterLines == Golden.parameters(of: "deepnet_\(index)"))
  }

  @Test func buildsTheNetworkOfDARTS() throws {
    var network = DeepNetsNetwork(genotype: Golden.darts)
    network.channels = 36
    let architecture = try Architecture(network)
    #expect(try architecture.parameterLines == Golden.parameters(of: "darts_cifar10"))
  }

  @Test(
    "reduces to the graph that the published code builds",
    // Its graph of deepnet_0 is left out: there it overlooks all squeeze-and-excitation nodes.
    .enabled(if: referenceFolder != nil), arguments: 1...5)
  func graphs(index: Int) throws {
    let model = index == 5 ? "darts_cifar10" : "deepnet_\(index)"
    var network = DeepNetsNetwork(genotype: Golden.darts)
    network.channels = 36
    if index < 5 { network = try Golden.deepNets()[index] }
    let reference = try ReferenceGraph.load(model, from: try #require(referenceFolder))
    let expected = try #require(GraphFingerprint(reference.ghn3))
    let graph = ArchitectureGraph(try Architecture(network))
    let found = GraphFingerprint(graph)
    #expect(graph.nodes.count == reference.ghn3.nodes?.count)
    #expect(found.edgeCount == expected.edgeCount)
    #expect(found.descriptions.symmetricDifference(expected.descriptions) == [])
    #expect(found == expected)
  }

  /// What the published code counted of a network.
  struct Counts: Decodable {
    let nodes: Int
    let edges1: Int
    let parameters: Int
  }

  @Test(
    "has as many nodes, edges and parameters as the published code counts",
    .enabled(if: referenceFolder != nil),
    arguments: ["training-architectures.json", "evaluation-architectures.json"])
  func counts(file: String) throws {
    let url = URL(fileURLWithPath: "\(try #require(referenceFolder))/\(file)")
    let data = try Data(contentsOf: url)
    let networks = try JSONDecoder().decode([DeepNetsNetwork].self, from: data)
    let counts = try JSONDecoder().decode([Counts].self, from: data)
    for (index, (network, counts)) in zip(networks, counts).enumerated() {
      let architecture = try Architecture(network)
      let graph = ArchitectureGraph(architecture)
      // The published tracer overlooks attention and, by their place in a list, some
      // multiplications of squeeze-and-excitation; an attention costs it one edge as well.
      let overlookable = graph.nodes.count {
        $0.primitive == .multiHeadSelfAttention || $0.primitive == .squeezeExcitation
      }
      let overlooked = graph.nodes.count - counts.nodes
      #expect((0...overlookable).contains(overlooked), "nodes of \(index)")
      let excites = graph.nodes.contains { $0.primitive == .squeezeExcitation }
      #expect(
        excites || graph.edges.count - counts.edges1 == overlooked, "edges of \(index)")
      // Its parameters include those that cannot affect the output.
      let elements = architecture.parameters.reduce(0) { $0 + $1.shape.count }
      let readsEverySum = [network.genotype.normal, network.genotype.reduction].allSatisfy {
        $0.concatenation.count == $0.sumCount && !$0.edges.contains { $0.operation == .none }
      }
      #expect(elements <= counts.parameters, "parameters of \(index)")
      #expect(!readsEverySum || elements == counts.parameters, "parameters of \(index)")
    }
  }

  @Test func leavesOutParametersThatCannotAffectTheOutput() throws {
    let reduction = Genotype.Cell(
      edges: [.init(.none, of: 0), .init(.maxPool3, of: 1)], concatenation: [2])
    let normal = Genotype.Cell(
      edges: [
        .init(.convolution3, of: 0), .init(.convolution3, of: 1), .init(.convolution5, of: 0),
        .init(.skipConnection, of: 1),
      ], concatenation: [2])
    var network = DeepNetsNetwork(genotype: Genotype(normal: normal, reduction: reduction))
    network.cellCount = 3
    let names = try Architecture(network).parameters.map(\.name)
    #expect(!names.contains { $0.contains("_ops.2") }, "a sum that is not concatenated")
    // Cells 1 and 2 reduce and do not read their older input, so nobody reads the stem there.
    #expect(!names.contains { $0.hasPrefix("cells.1.preprocess0") })
    #expect(names.contains("cells.1.preprocess1.op.1.weight"))
  }

  @Test func fillsWithZerosWhatACellDoesNotCompute() throws {
    let normal = Genotype.Cell(
      edges: [
        .init(.none, of: 0), .init(.none, of: 1), .init(.convolution3, of: 1),
        .init(.convolution3, of: 2),
      ], concatenation: [2, 3])
    var network = DeepNetsNetwork(genotype: Genotype(normal: normal, reduction: normal))
    network.cellCount = 1
    network.channels = 8
    let architecture = try Architecture(network)
    let pads = architecture.operations.filter {
      $0.kind == .pad(amounts: [0, 8, 0, 0, 0, 0, 0, 0])
    }
    #expect(pads.count == 1)
    #expect(pads.first.map { architecture[$0.outputs[0]].extents } == [nil, 16, 32, 32])
  }

  @Test func tracksRunningStatisticsOnlyWhereAsked() throws {
    var network = DeepNetsNetwork(genotype: Golden.darts)
    network.cellCount = 2
    #expect(try Architecture(network).parameters.allSatisfy(\.isTrainable))
    network.normalization = .trackedBatch
    let buffers = try Architecture(network).parameters.filter { !$0.isTrainable }
    let norms = try Architecture(network).operations.count {
      if case .batchNorm = $0.kind { true } else { false }
    }
    #expect(buffers.count == 2 * norms)
    #expect(buffers.prefix(2).map(\.name) == ["stem.1.running_mean", "stem.1.running_var"])
    network.normalization = .none
    #expect(!(try Architecture(network).parameterLines.contains { $0.contains("stem.1.") }))
  }

  @Test(
    "ends with one logit a class, whatever the image's size",
    arguments: [(28, 28), (32, 32), (64, 32), (224, 224)], [true, false])
  func logits(size: (height: Int, width: Int), averages: Bool) throws {
    for var network in try Golden.deepNets() {
      network.input = .init(channels: 1, height: size.height, width: size.width)
      network.averagesGlobally = averages
      network.classCount = 7
      // 28 pixels halve twice; a third time the two halves of a reduction would not fit.
      guard size.height != 28 || network.stem == .single && !network.poolsStem else { continue }
      let architecture = try Architecture(network)
      #expect(architecture[architecture.outputs[0]].extents == [nil, 7])
    }
  }
}
