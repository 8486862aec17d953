import ArchDAG
import Autograd
import Concurrency
import GHN
import Randomness
import Synchronization
import TensorFiles
import Tensors
import Testing

@Suite struct PreparedPredictionTests {
  private func prepared(
    _ options: PredictionOptions = PredictionOptions(seed: 4)
  ) throws -> PreparedPrediction {
    try smallNetwork().prepare(variedGraph(), options: options)
  }

  @Test func entriesNameWhatParametersAndPiecesHold() throws {
    let prepared = try prepared()
    let parameters = prepared.parameters()
    #expect(prepared.entries.map(\.name) == parameters.names)
    #expect(prepared.entries.map(\.shape) == parameters.map(\.tensor.shape))
    #expect(prepared.tensorCount == parameters.count)
    #expect(prepared.parameterCount == parameters.scalarCount)
    let counts = Mutex<[String: Int]>([:])
    withThreads(2) {
      prepared.stream { scalars, name, _ in
        let count = scalars.count
        counts.withLock { $0[name, default: 0] += count }
      }
    }
    for entry in prepared.entries {
      #expect(counts.withLock { $0[entry.name] } == entry.shape.count, "\(entry.name)")
    }
  }

  @Test func parametersOfAnArchitectureStandInTheOrderOfItsFile() throws {
    var builder = ArchitectureBuilder(name: "two linear layers")
    // The last layer's parameters come first in the file.
    let last = try builder.addParameter(name: "b.weight", shape: [10, 8])
    let first = try builder.addParameter(name: "a.weight", shape: [8, 4])
    var x = builder.addInput(name: "x", extents: [nil, 4])
    x = try builder.addOperation(.linear(.outputFirst), name: "a", inputs: [x, first])
    x = try builder.addOperation(.linear(.outputFirst), name: "b", inputs: [x, last])
    let prepared = try smallNetwork().prepare(try builder.finish(outputs: [x]))
    #expect(prepared.entries.map(\.name) == ["b.weight", "a.weight"])
    #expect(prepared.prediction().parameters.names == ["b.weight", "a.weight"])
  }

  @Test func aClassLayerThatIsKeptCountsAsUnpredicted() throws {
    let whole = try prepared()
    let kept = try prepared(PredictionOptions(classLayer: .initialized, seed: 4))
    #expect(kept.parameterCount == whole.parameterCount)
    #expect(kept.predictedParameterCount < whole.predictedParameterCount)
    #expect(kept.unpredicted.count == whole.unpredicted.count + 2)
  }

  @Test func variablesHaveTheValuesOfTheParametersAndStandOnTheTape() throws {
    let prepared = try prepared()
    let parameters = prepared.parameters()
    let tape = Tape()
    let variables = prepared.variables(on: tape)
    #expect(Set(variables.byName.keys) == Set(parameters.names))
    for (name, tensor) in parameters {
      let variable = try #require(variables.byName[name])
      #expect(relativeDifference(variable.value, tensor) < 1e-5, "\(name)")
    }
    #expect(variables.predicted.count == prepared.predictedTensorCount)
    let gradients = tape.gradients(
      of: variables.predicted.map { ($0, Tensor(repeating: 1, shape: $0.shape)) })
    #expect(!gradients.isEmpty)
  }

  @Test func anotherNetworkOfTheConfigurationAnswersItsOwnNumbers() throws {
    let prepared = try prepared()
    var generator = SplitMix64(seed: 99)
    let other = GraphHyperNetwork(prepared.ghn.configuration, using: &generator)
    let expected = try other.predictParameters(for: variedGraph(), seed: 4).parameters
    let own = prepared.parameters()
    for (name, tensor) in prepared.by(other).parameters() {
      #expect(tensor == expected[name], "\(name)")
    }
    #expect(own["stem.weight"] != expected["stem.weight"])
  }
}
