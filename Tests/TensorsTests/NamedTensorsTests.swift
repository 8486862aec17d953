import Tensors
import Testing

@Suite struct NamedTensorsTests {
  @Test func keepsTheOrderOfInsertion() {
    var tensors: NamedTensors = ["b": Tensor(zeros: [2]), "a": Tensor(zeros: [3])]
    tensors["b"] = Tensor(zeros: [5])
    #expect(tensors.map(\.name) == ["b", "a"])
    #expect(tensors.scalarCount == 8)
  }

  @Test func forgetsANameThatIsAssignedNothing() {
    var tensors: NamedTensors = ["b": Tensor(zeros: [2]), "a": Tensor(zeros: [3])]
    tensors["b"] = nil
    #expect(tensors.names == ["a"])
  }
}
