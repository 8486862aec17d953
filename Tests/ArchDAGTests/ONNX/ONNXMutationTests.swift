import ArchDAG
import Randomness
import Tensors
import Testing

/// Small models with random changes: they are read, or refused with a sentence.
@Suite struct ONNXMutationTests {
  @Test("100,000 changed models are read or refused")
  func mutations() throws {
    let originals =
      try [Self.sketch.bytes]
      + ["tiny_cnn.onnx", "tiny_cnn.dynamo.onnx"].map {
        try Golden.bytes($0)
      }
    var generator = SplitMix64(seed: 1111)
    var refused = 0
    let runs = 100_000
    for run in 0..<runs {
      // The small sketch most of the time: it has an operator of every family.
      var bytes = originals[run % 20 < 18 ? 0 : run % 20 - 17]
      for _ in 0..<Int.random(in: 1...4, using: &generator) { Self.change(&bytes, &generator) }
      do {
        _ = try Architecture(onnx: bytes, name: "mutated")
        _ = try FilledModelPlan(filling: bytes, with: ["w"], dataName: "w.data")
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(refused > runs / 10 && refused < runs)
  }

  private static func change(_ bytes: inout [UInt8], _ generator: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: bytes.indices, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
    case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
    case 3: bytes.remove(at: place)
    case 4: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: place)
    default:
      // A part of the model again, somewhere else.
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
      let part = Array(bytes[place..<end])
      bytes.insert(contentsOf: part, at: Int.random(in: bytes.indices, using: &generator))
    }
  }

  /// A model with operators of every family.
  private static var sketch: ONNXSketch {
    var sketch = ONNXSketch()
    sketch.input("x", [2, 3, 8, 8])
    sketch.parameter("w", [4, 3, 3, 3])
    sketch.parameter("v", [4])
    sketch.parameter("m", [4, 6])
    sketch.integers("s", [0, 4, -1])
    sketch.integers("i", [1])
    sketch.real("h", 0.5)
    sketch.node(
      "Conv", ["x", "w"], ["a"], ONNXSketch.attribute("pads", [1, 1, 1, 1]),
      ONNXSketch.attribute("strides", [2, 2]))
    sketch.node("BatchNormalization", ["a", "v", "v", "v", "v"], ["b"])
    sketch.node("MaxPool", ["b"], ["c"], ONNXSketch.attribute("kernel_shape", [2, 2]))
    sketch.node("Shape", ["c"], ["d"])
    sketch.node("Gather", ["d", "i"], ["e"])
    sketch.node("Concat", ["e", "i"], ["f"], ONNXSketch.attribute("axis", 0))
    sketch.node("Slice", ["c", "i", "s", "i"], ["g"])
    sketch.node("Reshape", ["c", "s"], ["j"])
    sketch.node("Transpose", ["j"], ["k"], ONNXSketch.attribute("perm", [0, 2, 1]))
    sketch.node("MatMul", ["k", "m"], ["l"])
    sketch.node("Mul", ["l", "h"], ["n"])
    sketch.node("Softmax", ["n"], ["o"], ONNXSketch.attribute("axis", -1))
    sketch.node("Split", ["o"], ["p", "q"], ONNXSketch.attribute("axis", 2))
    sketch.node("ReduceMean", ["p", "i"], ["r"])
    sketch.node("Pad", ["q", "s"], ["t"])
    sketch.node("Expand", ["r", "f"], ["u"])
    sketch.node("Add", ["u", "r"], ["y"])
    sketch.output("y")
    return sketch
  }
}
