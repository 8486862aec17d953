import Autograd
import Tensors
import Testing

@Suite struct ConvolutionTests {
  @Test(
    "the gradients are the limits of differences", arguments: ConvolutionCase.small)
  func gradients(example: ConvolutionCase) {
    expectGradientsMatchDifferences(
      of: [
        sample(example.input, seed: 1), sample(example.weight, seed: 2),
        sample([example.outputs], seed: 3),
      ]
    ) {
      $0[0].convolved(with: $0[1], bias: $0[2], over: example.window, groups: example.groups)
    }
  }

  @Test(
    "values and gradients are sums of products, also over many strips, panels and tiles",
    arguments: ConvolutionCase.small + ConvolutionCase.large + ConvolutionCase.sparse)
  func definition(example: ConvolutionCase) throws {
    let x = sample(example.input, seed: 1)
    let w = sample(example.weight, seed: 2)
    let bias = sample([example.outputs], seed: 3)
    let tape = Tape()
    let z = tape.watch(x, named: "x").convolved(
      with: tape.watch(w, named: "w"), bias: tape.watch(bias, named: "b"), over: example.window,
      groups: example.groups)
    #expect(z.shape == example.output)

    var expected = [Double](repeating: 0, count: example.output.count)
    for index in expected.indices {
      expected[index] = Double(bias.scalars[index % example.outputs])
    }
    var magnitudes = expected.map { abs($0) }
    let (xs, ws) = (x.scalars, w.scalars)
    example.forEachProduct { x, w, z in
      let product = Double(xs[x]) * Double(ws[w])
      expected[z] += product
      magnitudes[z] += abs(product)
    }
    expectClose(z.value, expected, magnitudes)

    let dz = sample(example.output, seed: 4)
    let gradients = tape.gradients(of: z, weightedBy: dz)
    let dzs = dz.scalars
    var dx = [Double](repeating: 0, count: example.input.count)
    var dw = [Double](repeating: 0, count: example.weight.count)
    var dxMagnitudes = dx
    var dwMagnitudes = dw
    example.forEachProduct { x, w, z in
      let (left, right) = (Double(dzs[z]) * Double(ws[w]), Double(dzs[z]) * Double(xs[x]))
      dx[x] += left
      dxMagnitudes[x] += abs(left)
      dw[w] += right
      dwMagnitudes[w] += abs(right)
    }
    expectClose(try #require(gradients["x"]), dx, dxMagnitudes)
    expectClose(try #require(gradients["w"]), dw, dwMagnitudes)
    var db = [Double](repeating: 0, count: example.outputs)
    for (index, dz) in dzs.enumerated() { db[index % example.outputs] += Double(dz) }
    expectClose(try #require(gradients["b"]), db, db.map { _ in 100 })
  }

  @Test("without bias, and for the images alone, nothing else changes")
  func constants() throws {
    let example = ConvolutionCase.small[0]
    let (x, w) = (sample(example.input, seed: 1), sample(example.weight, seed: 2))
    func convolved(_ x: Variable, bias: Variable?) -> Variable {
      x.convolved(with: Variable(w), bias: bias, over: example.window, groups: example.groups)
    }
    let zero = Variable(Tensor(zeros: [example.outputs]))
    let plain = convolved(Variable(x), bias: nil)
    #expect(plain.tape == nil)
    #expect(plain.value == convolved(Variable(x), bias: zero).value)
    let tape = Tape()
    let z = convolved(tape.watch(x, named: "x"), bias: nil)
    let gradients = tape.gradients(of: z, weightedBy: sample(example.output, seed: 3))
    #expect(gradients.names == ["x"])
  }

  @Test func noImagesGiveNoImages() {
    let z = Variable(Tensor(zeros: [0, 5, 5, 3])).convolved(
      with: Variable(sample([4, 3, 3, 3], seed: 1)), over: ImageWindow(SlidingWindow(extent: 3)))
    #expect(z.shape == [0, 3, 3, 4])
  }

  @Test(
    "a transposed convolution is the way back of a convolution",
    arguments: ConvolutionCase.small)
  func transposed(example: ConvolutionCase) throws {
    let w = Variable(sample(example.weight, seed: 2))
    let dz = sample(example.output, seed: 4)
    let tape = Tape()
    let z = tape.watch(sample(example.input, seed: 1), named: "x").convolved(
      with: w, over: example.window, groups: example.groups)
    let dx = try #require(tape.gradients(of: z, weightedBy: dz)["x"])
    let found = Variable(dz).transposedConvolved(
      with: w, over: example.window, groups: example.groups, outputHeight: example.input[1],
      outputWidth: example.input[2])
    #expect(found.value == dx)

    expectGradientsMatchDifferences(
      of: [dz, sample(example.weight, seed: 2), sample([example.input[3]], seed: 3)]
    ) {
      $0[0].transposedConvolved(
        with: $0[1], bias: $0[2], over: example.window, groups: example.groups,
        outputHeight: example.input[1], outputWidth: example.input[2])
    }
  }
}

/// Compares sums of products with sums in double precision, up to the rounding of their terms.
private func expectClose(
  _ found: Tensor, _ expected: [Double], _ magnitudes: [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let scalars = found.scalars
  #expect(scalars.count == expected.count, sourceLocation: sourceLocation)
  let wrong = scalars.indices.filter {
    !(abs(Double(scalars[$0]) - expected[$0]) <= 2e-6 * (1 + magnitudes[$0]))
  }
  #expect(
    wrong.isEmpty, "\(wrong.count) of \(scalars.count) differ", sourceLocation: sourceLocation)
}
