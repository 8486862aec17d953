extension Translation {
  /// The architecture: the operations that an output needs, in topological order, and every
  /// parameter and input, needed or not.
  ///
  /// - Throws: ``ArchitectureError``.
  func architecture(name: String) throws(ArchitectureError) -> Architecture {
    var outputs: [Int] = []
    for number in graph.outputs {
      guard case .tensor(let tensor)? = flow(number), tensors[tensor].producer != nil else {
        throw .malformed(
          location: "output '\(graph.names[number])'",
          expected: "an operation on an input or a parameter", found: "none")
      }
      outputs.append(tensor)
    }
    guard !outputs.isEmpty else {
      throw .malformed(location: "graph", expected: "an output", found: "none")
    }
    var builder = ArchitectureBuilder(name: name)
    var ids = [ValueID?](repeating: nil, count: tensors.count)
    for (index, tensor) in tensors.enumerated() {
      switch tensor.origin {
      case .input:
        let open = tensor.leavesBatchOpen ? tensor.extents.map { [nil] + $0.dropFirst() } : nil
        ids[index] = builder.addInput(name: tensor.name, extents: open ?? tensor.extents)
      case .parameter(let shape, let isTrainable):
        ids[index] = try builder.addParameter(
          name: tensor.name, shape: shape, isTrainable: isTrainable)
      case .constant, .result: break
      }
    }
    let isNeeded = neededSteps(for: outputs)
    for (step, isNeeded) in zip(steps, isNeeded) where isNeeded {
      var inputs: [ValueID?] = []
      for input in step.inputs {
        if let input, ids[input] == nil, case .constant(let constant) = tensors[input].origin {
          ids[input] = builder.addConstant(
            constant, name: tensors[input].name, extents: tensors[input].extents)
        }
        inputs.append(input.flatMap { ids[$0] })
      }
      let results = try builder.addOperation(
        step.kind, name: step.name, inputs: inputs,
        results: step.outputs.map { (tensors[$0].name, tensors[$0].extents) })
      for (output, result) in zip(step.outputs, results) { ids[output] = result }
    }
    return try builder.finish(outputs: outputs.compactMap { ids[$0] })
  }

  /// Whether a path leads from each step to an output.
  private func neededSteps(for outputs: [Int]) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: steps.count)
    for output in outputs {
      if let producer = tensors[output].producer { isNeeded[producer] = true }
    }
    for index in steps.indices.reversed() where isNeeded[index] {
      for case let input? in steps[index].inputs {
        if let producer = tensors[input].producer { isNeeded[producer] = true }
      }
    }
    return isNeeded
  }
}
