import ArchDAG
package import Autograd
import Tensors

extension GraphHyperNetwork {
  /// The parameters that a plan predicts, as variables: what training differentiates.
  ///
  /// - Parameters:
  ///   - plan: the plan of the graph's parameters.
  ///   - embeddings: the embeddings of the graph's nodes (nodes, hidden).
  /// - Returns: a tensor for each of the plan's items, in the shape of the file.
  package func parameters(of plan: DecodePlan, from embeddings: Variable) -> [Variable] {
    let tensors = layerTensors(plan.items.indices, of: plan, from: embeddings)
    return zip(plan.items, tensors).map { item, tensor in
      let layer = tensor.tensor
      return item.parameter.view?.parameter(of: layer, shape: item.parameter.shape) ?? layer
    }
  }

  /// Some of a plan's parameters, in their order.
  func decodedParameters(
    _ items: Range<Int>, of plan: DecodePlan, from embeddings: Tensor
  ) -> [PredictedParameter] {
    zip(items, layerTensors(items, of: plan, from: Variable(embeddings))).map {
      PredictedParameter(plan.items[$0].parameter, block: $1.block.value)
    }
  }

  /// What layers read of some of a plan's parameters, in their order: blocks are decoded, fitted and
  /// normalized.
  private func layerTensors(
    _ items: Range<Int>, of plan: DecodePlan, from embeddings: Variable
  ) -> [RepeatedBlock] {
    precondition(
      plan.configuration == configuration,
      "a plan for \(plan.configuration), for a hypernetwork of \(configuration)")
    let items = plan.items[items]
    return blockDecoder.map(items.map(\.request), from: embeddings, configuration) {
      items[items.startIndex + $0].layerTensor(from: $1, seed: plan.seed)
    }
  }
}
