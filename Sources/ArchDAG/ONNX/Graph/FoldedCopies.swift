import Tensors

/// A matrix that an exporter has made of a parameter by moving its elements, beside the parameter itself, or beside
/// another matrix that it has made of it.
///
/// PyTorch's TorchScript exporter does so where a network measures its weights, as those whose convolutions
/// standardize them, or normalize them by their largest singular value. Left alone, the measure would be that of
/// the numbers before.
struct FoldedCopy {
  /// The name of the copy.
  let name: String
  /// The name of the parameter.
  let source: String
  /// The extents of the copy.
  let extents: [Int]
  /// The rows and columns of the parameter as a matrix, where the copy is the transposed one.
  let transposed: (rows: Int, columns: Int)?
  /// Names of values that nothing else in the graph bears.
  fileprivate(set) var values: [String] = []

  /// The nodes that make the copy of the parameter, in order.
  var steps: [Step] {
    guard let transposed else { return [reshaping(source, to: extents, as: name, values[0])] }
    return [
      reshaping(source, to: [transposed.rows, transposed.columns], as: values[1], values[3]),
      Step(type: "Transpose", input: values[1], output: values[2], integers: [1, 0], target: nil),
      reshaping(values[2], to: extents, as: name, values[0]),
    ]
  }

  /// A node.
  struct Step {
    let type: String
    let input: String
    let output: String
    /// The axes in their new order, or the extents.
    let integers: [Int]
    /// The name under which a reshaping reads its extents.
    let target: String?
  }

  private func reshaping(
    _ input: String, to extents: [Int], as output: String, _ target: String
  ) -> Step {
    Step(type: "Reshape", input: input, output: output, integers: extents, target: target)
  }
}

extension ONNXGraph {
  /// Computes the copies that an exporter has made of parameters from these again.
  ///
  /// - Returns: what has become a computation.
  mutating func unfoldCopies(in bytes: RawSpan) -> [FoldedCopy] {
    guard version(of: "Reshape") >= 5 else { return [] }
    let folded = initializers.filter { $0.record.name.isExportersName && $0.record.isMatrix }
    guard !folded.isEmpty else { return [] }
    let counts = Set(folded.map { $0.record.count })
    var parameters: [Int: [TensorRecord]] = [:]
    for (_, record) in initializers
    where record.name.isAttributePath && record.isMatrix && counts.contains(record.count) {
      parameters[record.count, default: []].append(record)
    }
    var copies: [FoldedCopy] = []
    for (_, record) in folded {
      var found: FoldedCopy?
      for parameter in parameters[record.count] ?? [] where found == nil {
        found = record.copy(of: parameter, in: bytes)
      }
      // Zeros are those of any parameter.
      guard var copy = found, record.varies(in: bytes) else {
        // Of several that it has made, the first one stands for the parameter.
        parameters[record.count, default: []].append(record)
        continue
      }
      for part in ["extents", "matrix", "transposed", "rows"] {
        var name = "\(copy.name)/\(part)"
        while names.known(name) != nil { name += "'" }
        copy.values.append(name)
      }
      append(copy)
      copies.append(copy)
    }
    let made = Set(copies.map(\.name))
    if !made.isEmpty { initializers.removeAll { made.contains($0.record.name) } }
    return copies
  }

  private mutating func append(_ copy: FoldedCopy) {
    for step in copy.steps {
      var inputs = [names.number(of: step.input)]
      var attributes: [ONNXNode.Attribute] = []
      if let target = step.target {
        let number = names.number(of: target)
        nodes.append(.holding(Literal(list: step.integers), name: target, result: number))
        inputs.append(number)
      } else {
        attributes.append(.init(name: "perm", value: .integers(step.integers)))
      }
      nodes.append(
        ONNXNode(
          type: step.type, name: step.output, inputs: inputs,
          outputs: [names.number(of: step.output)], attributes: attributes))
    }
  }
}

extension TensorRecord {
  /// How many numbers the extents promise; 0 where that is too many.
  fileprivate var count: Int { Shape(checking: extents)?.count ?? 0 }

  /// Whether these are real numbers in 32 bits that the file itself holds, along several axes.
  fileprivate var isMatrix: Bool {
    type == .float && !isExternal && extents.count { $0 > 1 } > 1
  }

  /// What makes this of another tensor, if its numbers are the same, in their order or transposed.
  fileprivate func copy(of other: TensorRecord, in bytes: RawSpan) -> FoldedCopy? {
    guard count > 0, count == other.count, let rows = other.extents.first(where: { $0 > 1 }) else {
      return nil
    }
    let columns = count / rows
    if equals(other, in: bytes, at: { $0 }) {
      return FoldedCopy(name: name, source: other.name, extents: extents, transposed: nil)
    }
    guard rows > 1, columns > 1,
      equals(other, in: bytes, at: { $0 % rows * columns + $0 / rows })
    else { return nil }
    return FoldedCopy(
      name: name, source: other.name, extents: extents, transposed: (rows, columns))
  }
}
