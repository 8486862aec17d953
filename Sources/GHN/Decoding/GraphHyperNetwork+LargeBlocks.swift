import ArchDAG
import Autograd
import Concurrency
import Tensors

extension DecodePlan.Group.Kind {
  /// The part of the largest block that is decoded, if its channels are so many that the decoder's
  /// weights for them should be read once for all parameters; `nil` for others.
  func largeExtents(_ configuration: GHNConfiguration) -> GHNConfiguration.BlockExtents? {
    let largest = configuration.largestBlock
    var extents: GHNConfiguration.BlockExtents
    switch self {
    case .kernel(let block):
      extents = block
      // Kernels that are larger still are interpolated.
      extents.height = min(extents.height, largest.height)
      extents.width = min(extents.width, largest.width)
    case .classWeight(let inputs):
      extents = .init(outputs: largest.outputs, inputs: inputs, height: 1, width: 1)
    case .vector, .classBias:
      return nil
    }
    let isLarge = extents.outputs >= 8 && extents.outputs * extents.inputs >= 1 << 13
    return isLarge ? extents : nil
  }
}

extension GraphHyperNetwork {
  /// Those of a plan's parameters `items` whose blocks are large, in one reading of the decoder's
  /// weights.
  func largeParameters(
    _ items: Range<Int>, of plan: DecodePlan, from states: Tensor, threads: Int
  ) -> [(index: Int, parameter: PredictedParameter)] {
    guard let decoder = kernelDecoder as? ConvolutionalDecoder else { return [] }
    var indices: [Int] = []
    var requests: [KernelRequest] = []
    for index in items {
      let item = plan.items[index]
      guard let extents = item.kind.largeExtents(configuration) else { continue }
      indices.append(index)
      requests.append(
        KernelRequest(
          state: item.node, extents: extents, scale: item.scaleOfWholeKernel(extents) ?? 1))
    }
    guard !indices.isEmpty else { return [] }
    let (places, chosen) = (indices, requests)
    let kernels = decoder.kernels(chosen, from: states, threads: threads)
    return concurrentMap(count: places.count, threads: threads) { place in
      let item = plan.items[places[place]]
      let block = block(
        of: item, from: kernels[place], chosen[place].extents, by: decoder, seed: plan.seed)
      return (places[place], PredictedParameter(item.parameter, block: block))
    }
  }

  /// What a decoded kernel is to its parameter.
  private func block(
    of item: DecodePlan.Item, from kernel: Tensor, _ extents: GHNConfiguration.BlockExtents,
    by decoder: ConvolutionalDecoder, seed: UInt64
  ) -> Tensor {
    if item.scaleOfWholeKernel(extents) != nil {
      let axes = Array(extents.shape.extents.prefix(item.parameter.outputFirstExtents.count))
      let whole = Variable(kernel).reshaped(to: Shape(axes))
      return (item.parameter.layout == .inputFirst ? whole.exchangingAxis(0) : whole).value
    }
    switch item.kind {
    case .classWeight(let inputs):
      let layer = decoder.classes(
        Variable(kernel).reshaped(to: [1, extents.outputs, inputs]))
      return item.fitted(
        layer.reshaped(to: [configuration.classCount, inputs]), seed: seed
      ).value
    case .kernel(let wanted) where wanted != extents:
      let larger = Variable(kernel).interpolated(toHeight: wanted.height, width: wanted.width)
      return item.fitted(larger, seed: seed).value
    case .kernel, .vector, .classBias:
      return item.fitted(Variable(kernel), seed: seed).value
    }
  }
}

extension DecodePlan.Item {
  /// The factor that normalises this parameter, if nothing but that is left to do with a decoded
  /// kernel of these extents; `nil` if it is also cropped, rearranged or interpolated.
  fileprivate func scaleOfWholeKernel(_ extents: GHNConfiguration.BlockExtents) -> Float? {
    guard case .kernel(extents) = kind, fit == .kernel else { return nil }
    let wanted = parameter.outputFirstExtents + [1, 1, 1, 1]
    guard zip(extents.shape.extents, wanted).allSatisfy({ $0 <= $1 }) else { return nil }
    switch normalization {
    case .fanIn(let scale): return scale
    case .none: return 1
    case .scale, .shift: return nil
    }
  }
}
