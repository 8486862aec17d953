import Tensors

extension ONNXGraph {
  /// The initializers that exporters write in the place of the weights that an instance norm must have
  /// and does not: ones for its scale and zeros for its shift.
  ///
  /// A group norm, for which there was no operator before opset 18, is such an instance norm of its
  /// groups. Arrays under the name of a module's attribute are that attribute, whatever they hold.
  func placeholdersOfNorms(in bytes: RawSpan) -> Set<Int> {
    var places: [Int?] = []
    var found: Set<Int> = []
    for index in nodes.indices where nodes[index].type == "InstanceNormalization" {
      if places.isEmpty { places = placesOfInitializers }
      for (place, expected) in [(1, Float(1)), (2, 0)] where nodes[index].inputs.count > place {
        guard let number = nodes[index].inputs[place], let initializer = places[number],
          case let record = initializers[initializer].record, record.name.isExportersName,
          let literal = try? Literal(record, in: bytes), let reals = literal.reals, !reals.isEmpty,
          reals.allSatisfy({ $0 == expected })
        else { continue }
        found.insert(number)
      }
    }
    return found
  }
}
