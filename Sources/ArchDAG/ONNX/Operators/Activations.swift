extension ONNXOperators {
  /// Nonlinearities.
  static let activations: [ONNXOperator] = [
    activation("Relu") { _ in .relu },
    activation("LeakyRelu") { .leakyRelu(slope: $0.node.real("alpha") ?? 0.01) },
    activation("Elu") { .elu(alpha: $0.node.real("alpha") ?? 1) },
    activation("Sigmoid") { _ in .sigmoid },
    activation("HardSigmoid") { call in
      .hardSigmoid(
        slope: call.node.real("alpha") ?? 0.2, offset: call.node.real("beta") ?? 0.5)
    },
    activation("Tanh") { _ in .tanh },
    activation("Softplus") { _ in .softplus },
    activation("Mish", 18...newest) { _ in .mish },
    activation("Gelu", 20...newest) { call in
      .gelu(isApproximate: call.node.text("approximate") == "tanh")
    },
    activation("com.microsoft::Gelu", 1...1) { _ in .gelu(isApproximate: false) },
    activation("HardSwish", 14...newest) { _ in .hardSwish },
    ONNXOperator("Swish", 24...newest, as: .activation, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let alpha = call.node.real("alpha") ?? 1
      guard alpha != 1 else { return .operation(.activation(.silu)) }
      let x = OperatorMeaning.Expression.operand(0)
      let gate = x.combined(.multiply, with: alpha).applying(.activation(.sigmoid))
      return .value(x.combined(.multiply, with: gate))
    },
    ONNXOperator("com.microsoft::QuickGelu", 1...1, as: .activation, .arithmetic) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let x = OperatorMeaning.Expression.operand(0)
      let gate = x.combined(.multiply, with: call.node.real("alpha") ?? 1.702)
        .applying(.activation(.sigmoid))
      return .value(x.combined(.multiply, with: gate))
    },
    biasedGelu("com.microsoft::BiasGelu", isApproximate: false),
    biasedGelu("com.microsoft::FastGelu", isApproximate: true),
    ONNXOperator("Selu", as: .activation) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      // γ · elu(x); the numbers of opsets 1 to 5 are rounded otherwise.
      let alpha = call.node.real("alpha") ?? (call.version < 6 ? 1.6732 : 1.67326319)
      let gamma = call.node.real("gamma") ?? (call.version < 6 ? 1.0507 : 1.05070102)
      guard alpha == 1.67326319, gamma == 1.05070102 else {
        let scaled = OperatorMeaning.Expression.operand(0)
          .applying(.activation(.elu(alpha: alpha))).combined(.multiply, with: gamma)
        return .value(scaled)
      }
      return .operation(.activation(.selu))
    },
    ONNXOperator(
      "Clip", as: .activation, .arithmetic, operands: .init(settings: [1, 2]),
      folding: .computed { node, operands in
        func bound(_ name: String, _ operand: Int) -> Literal? {
          node.real(name).map { Literal(extents: [], numbers: .reals([$0])) }
            ?? (operands.indices.contains(operand) ? operands[operand] : nil)
        }
        return ConstantFolding.clip(
          operands.first ?? nil, from: bound("min", 1), to: bound("max", 2))
      }
    ) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      return clip(call)
    },
    ONNXOperator("PRelu", as: .activation, operands: .init(weights: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(2)
      return .operation(.activation(.prelu), [.operand(0), .operand(1)])
    },
    ONNXOperator("Softmax", as: .softmax) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard call.version < 13 else {
        return .operation(.softmax(axis: call.node.integer("axis") ?? -1))
      }
      return flattened(call, .softmax(axis: -1))
    },
    ONNXOperator("LogSoftmax", as: .logSoftmax) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard call.version < 13 else {
        return .operation(.logSoftmax(axis: call.node.integer("axis") ?? -1))
      }
      return flattened(call, .logSoftmax(axis: -1))
    },
    ONNXOperator(
      "Dropout", 7...newest, as: .dropout,
      operands: .init(.plumbing(.other), settings: [1, 2]), folding: .keepsNumbers
    ) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      return .operation(.dropout(probability: call.real("ratio", or: 1) ?? 0.5))
    },
  ]

  /// The record of a nonlinearity; where its attributes make it none that is known, the operation
  /// keeps its ONNX name.
  private static func activation(
    _ name: String, _ versions: ClosedRange<Int> = 1...newest,
    _ activation: @escaping @Sendable (OperatorCall) -> Activation?
  ) -> ONNXOperator {
    ONNXOperator(name, versions, as: .activation) { call throws(ArchitectureError) in
      try call.requireOperands(1)
      guard let activation = activation(call) else { return .unrecognized }
      return .operation(.activation(activation))
    }
  }

  /// A GELU of a sum of x and a learned vector, which may be left out.
  private static func biasedGelu(_ name: String, isApproximate: Bool) -> ONNXOperator {
    ONNXOperator(name, 1...1, as: .arithmetic, .activation, operands: .init(weights: [1])) {
      call throws(ArchitectureError) in
      try call.requireOperands(1)
      let x = OperatorMeaning.Expression.operand(0)
      let sum = call.has(1) ? x.combined(.add, with: .operand(1)) : x
      return .value(sum.applying(.activation(.gelu(isApproximate: isApproximate))))
    }
  }

  /// Limits that are numbers are those of an activation; computed ones are operands.
  ///
  /// Source: ONNX operator `Clip`, opsets 1 to 13.
  private static func clip(_ call: OperatorCall) -> OperatorMeaning {
    var (minimum, maximum): (Float?, Float?) = (nil, nil)
    var result = OperatorMeaning.Expression.operand(0)
    var isComputed = false
    if call.has(1), call.literal(1)?.reals?.count != 1 {
      result = result.combined(.maximum, with: .operand(1))
      isComputed = true
    } else {
      minimum = call.real("min", or: 1)
    }
    if call.has(2), call.literal(2)?.reals?.count != 1 {
      result = result.combined(.minimum, with: .operand(2))
      isComputed = true
    } else {
      maximum = call.real("max", or: 2)
    }
    guard isComputed else {
      return .operation(.activation(.clip(minimum: minimum, maximum: maximum)))
    }
    if let minimum { result = result.combined(.maximum, with: minimum) }
    if let maximum { result = result.combined(.minimum, with: maximum) }
    return .value(result)
  }

  /// A function of the last axis, on all axes from `axis` on as if they were one.
  ///
  /// Source: ONNX operator `Softmax`, opsets 1 and 11.
  private static func flattened(_ call: OperatorCall, _ kind: OperationKind) -> OperatorMeaning {
    let stated = call.node.integer("axis") ?? 1
    guard let x = call.extents(0) else {
      // Of matrices, which classifiers answer, the axis from 1 on is the last one.
      return stated == 1
        ? .value(.operation(kind, [.operand(0).applying(.flatten(axis: 1))], extents: nil))
        : .unrecognized
    }
    guard stated >= -x.count, stated <= x.count else { return .unrecognized(extents: x) }
    let axis = stated < 0 ? stated + x.count : stated
    if axis == x.count - 1 { return .operation(kind) }
    // The first axis is that of the batch.
    let inner = x.dropFirst().compactMap(\.self)
    guard inner.count == x.count - 1 else {
      let joint = Array(axis..<x.count)
      guard !joint.isEmpty else { return .unrecognized(extents: x) }
      return .value(shares(over: joint, kind))
    }
    let rows = OperatorMeaning.Expression.operand(0).applying(.flatten(axis: axis))
    return .value(
      .operation(.reshape(extents: [-1] + inner), [rows.applying(kind)], extents: x))
  }

  /// A softmax, or its logarithm, over several axes whose extents are not known.
  private static func shares(
    over axes: [Int], _ kind: OperationKind
  ) -> OperatorMeaning.Expression {
    let x = OperatorMeaning.Expression.operand(0)
    // Less the largest, no exponential overflows.
    let distance = OperatorMeaning.Expression.shared(
      0, x.combined(.subtract, with: x.applying(.reduction(.maximum, axes: axes, keepsAxes: true))))
    let powers = OperatorMeaning.Expression.shared(1, distance.applying(.elementwise(.exponential)))
    let sum = powers.applying(.reduction(.sum, axes: axes, keepsAxes: true))
    guard case .logSoftmax = kind else { return powers.combined(.divide, with: sum) }
    return distance.combined(.subtract, with: sum.applying(.elementwise(.logarithm)))
  }
}
