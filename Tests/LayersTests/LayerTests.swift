import Autograd
import Layers
import Randomness
import Tensors
import Testing

@Suite struct LayerTests {
  @Test func everyLayerComesBackFromItsOwnTensors() throws {
    var generator = SplitMix64(seed: 7)
    let linear = Linear.drawn(using: &generator) { Linear(&$0, named: "a", inputs: 3, outputs: 5) }
    let unbiased = Linear.drawn(using: &generator) {
      Linear(&$0, named: "a", inputs: 3, outputs: 5, bias: .absent)
    }
    let mlp = MLP.drawn(using: &generator) {
      MLP(&$0, named: "m.fc", widths: [4, 2, 6], output: .rectified)
    }
    let embedding = Embedding.drawn(using: &generator) {
      Embedding(&$0, named: "e", count: 4, width: 3)
    }
    let norm = LayerNorm.drawn(using: &generator) { LayerNorm(&$0, named: "ln", width: 4) }
    let cell = GRUCell.drawn(using: &generator) { GRUCell(&$0, named: "gru", inputs: 3, width: 2) }

    #expect(
      isSame(
        linear,
        try Linear.stored(in: linear.namedTensors) { source throws(ParameterError) in
          try Linear(&source, named: "a", inputs: 3, outputs: 5)
        }))
    #expect(
      isSame(
        unbiased,
        try Linear.stored(in: unbiased.namedTensors) { source throws(ParameterError) in
          try Linear(
            &source, named: "a", inputs: .stored(otherwise: 1), outputs: .stored(otherwise: 1),
            bias: .absent)
        }))
    #expect(
      isSame(
        mlp,
        try MLP.stored(in: mlp.namedTensors) { source throws(ParameterError) in
          try MLP(
            &source, named: "m.fc", widths: [4, .stored(otherwise: 1), 6], output: .rectified)
        }))
    #expect(
      isSame(
        embedding,
        try Embedding.stored(in: embedding.namedTensors) { source throws(ParameterError) in
          try Embedding(&source, named: "e", count: 4, width: .stored(otherwise: 1))
        }))
    #expect(
      isSame(
        norm,
        try LayerNorm.stored(in: norm.namedTensors) { source throws(ParameterError) in
          try LayerNorm(&source, named: "ln", width: 4)
        }))
    #expect(
      isSame(
        cell,
        try GRUCell.stored(in: cell.namedTensors) { source throws(ParameterError) in
          try GRUCell(&source, named: "gru", inputs: 3, width: 2)
        }))
  }

  @Test func parametersCarryTheNamesOfPyTorch() {
    var generator = SplitMix64(seed: 7)
    #expect(
      MLP.drawn(using: &generator) {
        MLP(&$0, named: "mlp.fc", widths: [2, 3, 2], output: .linear)
      }.namedTensors.names
        == ["mlp.fc.0.weight", "mlp.fc.0.bias", "mlp.fc.2.weight", "mlp.fc.2.bias"])
    #expect(
      GRUCell.drawn(using: &generator) { GRUCell(&$0, named: "gru", inputs: 2, width: 2) }
        .namedTensors.names
        == ["gru.weight_ih", "gru.bias_ih", "gru.weight_hh", "gru.bias_hh"])
  }

  @Test func aSeedDeterminesTheParameters() {
    func weight(seed: UInt64) -> Tensor {
      var generator = SplitMix64(seed: seed)
      return Linear.drawn(using: &generator) { Linear(&$0, named: "a", inputs: 9, outputs: 4) }
        .weight.value
    }
    #expect(weight(seed: 1) == weight(seed: 1))
    #expect(weight(seed: 1) != weight(seed: 2))
    #expect(weight(seed: 1).scalars.allSatisfy { abs($0) <= 1 / 3 })
  }

  @Test("an MLP's last ReLU is a choice")
  func mlpOutput() {
    let identity = Linear(
      weight: Parameter(name: "w", value: Tensor(shape: [1, 1], scalars: [1])), bias: nil)
    let x = Variable(Tensor(shape: [2, 1], scalars: [-1, 1]))
    #expect(MLP(layers: [identity], output: .linear)(x).value.scalars == [-1, 1])
    #expect(MLP(layers: [identity], output: .rectified)(x).value.scalars == [0, 1])
    #expect(MLP(layers: [identity, identity], output: .linear)(x).value.scalars == [0, 1])
  }

  @Test func aConvolutionOfOnePixelIsALinearMap() throws {
    let tensors: NamedTensors = [
      "c.weight": Tensor(shape: [1, 2, 1, 1], scalars: [2, 3]),
      "c.bias": Tensor(shape: [1], scalars: [1]),
    ]
    let linear = try Linear.stored(in: tensors) { source throws(ParameterError) in
      try Linear(&source, named: "c", inputs: 2, outputs: 1)
    }
    #expect(linear(Variable(Tensor(shape: [1, 2], scalars: [1, 1]))).value.scalars == [6])
    #expect(linear.namedTensors["c.weight"]?.shape == [1, 2, 1, 1])
  }

  @Test func gradientsAreKnownByParameterName() {
    var generator = SplitMix64(seed: 3)
    let cell = GRUCell.drawn(using: &generator) { GRUCell(&$0, named: "gru", inputs: 2, width: 3) }
    let embedding = Embedding.drawn(using: &generator) {
      Embedding(&$0, named: "e", count: 4, width: 2)
    }
    let tape = Tape()
    let input = embedding([1, 1], on: tape)
    let next = cell(input, hidden: Variable(Tensor(repeating: 0.5, shape: [2, 3])))
    let gradients = tape.gradients(
      of: next, weightedBy: Tensor(repeating: 1, shape: [2, 3]))
    #expect(Set(gradients.names) == Set((cell.parameters + embedding.parameters).map(\.name)))
    for (name, gradient) in gradients {
      #expect(gradient.scalars.contains { $0 != 0 }, "\(name)")
    }
  }

  @Test func aCellFollowsItsEquations() throws {
    // One state, one input, every weight and bias chosen so that the gates differ.
    let tensors: NamedTensors = [
      "g.weight_ih": Tensor(shape: [3, 1], scalars: [1, 2, 3]),
      "g.weight_hh": Tensor(shape: [3, 1], scalars: [-1, 0.5, 2]),
      "g.bias_ih": Tensor(shape: [3], scalars: [0.1, 0.2, 0.3]),
      "g.bias_hh": Tensor(shape: [3], scalars: [0.4, -0.5, 0.6]),
    ]
    let cell = try GRUCell.stored(in: tensors) { source throws(ParameterError) in
      try GRUCell(&source, named: "g", inputs: 1, width: 1)
    }
    let next = cell(
      Variable(Tensor(shape: [1, 1], scalars: [0.5])),
      hidden: Variable(Tensor(shape: [1, 1], scalars: [0.25])))
    // r = σ(0.75), z = σ(0.825), n = tanh(1.8 + r·1.1): worked out in double precision.
    #expect(abs(next.value.scalars[0] - 0.474_813) < 1e-5)
  }
}

private func isSame(_ left: some Layer, _ right: some Layer) -> Bool {
  left.namedTensors.elementsEqual(right.namedTensors) {
    $0.name == $1.name && $0.tensor == $1.tensor
  }
}
