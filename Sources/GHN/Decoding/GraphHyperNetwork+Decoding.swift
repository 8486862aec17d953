import ArchDAG
public import Autograd
import Concurrency
import Tensors

extension GraphHyperNetwork {
  /// The parameters that a plan predicts, as variables: what training differentiates.
  ///
  /// - Parameters:
  ///   - plan: the plan of the graph's parameters.
  ///   - states: the states of the graph's nodes (nodes, hidden).
  /// - Returns: a tensor for each of the plan's items, in the shape of the file.
  public func parameters(of plan: DecodePlan, from states: Variable) -> [Variable] {
    var result: [Variable?] = Array(repeating: nil, count: plan.items.count)
    for group in plan.groups(of: plan.items.indices) {
      for (index, block) in zip(group.items, blocks(of: group, in: plan, from: states)) {
        let parameter = plan.items[index].parameter
        let shape = parameter.layerShape
        let target = block.shape.rank == shape.rank ? shape : [shape.count]
        let layer = block.tiled(to: target).reshaped(to: shape)
        result[index] = parameter.view?.parameter(of: layer, shape: parameter.shape) ?? layer
      }
    }
    return result.compactMap(\.self)
  }

  /// The blocks of some of a plan's parameters, in their order.
  ///
  /// The pieces in which they are decoded do not depend on the number of threads, so neither do the
  /// results.
  func decodedParameters(
    _ items: Range<Int>, of plan: DecodePlan, from states: Tensor, threads: Int
  ) -> [PredictedParameter] {
    let large = largeParameters(items, of: plan, from: states, threads: threads)
    let done = Set(large.map(\.index))
    let groups = plan.groups(of: items).filter { !done.contains($0.items[0]) }
    let pieces = groups.flatMap { group in
      group.pieces(
        maximumScalars: 1 << 19, scalarsPerItem: group.kind.blockCount(configuration))
    }
    let decoded = concurrentMap(count: pieces.count, threads: threads) { index in
      let piece = pieces[index]
      return zip(piece.items, blocks(of: piece, in: plan, from: Variable(states)))
        .map {
          (index: $0, parameter: PredictedParameter(plan.items[$0].parameter, block: $1.value))
        }
    }
    return (decoded + [large]).joined().sorted { $0.index < $1.index }.map(\.parameter)
  }

  /// The blocks of a group's parameters, normalised, as they lie in the file.
  private func blocks(
    of group: DecodePlan.Group, in plan: DecodePlan, from states: Variable
  ) -> [Variable] {
    let items = group.items.map { plan.items[$0] }
    var nodes: [Int] = []
    // A norm's scale and shift come from the same state.
    let places = items.map { item in
      if nodes.last != item.node { nodes.append(item.node) }
      return nodes.count - 1
    }
    let decoded = decode(group.kind, from: states.rows(at: nodes))
    return zip(items, places).map { item, place in
      let row = group.kind == .vector ? 2 * place + (item.fit == .shift ? 1 : 0) : place
      let block = decoded.rows(row..<row + 1)
      let shape = Shape(Array(block.shape.extents.dropFirst()))
      return item.fitted(block.reshaped(to: shape), seed: plan.seed)
    }
  }

  /// The blocks of one kind that states (count, hidden) decode to: (blocks, …).
  private func decode(_ kind: DecodePlan.Group.Kind, from states: Variable) -> Variable {
    switch kind {
    case .kernel(let extents):
      return decodedKernels(from: states, extents: extents)
    case .classWeight(let inputs):
      return kernelDecoder.classLayers(from: states, inputs: inputs)
    case .vector:
      return vectorDecoder.vectors(from: states)
    case .classBias:
      return vectorDecoder.classBiases(from: states)
    }
  }

  /// The kernels that states (count, hidden) decode to: (count, outputs, inputs, height, width).
  private func decodedKernels(
    from states: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    var decoded = extents
    decoded.height = min(extents.height, configuration.largestBlock.height)
    decoded.width = min(extents.width, configuration.largestBlock.width)
    let kernels = kernelDecoder.kernels(from: states, extents: decoded)
    return decoded == extents
      ? kernels : kernels.interpolated(toHeight: extents.height, width: extents.width)
  }
}

extension DecodePlan.Group {
  /// This group cut into groups whose blocks hold at most about `maximumScalars` together.
  func pieces(maximumScalars: Int, scalarsPerItem: Int) -> [DecodePlan.Group] {
    let size = max(1, maximumScalars / max(1, scalarsPerItem))
    return stride(from: 0, to: items.count, by: size).map {
      DecodePlan.Group(kind: kind, items: Array(items[$0..<min($0 + size, items.count)]))
    }
  }
}
