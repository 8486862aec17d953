import Tensors

/// Turns the names of an architecture's JSON into references, and refuses what does not fit.
struct ArchitectureJSONReader {
  private let json: ArchitectureJSON
  private var builder: ArchitectureBuilder
  private var knownValues: [String: ValueID] = [:]

  /// More operations than this, or values of a kind, has no network that the readers take.
  private static let countLimit = 200_000

  init(_ json: ArchitectureJSON) {
    self.json = json
    let isOpen = json.inputs.contains { $0.extents?.first == .some(nil) }
    builder = ArchitectureBuilder(
      name: json.name,
      nominalBatch: !isOpen
        ? Architecture.readersBatch : json.batch ?? ArchitectureJSON.firstVersionBatch)
  }

  mutating func read() throws(ArchitectureError) -> Architecture {
    for (count, field) in [
      (json.inputs.count, "inputs"), (json.parameters.count, "parameters"),
      (json.constants?.count ?? 0, "constants"), (json.operations.count, "operations"),
    ] {
      try Bounds.check(count, in: 0...Self.countLimit, field)
    }
    if let batch = json.batch { try Bounds.check(batch, in: 1...Bounds.elements, "batch") }
    try addInputs()
    try addParameters()
    try addConstants()
    for (index, operation) in json.operations.enumerated() {
      try add(operation, at: "operations[\(index)]")
    }
    var outputs: [ValueID] = []
    for (index, name) in json.outputs.enumerated() {
      outputs.append(try value(of: name, readAt: "outputs[\(index)]"))
    }
    return try builder.finish(outputs: outputs)
  }

  private mutating func addInputs() throws(ArchitectureError) {
    for (index, input) in json.inputs.enumerated() {
      let location = "inputs[\(index)]"
      try check(input.extents, at: location)
      try declare(input.name, builder.addInput(name: input.name, extents: input.extents), location)
    }
  }

  private mutating func addParameters() throws(ArchitectureError) {
    for (index, parameter) in json.parameters.enumerated() {
      let location = "parameters[\(index)]"
      guard parameter.shape.allSatisfy({ $0 > 0 }) else {
        throw .malformed(
          location: "\(location).shape", expected: "positive extents",
          found: "\(parameter.shape)")
      }
      guard let shape = Shape(checking: parameter.shape), shape.count <= Bounds.elements,
        shape.rank <= 8
      else {
        throw .tooLarge(
          location: "\(location).shape", limit: "\(Bounds.elements) elements on 8 axes",
          found: "\(parameter.shape.prefix(9))")
      }
      let id = try builder.addParameter(
        name: parameter.name, shape: shape, isTrainable: parameter.trainable ?? true)
      try declare(parameter.name, id, location)
    }
  }

  private mutating func addConstants() throws(ArchitectureError) {
    for (index, constant) in (json.constants ?? []).enumerated() {
      let location = "constants[\(index)]"
      try check(constant.extents, at: location)
      let content: Constant
      switch (constant.integers, constant.reals) {
      case (let numbers?, nil): content = .integers(numbers)
      case (nil, let numbers?): content = .reals(numbers)
      case (nil, nil): content = .unread
      case (.some, .some):
        throw .malformed(
          location: location, expected: "'integers' or 'reals'", found: "both")
      }
      let id = builder.addConstant(content, name: constant.name, extents: constant.extents)
      try declare(constant.name, id, location)
    }
  }

  private mutating func add(
    _ operation: OperationJSON, at location: String
  ) throws(ArchitectureError) {
    var inputs: [ValueID?] = []
    for (index, name) in operation.inputs.enumerated() {
      guard let name else {
        inputs.append(nil)
        continue
      }
      inputs.append(try value(of: name, readAt: "\(location).inputs[\(index)]"))
    }
    guard !operation.outputs.isEmpty else {
      throw .malformed(location: "\(location).outputs", expected: "a result", found: "none")
    }
    for output in operation.outputs { try check(output.extents, at: location) }
    try checkRank(of: operation, inputs, at: location)
    let ids = try builder.addOperation(
      operation.kind, name: operation.name, inputs: inputs,
      results: operation.outputs.map { ($0.name, $0.extents) })
    for (output, id) in zip(operation.outputs, ids) { try declare(output.name, id, location) }
  }

  /// Refuses a convolution with attributes for other axes than its weight has.
  private func checkRank(
    of operation: OperationJSON, _ inputs: [ValueID?], at location: String
  ) throws(ArchitectureError) {
    guard case .layer(let form) = operation.kind.traits.elements,
      let strides = form.window?.strides,
      inputs.count > 1, let weight = inputs[1], let extents = builder[weight].extents,
      extents.count != strides.count + 2
    else { return }
    throw .malformed(
      location: "\(location).strides", expected: "\(extents.count - 2) numbers, one an axis",
      found: "\(strides.count)")
  }

  private mutating func declare(
    _ name: String, _ id: ValueID, _ location: String
  ) throws(ArchitectureError) {
    guard knownValues.updateValue(id, forKey: name) == nil else {
      throw .malformed(
        location: location, expected: "a name of its own", found: "a second value '\(name)'")
    }
  }

  private func value(
    of name: String, readAt location: String
  ) throws(ArchitectureError) -> ValueID {
    if let value = knownValues[name] { return value }
    let isLater = json.operations.contains { $0.outputs.contains { $0.name == name } }
    throw .malformed(
      location: location, expected: "the name of a value that exists before",
      found: "'\(name.prefix(80))', which "
        + (isLater ? "is computed later or by the operation itself" : "does not exist"))
  }

  private func check(_ extents: [Int?]?, at location: String) throws(ArchitectureError) {
    guard let extents else { return }
    guard extents.allSatisfy({ $0 ?? 0 >= 0 }) else {
      throw .malformed(
        location: "\(location).extents", expected: "numbers from 0 on, or null",
        found: "\(extents.map { $0.map(String.init) ?? "null" }.prefix(9))")
    }
    guard extents.count <= 16, let shape = Shape(checking: extents.compactMap(\.self)),
      shape.count <= Bounds.elements
    else {
      throw .tooLarge(
        location: "\(location).extents", limit: "\(Bounds.elements) elements on 16 axes",
        found: "\(extents.count) axes")
    }
  }
}
