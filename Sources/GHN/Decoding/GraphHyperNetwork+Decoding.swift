import ArchDAG
package import Autograd
import Concurrency
import Tensors

extension GraphHyperNetwork {
  /// The parameters that a plan predicts, as variables: what training differentiates.
  ///
  /// - Parameters:
  ///   - plan: the plan of the graph's parameters.
  ///   - embeddings: the embeddings of the graph's nodes (nodes, hidden).
  /// - Returns: a tensor for each of the plan's items, in the shape of the file.
  package func parameters(of plan: DecodePlan, from embeddings: Variable) -> [Variable] {
    zip(
      plan.items, repeatedBlocks(plan.items.indices, of: plan, from: embeddings)
    ).map { item, block in
      let layer = block.tensor
      return item.parameter.view?.parameter(of: layer, shape: item.parameter.shape) ?? layer
    }
  }

  /// Some of a plan's parameters, in their order.
  func decodedParameters(
    _ items: Range<Int>, of plan: DecodePlan, from embeddings: Tensor
  ) -> [PredictedParameter] {
    zip(items, repeatedBlocks(items, of: plan, from: Variable(embeddings))).map {
      PredictedParameter(plan.items[$0].parameter, block: $1.block.value)
    }
  }

  /// Some of a plan's parameters, in their order: blocks are decoded, fitted and normalized.
  ///
  /// The pieces in which they are decoded do not depend on the number of threads, so neither do the
  /// results. On a tape, which remembers one step after another, a group is one piece.
  private func repeatedBlocks(
    _ items: Range<Int>, of plan: DecodePlan, from embeddings: Variable
  ) -> [RepeatedBlock] {
    precondition(
      plan.configuration == configuration,
      "a plan for \(plan.configuration), for a hypernetwork of \(configuration)")
    let together = kernelDecoder.blocksMadeTogether(
      plan.items[items].map(\.request), from: embeddings)
    let made = Dictionary(
      uniqueKeysWithValues: together.map { (items.lowerBound + $0, $1.value) })
    let groups = plan.groups(of: items.lazy.filter { made[$0] == nil })
    let pieces =
      made.keys.sorted().map { BlockGroup(block: plan.items[$0].block, items: [$0]) }
      + (embeddings.tape == nil
        ? groups.flatMap { $0.pieces(maximumScalars: 1 << 19, configuration) } : groups)
    let results = map(pieces, of: embeddings) { piece, embeddings in
      let blocks = made[piece.items[0]].map { [Variable($0)] }
      return zip(piece.items, blocks ?? self.blocks(of: piece, in: plan, from: embeddings)).map {
        plan.items[$0].layerTensor(from: $1, seed: plan.seed)
      }
    }
    return zip(pieces.map(\.items).joined(), results.joined())
      .sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// What each piece becomes: one after another on a tape, else on several threads.
  private func map(
    _ pieces: [BlockGroup], of embeddings: Variable,
    _ decode: @Sendable (BlockGroup, Variable) -> [RepeatedBlock]
  ) -> [[RepeatedBlock]] {
    guard embeddings.tape == nil else { return pieces.map { decode($0, embeddings) } }
    let values = embeddings.value
    return concurrentMap(count: pieces.count) { index in
      decode(pieces[index], Variable(values)).map { (block: $0.block.value, shape: $0.shape) }
    }.map { $0.map { RepeatedBlock(block: Variable($0.block), shape: $0.shape) } }
  }

  /// The decoded blocks of a group's parameters.
  private func blocks(
    of group: BlockGroup, in plan: DecodePlan, from embeddings: Variable
  ) -> [Variable] {
    let requests = group.items.map { plan.items[$0].request }
    var nodes: [Int] = []
    // A norm's scale and shift come from the same embedding.
    let places = requests.map { request in
      if nodes.last != request.embedding { nodes.append(request.embedding) }
      return nodes.count - 1
    }
    let decoded = decode(group.block, from: embeddings.rows(at: nodes))
    return zip(requests, places).map { request, place in
      let row = place * group.block.blocksPerEmbedding + request.part
      let rows = decoded.rows(row..<row + 1)
      let block = rows.reshaped(to: Shape(Array(rows.shape.extents.dropFirst())))
      return request.factor == 1 ? block : block.scaled(by: request.factor)
    }
  }

  /// The blocks of one kind that embeddings (count, hidden) decode to: (blocks, …).
  private func decode(_ block: DecodePlan.Block, from embeddings: Variable) -> Variable {
    switch block {
    case .kernel(let extents): kernelDecoder.kernels(from: embeddings, extents: extents)
    case .classWeight(let inputs): kernelDecoder.classLayers(from: embeddings, inputs: inputs)
    case .vector(let width): vectors(from: embeddings, width: width)
    case .classBias:
      if let vectorDecoder {
        vectorDecoder.classBiases(from: embeddings)
      } else {
        preconditionFailure("a class bias of its own kind, without its decoder")
      }
    }
  }

  /// A scale and a shift from each embedding (count, hidden): (2·count, width).
  private func vectors(from embeddings: Variable, width: Int) -> Variable {
    switch kernelDecoder {
    case .lowRank(let decoder): return decoder.vectors(from: embeddings, width: width)
    case .convolutional, .multilayer:
      guard let vectorDecoder else { preconditionFailure("no decoder of vectors") }
      return vectorDecoder.vectors(from: embeddings)
    }
  }
}
