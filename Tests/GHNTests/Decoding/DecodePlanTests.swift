import ArchDAG
import GHN
import Tensors
import Testing

@Suite struct DecodePlanTests {
  @Test func everyParameterIsInExactlyOneGroup() throws {
    let ghn = smallNetwork()
    let plan = try DecodePlan(for: variedGraph(), configuration: ghn.configuration)
    let groups = BlockGroup.groups(of: plan.items.map(\.request))
    #expect(groups.flatMap(\.requests).sorted() == Array(plan.items.indices))
    for group in groups {
      #expect(group.requests.allSatisfy { plan.items[$0].block == group.block })
    }
    #expect(Set(groups.map(\.block)).count == groups.count)
    let names = groups.map { $0.requests.map { plan.items[$0].parameter.name } }
    #expect(names.contains(["stem.weight", "large.weight", "again.weight"]))
  }

  @Test("a kernel that must be held whole may only be so large", arguments: [128, 129])
  func largeKernels(side: Int) throws {
    let spec = ParameterSpec(name: "w", shape: [4, 3, side, side], role: .weight)
    let graph = ArchitectureGraph(
      nodes: [
        .init(primitive: .input),
        .init(primitive: .convolution, parameters: [spec], extents: spec.outputFirstExtents),
      ], edges: [.init(from: 0, to: 1)])
    let repeated = smallNetwork().configuration
    #expect(throws: Never.self) { try DecodePlan(for: graph, configuration: repeated) }
    let interpolated = smallNetwork { $0.kernelExtension = .interpolated }.configuration
    let refusal = DecodingError.kernelTooLarge(parameter: "w", shape: spec.shape, limit: 1 << 14)
    if side > 128 {
      #expect(throws: refusal) { try DecodePlan(for: graph, configuration: interpolated) }
    } else {
      #expect(throws: Never.self) { try DecodePlan(for: graph, configuration: interpolated) }
    }
  }

  @Test("a table of tokens in blocks is no grid of positions", arguments: [(128, 128), (196, 96)])
  func tablesOfBlocks(tokens: Int, channels: Int) throws {
    let spec = ParameterSpec(
      name: "table", shape: [1, 16, tokens, channels], role: .positionalEncoding)
    let graph = ArchitectureGraph(
      nodes: [
        .init(primitive: .input),
        .init(
          primitive: .positionalEncoding, parameters: [spec], extents: spec.outputFirstExtents),
      ], edges: [])
    let configuration = smallNetwork { $0.kernelExtension = .interpolated }.configuration
    let plan = try DecodePlan(for: graph, configuration: configuration)
    #expect(plan.items.count == (tokens == 128 ? 1 : 0))
    #expect(plan.unpredicted.map(\.name) == (tokens == 128 ? [] : ["table"]))
  }

  @Test func aClassLayerLeftToItsInitializationIsNotPredicted() throws {
    let plan = try DecodePlan(
      for: variedGraph(), configuration: smallNetwork().configuration, classLayer: .initialized)
    #expect(!plan.items.contains { $0.parameter.name.hasPrefix("head") })
    #expect(plan.unpredicted.map(\.name) == ["token", "gain", "head.weight", "head.bias"])
    let bound = 1 / Float(20).squareRoot()
    #expect(plan.unpredicted[2].initialization == .uniform(bound: bound))
    #expect(plan.unpredicted[3].initialization == .uniform(bound: bound))
  }

  @Test func theOtherParametersDoNotDependOnWhetherTheClassLayerIsPredicted() throws {
    let ghn = smallNetwork()
    let all = try ghn.predictParameters(for: variedGraph()).parameters
    let others = try ghn.predictParameters(for: variedGraph(), classLayer: .initialized).parameters
    #expect(Set(all.names) == Set(others.names))
    for (name, tensor) in all { #expect((others[name] == tensor) != name.hasPrefix("head")) }
  }
}
