import Tensors

/// Says of the trainable parameters that belong to no node why, and how a framework would
/// initialise them.
///
/// The reason follows from the operation that reads the parameter first.
struct UnpredictedParameters {
  let flow: DataFlow
  let unfitTables: Set<ValueID>

  func list(except predicted: Set<String>) -> [UnpredictedParameter] {
    let readers = firstReaders()
    return flow.architecture.values.indices.compactMap { index in
      let id = ValueID(index)
      guard case .parameter(let shape, true) = flow.architecture[id].origin,
        !predicted.contains(flow.architecture[id].name)
      else { return nil }
      let (reason, initialization) = explanation(for: id, shape: shape, readers[id])
      return UnpredictedParameter(
        name: flow.architecture[id].name, shape: shape, reason: reason,
        initialization: initialization)
    }
  }

  /// Per parameter, the first operation that reads it, or a view of it, together with data, or
  /// that makes more of it than a view.
  private func firstReaders() -> [ValueID: Operation] {
    var readers: [ValueID: Operation] = [:]
    for operation in flow.architecture.operations {
      guard flow.carriesData(operation.outputs[0]) || !flow.isPlumbing(operation) else { continue }
      for input in operation.inputs {
        guard let root = flow.parameter(behind: input)?.id, readers[root] == nil else { continue }
        readers[root] = operation
      }
    }
    return readers
  }

  private func explanation(
    for parameter: ValueID, shape: Shape, _ reader: Operation?
  ) -> (reason: String, initialization: DefaultInitialization) {
    if unfitTables.contains(parameter) {
      return (
        "a positional encoding of \(shape[1]) tokens, which is neither a square nor one more",
        .normal(standardDeviation: 0.02)
      )
    }
    guard let reader else {
      return ("nothing on a path to an output reads it", .constant(0))
    }
    switch reader.kind {
    case .concatenation:
      return ("a learned token, which no primitive stands for", .constant(0))
    case .arithmetic(.multiply), .arithmetic(.divide):
      return ("a learned scale, which no primitive stands for", .constant(1))
    case .arithmetic:
      return ("a learned offset, which no primitive stands for", .constant(0))
    case .activation:
      return ("the slope of an activation, which no primitive stands for", .constant(0.25))
    case .embedding:
      return ("an embedding table, which no primitive stands for", .normal(standardDeviation: 1))
    case .gather:
      return (
        "a learned table, which no primitive stands for", .normal(standardDeviation: 0.02)
      )
    case .unrecognized(let type):
      return ("the operator \(type) is not known", fanIn(of: shape))
    default:
      return ("no primitive stands for it in '\(reader.name)'", fanIn(of: shape))
    }
  }

  /// Uniform in ±1/√fan-in, as frameworks initialise weights by default.
  private func fanIn(of shape: Shape) -> DefaultInitialization {
    let fanIn = max(1, shape.extents.dropFirst().reduce(1, *))
    return .uniform(bound: 1 / Float(fanIn).squareRoot())
  }
}
