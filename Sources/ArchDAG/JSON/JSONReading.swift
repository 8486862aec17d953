import FoundationEssentials

extension ArchitectureText {
  /// What the text says, read as JSON.
  ///
  /// - Throws: ``ArchitectureError``, which names the location by its path, such as
  ///   `genotype.normal[3][0]`.
  func decoded<Content: Decodable>(
    as type: Content.Type
  ) throws(ArchitectureError) -> Content {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as ArchitectureError {
      throw error
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      // The decoder does not say where; of sound JSON it dislikes only numbers.
      let fault = JSONSyntax.fault(in: bytes)
      throw .malformed(
        location: fault.map { "line \($0.line), column \($0.column)" } ?? "text",
        expected: fault?.expected ?? "whole numbers where they belong, and numbers in range",
        found: fault?.found ?? "another number")
    } catch let error as DecodingError {
      throw ArchitectureError(error)
    } catch {
      throw .malformed(location: "text", expected: "JSON", found: "\(error)")
    }
  }
}

extension ArchitectureError {
  /// What a JSON decoder found wrong, in our words.
  init(_ error: DecodingError) {
    switch error {
    case .typeMismatch(let type, let context):
      self = .malformed(
        location: jsonLocation(context.codingPath), expected: phrase(for: type),
        found: "another kind of value")
    case .valueNotFound(let type, let context):
      self = .malformed(
        location: jsonLocation(context.codingPath), expected: phrase(for: type), found: "none")
    case .keyNotFound(let key, let context):
      self = .malformed(
        location: jsonLocation(context.codingPath), expected: "a field '\(key.stringValue)'",
        found: "none")
    case .dataCorrupted(let context):
      var found = context.debugDescription
      if found.hasSuffix(".") { found.removeLast() }
      self = .malformed(
        location: jsonLocation(context.codingPath), expected: "sound JSON", found: found)
    @unknown default:
      self = .malformed(location: "text", expected: "sound JSON", found: "\(error)")
    }
  }
}

/// A location in a JSON text, such as `genotype.normal[3][0]`.
package func jsonLocation(_ path: [any CodingKey]) -> String {
  var location = ""
  for key in path {
    if let index = key.intValue {
      location += "[\(index)]"
    } else {
      location += location.isEmpty ? key.stringValue : ".\(key.stringValue)"
    }
  }
  return location.isEmpty ? "text" : location
}

private func phrase(for type: any Any.Type) -> String {
  switch ObjectIdentifier(type) {
  case ObjectIdentifier(Int.self): "a whole number"
  case ObjectIdentifier(Float.self), ObjectIdentifier(Double.self): "a number"
  case ObjectIdentifier(String.self): "a string"
  case ObjectIdentifier(Bool.self): "true or false"
  case ObjectIdentifier([Any].self): "a list"
  case ObjectIdentifier([String: Any].self): "an object"
  default: "a value"
  }
}
