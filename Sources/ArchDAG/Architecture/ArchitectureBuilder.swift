public import Tensors

/// Puts an ``Architecture`` together, one value and operation after the other.
///
/// ```swift
/// var builder = ArchitectureBuilder(name: "linear")
/// let x = builder.addInput(name: "x", extents: [nil, 3])
/// let weight = try builder.addParameter(name: "fc.weight", shape: [10, 3])
/// let y = try builder.addOperation(.linear(.outputFirst), name: "fc", inputs: [x, weight])
/// let architecture = try builder.finish(outputs: [y])
/// ```
///
/// Operations may only read what has been added before, so the result is in topological order.
public struct ArchitectureBuilder {
  private let name: String
  private let nominalBatch: Int
  private var values: [Value] = []
  private var operations: [Operation] = []
  private var inputs: [ValueID] = []
  private var parameterNames: Set<String> = []

  /// Begins an architecture without operations.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - nominalBatch: the batch for which results state extents where an input leaves it open.
  public init(name: String, nominalBatch: Int = Architecture.readersBatch) {
    self.name = name
    self.nominalBatch = nominalBatch
  }

  /// The value that was added under this identifier.
  public subscript(id: ValueID) -> Value { values[id.index] }

  /// Adds a value that a caller feeds.
  public mutating func addInput(name: String, extents: [Int?]?) -> ValueID {
    let id = addValue(Value(name: name, extents: extents, origin: .input))
    inputs.append(id)
    return id
  }

  /// Adds a parameter, or a buffer.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the name is taken.
  public mutating func addParameter(
    name: String, shape: Shape, isTrainable: Bool = true
  ) throws(ArchitectureError) -> ValueID {
    guard parameterNames.insert(name).inserted else {
      throw .malformed(
        location: "parameter '\(name)'", expected: "a name of its own",
        found: "a second parameter of this name")
    }
    return addValue(
      Value(
        name: name, extents: shape.extents,
        origin: .parameter(shape: shape, isTrainable: isTrainable)))
  }

  /// Adds a constant.
  public mutating func addConstant(
    _ constant: Constant, name: String, extents: [Int?]? = nil
  ) -> ValueID {
    addValue(Value(name: name, extents: extents, origin: .constant(constant)))
  }

  /// Adds an operation with one result.
  ///
  /// - Parameters:
  ///   - kind: what the operation computes.
  ///   - name: its name in messages; the result gets the same.
  ///   - inputs: its operands, as ``OperationKind`` states them.
  ///   - extents: the shape of the result, where known.
  /// - Returns: the result.
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the operands do not
  ///   fit the operation.
  public mutating func addOperation(
    _ kind: OperationKind, name: String, inputs: [ValueID?], extents: [Int?]? = nil
  ) throws(ArchitectureError) -> ValueID {
    try addOperation(kind, name: name, inputs: inputs, results: [(name, extents)])[0]
  }

  /// Adds an operation with one or more named results.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if the operands do not
  ///   fit the operation.
  public mutating func addOperation(
    _ kind: OperationKind, name: String, inputs: [ValueID?],
    results: [(name: String, extents: [Int?]?)]
  ) throws(ArchitectureError) -> [ValueID] {
    try checkOperands(of: kind, operation: name, inputs, among: values)
    var outputs: [ValueID] = []
    outputs.reserveCapacity(results.count)
    for (name, extents) in results {
      outputs.append(addValue(Value(name: name, extents: extents, origin: .result)))
    }
    operations.append(Operation(name: name, kind: kind, inputs: inputs, outputs: outputs))
    return outputs
  }

  /// The complete architecture.
  ///
  /// - Throws: ``ArchitectureError/malformed(location:expected:found:)`` if there is no output.
  public func finish(outputs: [ValueID]) throws(ArchitectureError) -> Architecture {
    try finish(outputs: outputs, beside: Architecture.BesideValues())
  }

  /// The complete architecture, with what its file holds beside values that flow.
  func finish(
    outputs: [ValueID], beside: Architecture.BesideValues
  ) throws(ArchitectureError) -> Architecture {
    guard !outputs.isEmpty else {
      throw .malformed(location: "architecture '\(name)'", expected: "an output", found: "none")
    }
    return Architecture(
      name: name, values: values, operations: operations, inputs: inputs, outputs: outputs,
      nominalBatch: nominalBatch, beside: beside)
  }

  private mutating func addValue(_ value: Value) -> ValueID {
    values.append(value)
    return ValueID(values.count - 1)
  }
}
