import ArchDAG
import Tensors

extension [Operation] {
  /// Refuses operations of which one reads, or the caller wants, a result that is not computed: the
  /// mask of a dropout, the mean of a norm.
  ///
  /// - Throws: ``ExecutionError/unsupported(operation:kind:reason:)``.
  func checkResults(for outputs: [ValueID]) throws(ExecutionError) {
    guard contains(where: { $0.outputs.count > 1 && !$0.computesAllResults }) else { return }
    var wanted = Set(outputs)
    for operation in self {
      for case let id? in operation.operandsReadWhileRunning { wanted.insert(id) }
    }
    for operation in self where !operation.computesAllResults {
      guard
        let place = operation.outputs.indices.dropFirst().first(where: {
          wanted.contains(operation.outputs[$0])
        })
      else { continue }
      throw .unsupported(
        operation: operation.name, kind: operation.kind.name,
        reason: "an operation of which result \(place + 1) is read")
    }
  }
}

extension Operation {
  /// Whether all results are computed, and not the first alone.
  fileprivate var computesAllResults: Bool {
    switch kind {
    case .split, .recurrence, .arrangement, .topElements: true
    default: false
    }
  }

  /// Refuses an operation that cannot run whatever it is fed.
  ///
  /// - Throws: ``ExecutionError/unsupported(operation:kind:reason:)``.
  func checkRunnable(in architecture: Architecture) throws(ExecutionError) {
    if let reason = reasonAgainst(in: architecture) {
      throw .unsupported(operation: name, kind: kind.name, reason: reason)
    }
  }

  private func reasonAgainst(in architecture: Architecture) -> String? {
    switch kind {
    case .convolution(let convolution):
      return reason(against: convolution)
    case .transposedConvolution(_, outputPadding: nil):
      return "a padding that depends on extents that the file does not tell"
    case .transposedConvolution(let convolution, _):
      return reason(against: convolution)
    case .maxPool(let pooling), .averagePool(let pooling):
      return reason(against: pooling)
    case .adaptiveAveragePool(let extents):
      return reason(againstAxes: extents.count)
    case .reshape(extents: nil):
      return isTold(by: architecture) ? nil : "a target that the file does not tell"
    case .pad(amounts: nil):
      return "a border that is not of zeros, or of unknown width"
    case .expand:
      return isTold(by: architecture) ? nil : "a target that the file does not tell"
    case .resize:
      return "an interpolation of which some attributes are not known"
    case .recurrence:
      return outputs.count > 3 ? "results that no recurrent layer has" : nil
    case .unrecognized:
      return "an operator that no rule knows"
    default:
      // Whatever ``NetworkRun`` has a way to compute, runs: its switch has a case for every kind.
      return nil
    }
  }

  /// Whether the extents of the result are known, but for that of the batch.
  private func isTold(by architecture: Architecture) -> Bool {
    if case .constant(.integers)? = operand(.targetExtents).map({ architecture[$0].origin }) {
      return true
    }
    return architecture[outputs[0]].extents?.dropFirst().allSatisfy { $0 != nil } ?? false
  }

  private func reason(againstAxes count: Int, upTo limit: Int = 2) -> String? {
    (1...limit).contains(count) ? nil : "a window over \(count) axes"
  }

  private func reason(against convolution: ConvolutionAttributes) -> String? {
    if let reason = reason(againstAxes: convolution.strides.count, upTo: 3) { return reason }
    let axes = convolution.strides.count
    guard convolution.dilations.count == axes, convolution.padding.count == 2 * axes,
      convolution.groups > 0,
      (convolution.strides + convolution.dilations).allSatisfy({ $0 > 0 })
    else { return "attributes of which some are missing or not positive" }
    return convolution.padding.allSatisfy { $0 >= 0 } ? nil : "negative padding"
  }

  private func reason(against pooling: PoolingAttributes) -> String? {
    if let reason = reason(againstAxes: pooling.kernel.count, upTo: 3) { return reason }
    let axes = pooling.kernel.count
    guard pooling.strides.count == axes, pooling.dilations.count == axes,
      pooling.padding.count == 2 * axes,
      (pooling.kernel + pooling.strides + pooling.dilations).allSatisfy({ $0 > 0 })
    else { return "attributes of which some are missing or not positive" }
    return pooling.padding.allSatisfy { $0 >= 0 } ? nil : "negative padding"
  }
}
