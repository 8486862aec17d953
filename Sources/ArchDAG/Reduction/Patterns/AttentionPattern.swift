/// Finds attention: softmax(queries · keys) · values, however an exporter spells it.
///
/// The whole core becomes one `msa` node. It stands where the second product stands, because by
/// then queries, keys and values all exist. Scaling, masks, position biases and dropout may lie
/// between the products and the softmax.
struct AttentionPattern {
  /// The two products around a softmax.
  struct Match {
    /// The operand of the second product that does not come from the softmax.
    let values: ValueID
    /// The operand of the second product that comes from the softmax.
    let weights: ValueID
    /// The result of queries · keys.
    let scores: ValueID
  }

  /// Between a product and its softmax lie few operations; looking farther would only cost time.
  private static let longestSearch = 256

  /// Per operation, by index, the attention whose second product it is.
  let matches: [Int: Match]

  /// The pointwise operations, by index, between a first product and its softmax.
  let maskings: Set<Int>

  init(in flow: DataFlow) {
    var matches: [Int: Match] = [:]
    var maskings: Set<Int> = []
    for operation in flow.index.operations where flow.index.elements[operation].isMixed {
      guard case .softmax = flow.architecture.operations[operation].kind,
        let input = flow.index.operand(.data, of: operation),
        let result = flow.index.results(of: operation).first,
        let (scores, passed) = Self.scores(behind: input, in: flow)
      else { continue }
      for (product, weights) in Self.products(after: result, in: flow) {
        let operands = flow.dataOperands(of: product)
        guard let values = operands.first(where: { $0 != weights }) else { continue }
        matches[product] = Match(values: values, weights: weights, scores: scores)
        maskings.formUnion(passed)
      }
    }
    self.matches = matches
    self.maskings = maskings
  }

  /// The product of two data operands from which pointwise operations lead to `value`, and those operations.
  private static func scores(
    behind value: ValueID, in flow: DataFlow
  ) -> (scores: ValueID, passed: [Int])? {
    var passed: [Int] = []
    var pending = [value]
    var seen: Set<ValueID> = [value]
    while let value = pending.popLast(), seen.count <= longestSearch {
      guard let operation = flow.producer(of: value) else { continue }
      if isProduct(operation, in: flow), let scores = flow.index.results(of: operation).first {
        return (scores, passed)
      }
      guard isPointwise(operation, in: flow) else { continue }
      passed.append(operation)
      for source in flow.dataOperands(of: operation).reversed()
      where seen.insert(source).inserted {
        pending.append(source)
      }
    }
    return nil
  }

  /// The products that read `value` through pointwise operations, and by which operand.
  private static func products(
    after value: ValueID, in flow: DataFlow
  ) -> [(product: Int, weights: ValueID)] {
    var found: [(Int, ValueID)] = []
    var pending = [value]
    var steps = 0
    while let value = pending.popLast(), steps <= longestSearch {
      for operation in flow.consumers(of: value) {
        steps += 1
        if isProduct(operation, in: flow) {
          found.append((operation, value))
        } else if isPointwise(operation, in: flow), flow.dataOperandCount(of: operation) == 1,
          let result = flow.index.results(of: operation).first
        {
          pending.append(result)
        }
      }
    }
    return found
  }

  private static func isProduct(_ operation: Int, in flow: DataFlow) -> Bool {
    guard case .product = flow.index.elements[operation] else { return false }
    return flow.dataOperandCount(of: operation) == 2
  }

  private static func isPointwise(_ operation: Int, in flow: DataFlow) -> Bool {
    flow.index.elements[operation].isPointwise || flow.isPlumbing(operation)
  }
}

extension ElementFlow {
  /// Whether each element is a function of its own axis.
  fileprivate var isMixed: Bool {
    if case .mixed = self { true } else { false }
  }
}
