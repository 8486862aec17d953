extension ONNXGraph {
  /// The initializers that exporters write in the place of the weights that an instance norm must have
  /// and does not: ones for its scale and zeros for its shift.
  ///
  /// A group norm, for which there was no operator before opset 18, is such an instance norm of its
  /// groups. Arrays under the name of a module's attribute are that attribute, whatever they hold.
  ///
  /// - Parameters:
  ///   - norm: the instance norm.
  ///   - places: by a value's number, its place among the initializers.
  ///   - bytes: the file.
  /// - Returns: the numbers of their values.
  func placeholders(of norm: ONNXNode, _ places: [Int?], in bytes: RawSpan) -> [Int] {
    norm.inputs.indices.compactMap { place in
      guard let expected = norm.placeholder(at: place), let number = norm.inputs[place],
        let initializer = places[number],
        case let record = initializers[initializer].record, record.name.isExportersName,
        let literal = try? Literal(record, in: bytes), let reals = literal.reals, !reals.isEmpty,
        reals.allSatisfy({ $0 == expected })
      else { return nil }
      return number
    }
  }
}
