import ArchDAG
import Testing

/// What published exporters wrote.
@Suite struct GoldenFilesTests {
  @Test func bothExportersGiveTheSameNetwork() throws {
    let traced = try Architecture(onnx: Golden.bytes("tiny_cnn.onnx"), name: "tiny_cnn")
    let dynamo = try Architecture(onnx: Golden.bytes("tiny_cnn.dynamo.onnx"), name: "tiny_cnn")
    #expect(Set(traced.parameters) == Set(dynamo.parameters))
    #expect(traced.parameters.count == 24)
    #expect(traced.parameters.filter { !$0.isTrainable }.count == 6)
    // One flattens, the other reshapes.
    let isSame = zip(traced.kinds, dynamo.kinds).allSatisfy { one, other in
      one == other || one == .flatten(axis: 1) && other == .reshape(extents: [1, 128])
    }
    #expect(isSame && traced.kinds.count == dynamo.kinds.count)
  }

  @Test func foldedResNet18IsConvolutionsAndOneLinearLayer() throws {
    let bytes = try Golden.bytes("resnet18.default.onnx")
    let architecture = try Architecture(onnx: bytes, name: "resnet18")
    #expect(architecture.inputs.map { architecture[$0].name } == ["x"])
    var convolutions = 0
    for case .convolution in architecture.kinds { convolutions += 1 }
    #expect(convolutions == 20)
    #expect(architecture.kinds.filter { $0 == .arithmetic(.add) }.count == 8)
    #expect(architecture.kinds.filter { $0 == .globalAveragePool }.count == 1)
    #expect(architecture.kinds.last == .linear(.outputFirst))
    #expect(architecture.outputExtents == [1, 1000])
  }
}
