import ArchDAG
import Autograd
import NetworkExecution
import Tensors
import Testing

/// Transposed convolutions of volumes against the plain loop.
@Suite struct TransposedVolumesTests {
  /// The sum of the kernel's copies, one at each element of x.
  private func expected(
    _ x: Tensor, _ weight: Tensor, _ bias: [Float], _ window: ConvolutionAttributes,
    outputPadding: [Int]
  ) -> [Float] {
    let (e, k) = (x.shape.extents, weight.shape.extents)
    let outputs = k[1] * window.groups
    let sides = (0..<3).map { axis -> Int in
      let reach: Int = (k[axis + 2] - 1) * window.dilations[axis] + 1
      let grown: Int = window.strides[axis] * (e[axis + 2] - 1) + reach + outputPadding[axis]
      return grown - window.padding[axis] - window.padding[axis + 3]
    }
    let volume = sides.reduce(1, *)
    var z = (0..<e[0] * outputs * volume).map { bias[$0 / volume % outputs] }
    for index in 0..<x.shape.count {
      let position = x.shape.coordinates(of: index)
      let group = position[1] / (e[1] / window.groups)
      for tap in 0..<weight.shape.count / k[0] {
        let kernel = Shape(Array(k.dropFirst())).coordinates(of: tap)
        let place = (0..<3).map { axis -> Int in
          let start: Int = position[axis + 2] * window.strides[axis] - window.padding[axis]
          return start + kernel[axis + 1] * window.dilations[axis]
        }
        guard zip(place, sides).allSatisfy({ 0..<$1 ~= $0 }) else { continue }
        let output = position[0] * outputs + group * k[1] + kernel[0]
        let target = zip(sides, place).reduce(output) { $0 * $1.0 + $1.1 }
        let kernelCount = weight.shape.count / k[0]
        z[target] += x.scalars[index] * weight.scalars[position[1] * kernelCount + tap]
      }
    }
    return z
  }

  @Test(
    "each element of a volume adds a copy of the kernel",
    arguments: [
      ([1, 1, 1], [0, 0, 0, 0, 0, 0], [1, 1, 1], [0, 0, 0], 1),
      ([2, 1, 3], [1, 0, 1, 0, 1, 1], [1, 2, 1], [1, 0, 2], 1),
      ([3, 2, 2], [0, 1, 0, 2, 1, 0], [2, 1, 1], [0, 1, 0], 2),
    ] as [([Int], [Int], [Int], [Int], Int)])
  func values(
    strides: [Int], padding: [Int], dilations: [Int], outputPadding: [Int], groups: Int
  ) throws {
    let x = Tensor(
      shape: [2, 4, 2, 3, 2], scalars: (0..<96).map { Float($0 * 37 % 11 - 5) })
    let weight = Tensor(
      shape: [4, 2, 3, 2, 2], scalars: (0..<96).map { Float($0 * 23 % 7 - 3) })
    let bias = (0..<2 * groups).map { Float($0) - 1 }
    let window = ConvolutionAttributes(
      strides: strides, padding: padding, dilations: dilations, groups: groups)
    var builder = ArchitectureBuilder(name: "volume")
    let input = builder.addInput(name: "x", extents: x.shape.extents.map(Optional.some))
    let w = try builder.addParameter(name: "w", shape: weight.shape)
    let b = try builder.addParameter(name: "b", shape: [bias.count])
    let y = try builder.addOperation(
      .transposedConvolution(window, outputPadding: outputPadding), name: "c",
      inputs: [input, w, b])
    let architecture = try builder.finish(outputs: [y])
    let run = try ExecutableNetwork(architecture)(
      [Variable(x)],
      parameters: [
        "w": Variable(weight), "b": Variable(Tensor(shape: [bias.count], scalars: bias)),
      ])
    // Whole numbers, of which no sum is rounded.
    #expect(
      run.outputs[0].value.scalars
        == expected(x, weight, bias, window, outputPadding: outputPadding))
  }
}

extension Shape {
  /// Where the element at an offset stands.
  fileprivate func coordinates(of offset: Int) -> [Int] {
    var rest = offset
    return extents.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }
}
