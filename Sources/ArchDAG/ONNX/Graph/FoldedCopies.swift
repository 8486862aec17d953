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
  /// What the names of the values on the way to it begin with.
  fileprivate(set) var prefix = ""

  /// What the names of the values on the way end with.
  fileprivate enum Value: String, CaseIterable { case extents, rows, matrix, transposed }

  /// The nodes that make the copy of the parameter, in order.
  var steps: [Step] {
    guard let transposed else { return [reshaping(source, to: extents, as: name, .extents)] }
    let (matrix, turned) = (valueName(.matrix), valueName(.transposed))
    return [
      reshaping(source, to: [transposed.rows, transposed.columns], as: matrix, .rows),
      Step(type: "Transpose", input: matrix, output: turned, integers: [1, 0], target: nil),
      reshaping(turned, to: extents, as: name, .extents),
    ]
  }

  fileprivate func valueName(_ value: Value) -> String { "\(prefix)/\(value.rawValue)" }

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
    _ input: String, to extents: [Int], as output: String, _ target: Value
  ) -> Step {
    Step(
      type: "Reshape", input: input, output: output, integers: extents,
      target: valueName(target))
  }
}

extension ONNXGraph {
  /// Computes the copies that an exporter has made of parameters from these again.
  ///
  /// - Returns: what has become a computation.
  mutating func unfoldCopies(in bytes: RawSpan) -> [FoldedCopy] {
    guard version(of: "Reshape") >= 5 else { return [] }
    // Zeros are those of any parameter.
    let folded = initializers.map(\.record).filter {
      $0.name.isExportersName && $0.isMatrix && $0.varies(in: bytes)
    }
    guard !folded.isEmpty else { return [] }
    let counts = Set(folded.map(\.count))
    var parameters: [Int?: [TensorRecord]] = [:]
    for (_, record) in initializers
    where record.name.isAttributePath && record.isMatrix && counts.contains(record.count) {
      parameters[record.count, default: []].append(record)
    }
    var copies: [FoldedCopy] = []
    for record in folded {
      var found: FoldedCopy?
      for parameter in parameters[record.count] ?? [] where found == nil {
        found = record.copy(of: parameter, in: bytes)
      }
      guard var copy = found else {
        // Of several that it has made, the first one stands for the parameter.
        parameters[record.count, default: []].append(record)
        continue
      }
      copy.prefix = copy.name
      while FoldedCopy.Value.allCases.contains(where: { names.known(copy.valueName($0)) != nil }) {
        copy.prefix += "'"
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
  /// Whether these are real numbers in 32 bits that the file itself holds, along several axes.
  fileprivate var isMatrix: Bool {
    type == .float && !isExternal && extents.count { $0 > 1 } > 1
  }

  /// What makes this of another tensor, if its numbers are the same, in their order or transposed.
  fileprivate func copy(of other: TensorRecord, in bytes: RawSpan) -> FoldedCopy? {
    guard let count, count > 0, count == other.count,
      let rows = other.extents.first(where: { $0 > 1 })
    else { return nil }
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
