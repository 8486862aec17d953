extension Architecture {
  /// The same network with numbers of the file instead of some parameters.
  ///
  /// - Parameters:
  ///   - parameters: what becomes a constant.
  ///   - numbers: the numbers of a parameter of this name, as far as the file says them.
  /// - Returns: the network, in which these are constants.
  /// - Throws: what `numbers` throws.
  func keeping(
    _ parameters: Set<ValueID>, numbers: (String) throws(ArchitectureError) -> Constant
  ) throws(ArchitectureError) -> Architecture {
    var values = values
    for id in parameters.sorted(by: { $0.index < $1.index }) {
      let value = self[id]
      values[id.index] = Value(
        name: value.name, extents: value.extents, origin: .constant(try numbers(value.name)))
    }
    return Architecture(
      name: name, values: values, operations: operations, inputs: inputs, outputs: outputs,
      nominalBatch: nominalBatch, beside: beside)
  }
}
