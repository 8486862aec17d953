import FoundationEssentials
import Tensors

extension Architecture {
  /// Reads an architecture from JSON, as docs/architecture-json.md describes it.
  ///
  /// Values stand in the order inputs, parameters, constants, results. Layers, norms and
  /// activations that are written out are joined, as those of an ONNX file are.
  ///
  /// - Throws: ``ArchitectureError``, which names the location in the text, if this is no sound
  ///   architecture.
  public init(json: [UInt8]) throws(ArchitectureError) {
    try self.init(try ArchitectureText(json).decoded(as: ArchitectureJSON.self))
  }

  /// The architecture as JSON, as docs/architecture-json.md describes it.
  ///
  /// Reading the result gives an equal architecture, if the values of this one stand in the order
  /// inputs, parameters, constants, results.
  ///
  /// - Throws: ``ArchitectureError`` if two values share a name, or a number is not finite.
  public func json() throws(ArchitectureError) -> [UInt8] {
    var names: Set<String> = []
    for value in values where !names.insert(value.name).inserted {
      throw .unsupported(
        location: "value '\(value.name)'", feature: "to write two values of one name")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(ArchitectureJSON(self)))
    } catch EncodingError.invalidValue(let value, let context) {
      throw .malformed(
        location: jsonLocation(context.codingPath), expected: "a finite number", found: "\(value)")
    } catch {
      throw .malformed(location: "architecture '\(name)'", expected: "JSON", found: "\(error)")
    }
  }

  init(_ json: ArchitectureJSON) throws(ArchitectureError) {
    guard json.format == ArchitectureJSON.formatName else {
      throw .malformed(
        location: "format", expected: "'\(ArchitectureJSON.formatName)'",
        found: "'\(json.format.prefix(40))'")
    }
    guard (1...ArchitectureJSON.currentVersion).contains(json.version) else {
      throw .unsupported(location: "version", feature: "version \(json.version)")
    }
    var reader = ArchitectureJSONReader(json)
    self = try reader.read().fused()
  }
}

extension ArchitectureJSON {
  fileprivate init(_ architecture: Architecture) {
    format = Self.formatName
    batch = architecture.leavesBatchOpen ? architecture.nominalBatch : nil
    version = batch == nil ? 1 : Self.currentVersion
    name = architecture.name
    inputs = architecture.inputs.map { ValueJSON(architecture[$0]) }
    parameters = architecture.parameters.map {
      ParameterJSON(
        name: $0.name, shape: $0.shape.extents, trainable: $0.isTrainable ? nil : false)
    }
    constants = architecture.values.compactMap(ConstantJSON.init)
    operations = architecture.operations.map { operation in
      OperationJSON(
        name: operation.name, kind: operation.kind,
        inputs: operation.inputs.map { $0.map { architecture[$0].name } },
        outputs: operation.outputs.map { ValueJSON(architecture[$0]) })
    }
    outputs = architecture.outputs.map { architecture[$0].name }
  }
}

extension ValueJSON {
  fileprivate init(_ value: Value) {
    name = value.name
    extents = value.extents
  }
}

extension ConstantJSON {
  fileprivate init?(_ value: Value) {
    guard case .constant(let constant) = value.origin else { return nil }
    name = value.name
    extents = value.extents
    switch constant {
    case .integers(let numbers): integers = numbers
    case .reals(let numbers): reals = numbers
    case .unread: break
    }
  }
}
