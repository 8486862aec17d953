import Tensors

/// An ``Architecture`` in the making: tensors known by number, and the operations that compute
/// them, of which not all may turn out to be needed.
struct ArchitectureDraft {
  private(set) var tensors: [Tensor] = []
  private(set) var steps: [Step] = []
  /// How many operands the steps have together.
  private(set) var operandCount = 0

  /// A node of a few bytes may ask for thousands of tensors or operands; these are more than any
  /// network has.
  static let sizeLimit = 4_000_000

  /// A tensor.
  struct Tensor {
    var name: String
    var extents: Extents?
    var origin: Value.Origin
    /// Whether it changes with what the caller feeds, unlike parameters and what is made of them.
    var dependsOnInput: Bool
    /// The step that computes it.
    var producer: Int?
    /// Whether the first extent of an input is only nominal.
    var leavesBatchOpen = false
    /// Where the numbers of a constant come from that are not known yet.
    var remarks: Literal.Remarks?

    var isConstant: Bool {
      if case .constant = origin { true } else { false }
    }
  }

  /// An operation; its operands and results are numbers of tensors.
  struct Step {
    var kind: OperationKind
    var name: String
    var inputs: [Int?]
    var outputs: [Int]
  }

  /// Whether a step computes a tensor, other than one that hands its operand on.
  func isComputed(_ tensor: Int) -> Bool {
    var tensor = tensor
    while let producer = tensors[tensor].producer {
      guard case .identity = steps[producer].kind, case let source?? = steps[producer].inputs.first
      else { return true }
      tensor = source
    }
    return false
  }

  /// Adds a tensor that no step computes.
  mutating func add(_ tensor: Tensor) -> Int {
    tensors.append(tensor)
    return tensors.count - 1
  }

  /// Adds a tensor that holds a constant's numbers.
  mutating func add(_ literal: Literal, name: String) -> Int {
    add(
      Tensor(
        name: name, extents: literal.extents, origin: .constant(Constant(literal.numbers)),
        dependsOnInput: false, remarks: literal.remarks))
  }

  /// Whether any of some tensors is no constant: an input, a parameter, or made of them.
  func hasVariable(among inputs: [Int?]) -> Bool {
    inputs.contains { $0.map { !tensors[$0].isConstant } ?? false }
  }

  /// What is known of the numbers of a tensor that is a constant.
  func literal(_ index: Int) -> Literal {
    let tensor = tensors[index]
    var literal = Literal(extents: tensor.extents)
    if case .constant(let constant) = tensor.origin {
      switch constant {
      case .integers(let integers): literal.numbers = .integers(integers)
      case .reals(let reals): literal.numbers = .reals(reals)
      case .unread: break
      }
    }
    literal.remarks = tensor.remarks
    return literal
  }

  /// Adds an operation.
  ///
  /// - Parameters:
  ///   - kind: what the operation computes.
  ///   - name: its name.
  ///   - inputs: its operands, as ``OperationKind`` states them.
  ///   - results: the names of its results, and their extents.
  /// - Returns: the results.
  mutating func add(
    _ kind: OperationKind, name: String, inputs: [Int?],
    results: [(name: String, extents: Extents?)]
  ) -> [Int] {
    let dependsOnInput = inputs.contains { $0.map { tensors[$0].dependsOnInput } ?? false }
    let outputs = results.map { name, extents in
      add(
        Tensor(
          name: name, extents: Extents.plausible(extents), origin: .result,
          dependsOnInput: dependsOnInput, producer: steps.count))
    }
    operandCount += inputs.count
    steps.append(Step(kind: kind, name: name, inputs: inputs, outputs: outputs))
    return outputs
  }

  /// The architecture: the operations that an output needs, in topological order, and every
  /// parameter and input, needed or not.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - outputs: the numbers of the tensors that it answers.
  ///   - beside: what the file holds beside values that flow.
  ///   - bytes: the file, of which the numbers of large constants are read that an operation needs.
  /// - Returns: the architecture.
  /// - Throws: ``ArchitectureError``.
  func architecture(
    name: String, outputs: [Int], beside: Architecture.BesideValues, in bytes: RawSpan
  ) throws(ArchitectureError) -> Architecture {
    var builder = ArchitectureBuilder(name: name)
    var ids = [ValueID?](repeating: nil, count: tensors.count)
    for index in tensors.indices {
      switch tensors[index].origin {
      case .input:
        let tensor = tensors[index]
        let open = tensor.leavesBatchOpen ? tensor.extents.map { [nil] + $0.dropFirst() } : nil
        ids[index] = builder.addInput(name: tensor.name, extents: open ?? tensor.extents)
      case .parameter(let shape, let isTrainable):
        ids[index] = try builder.addParameter(
          name: tensors[index].name, shape: shape, isTrainable: isTrainable)
      case .constant, .result: break
      }
    }
    var results = DeferredNumbers.Results()
    let isNeeded = neededSteps(for: outputs)
    for (step, isNeeded) in zip(steps, isNeeded) where isNeeded {
      for case let input? in step.inputs where ids[input] == nil && tensors[input].isConstant {
        try addConstant(input, to: &builder, &ids, in: bytes, &results)
      }
      let results = try builder.addOperation(
        step.kind, name: step.name, inputs: step.inputs.map { $0.flatMap { ids[$0] } },
        results: step.outputs.map { (tensors[$0].name, tensors[$0].extents) })
      for (output, result) in zip(step.outputs, results) { ids[output] = result }
    }
    return try builder.finish(outputs: outputs.compactMap { ids[$0] }, beside: beside)
  }

  /// Adds a constant, or the operations that compute it.
  private func addConstant(
    _ index: Int, to builder: inout ArchitectureBuilder, _ ids: inout [ValueID?],
    in bytes: RawSpan, _ results: inout DeferredNumbers.Results
  ) throws(ArchitectureError) {
    let tensor = tensors[index]
    guard case .constant(var constant) = tensor.origin else { return }
    if let deferred = tensor.remarks?.deferred {
      constant = Constant(try deferred.numbers(in: bytes, &results))
    } else if let record = tensor.remarks?.record {
      constant = try Constant(record, in: bytes)
    }
    guard case .unread = constant, let computation = tensor.remarks?.computation else {
      ids[index] = builder.addConstant(constant, name: tensor.name, extents: tensor.extents)
      return
    }
    for case let input? in computation.inputs where ids[input] == nil {
      try addConstant(input, to: &builder, &ids, in: bytes, &results)
    }
    let all = try builder.addOperation(
      computation.kind, name: tensor.name,
      inputs: computation.inputs.map { $0.flatMap { ids[$0] } },
      results: (0..<computation.resultCount).map { result in
        result == computation.result
          ? (tensor.name, tensor.extents) : ("\(tensor.name):\(result)", nil)
      })
    ids[index] = all[computation.result]
  }

  /// Whether a path leads from each step to an output.
  private func neededSteps(for outputs: [Int]) -> [Bool] {
    liveElements(
      wanted: outputs.compactMap { tensors[$0].producer }, count: steps.count
    ) { step, read in
      for case let input? in steps[step].inputs {
        if let producer = tensors[input].producer { read(producer) }
      }
    }
  }
}

extension Constant {
  fileprivate init(_ numbers: Literal.Numbers) {
    self =
      switch numbers {
      case .integers(let integers): .integers(integers)
      case .reals(let reals): .reals(reals)
      case .unread: .unread
      }
  }
}

extension Extents {
  /// Longer axes are taken as unknown, so that arithmetic on extents cannot overflow.
  private static let longest = 1 << 48

  /// The extents without those that cannot be.
  static func plausible(_ extents: Extents?) -> Extents? {
    guard let extents, extents.count <= 64 else { return nil }
    return extents.map { extent in
      extent.flatMap { $0 >= 0 && $0 <= longest ? $0 : nil }
    }
  }
}
