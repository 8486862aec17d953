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
        let index = operation.outputs.indices.dropFirst().first(where: {
          wanted.contains(operation.outputs[$0])
        })
      else { continue }
      throw .unsupported(
        operation: operation.name, kind: operation.kind.name,
        reason: "an operation of which result \(index + 1) is read")
    }
  }
}

extension Operation {
  /// Whether all results are computed, and not the first alone.
  fileprivate var computesAllResults: Bool {
    switch kind.traits.results {
    case .first: false
    case .all: true
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
    switch kind.traits.elements {
    case .layer(let form):
      if case .transposedConvolution(_, outputPadding: nil) = kind {
        return "a padding that depends on extents that the file does not tell"
      }
      return form.window.flatMap { reason(against: $0) }
    case .pooled(_, let pooling):
      return reason(against: pooling)
    case .reduced:
      if case .adaptiveAveragePool(let extents) = kind {
        return reason(againstAxes: extents.count)
      }
    case .moved:
      return reasonAgainstMovement(in: architecture)
    case .resampled:
      if case .resize = kind { return "an interpolation of which some attributes are not known" }
    case .recurrent:
      return outputs.count > 3 ? "results that no recurrent layer has" : nil
    case .unknown:
      return "an operator that no rule knows"
    case .lookup, .normalized, .pointwise, .product, .mixed, .joined, .picked:
      break
    }
    // Whatever ``NetworkRun`` has a way to compute, runs: its switch has a case for every kind.
    return nil
  }

  private func reasonAgainstMovement(in architecture: Architecture) -> String? {
    if case .pad(amounts: nil) = kind {
      return "a border that is not of zeros, or of unknown width"
    }
    let hasTarget = kind == .expand || kind == .reshape(extents: nil)
    return hasTarget && !isTold(by: architecture) ? "a target that the file does not tell" : nil
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
