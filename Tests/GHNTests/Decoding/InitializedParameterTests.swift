import ArchDAG
import GHN
import Tensors
import Testing

@Suite struct InitializedParameterTests {
  private func parameter(
    _ initialization: DefaultInitialization, count: Int = 40_000, name: String = "p"
  ) -> UnpredictedParameter {
    UnpredictedParameter(
      name: name, shape: [count], reason: "none", initialization: initialization)
  }

  @Test func theNumbersHaveTheDistributionThatIsAskedFor() {
    func statistics(_ initialization: DefaultInitialization) -> (mean: Float, deviation: Float) {
      let scalars = InitializedParameter(parameter(initialization), seed: 5).materialized().scalars
      let mean = scalars.reduce(0, +) / Float(scalars.count)
      let variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(scalars.count)
      return (mean, variance.squareRoot())
    }
    // 40,000 numbers: the mean is off by 1/200 of the deviation, give or take.
    let normal = statistics(.normal(standardDeviation: 0.02))
    #expect(abs(normal.mean) < 4e-4 && abs(normal.deviation - 0.02) < 4e-4)
    let uniform = statistics(.uniform(bound: 3))
    #expect(abs(uniform.mean) < 0.04 && abs(uniform.deviation - Float(3).squareRoot()) < 0.03)
    #expect(statistics(.constant(2)) == (2, 0))
  }

  @Test func theSeedAndTheNameDecide() {
    func first(_ seed: UInt64, _ name: String) -> Tensor {
      let parameter = parameter(.uniform(bound: 1), count: 9, name: name)
      return InitializedParameter(parameter, seed: seed).materialized()
    }
    #expect(first(1, "a") == first(1, "a"))
    #expect(first(1, "a") != first(2, "a"))
    #expect(first(1, "a") != first(1, "b"))
  }

  @Test func piecesAreThoseOfTheWhole() {
    let stream = InitializedParameter(
      parameter(.normal(standardDeviation: 1), count: 1000), seed: 8)
    var joined: [Float] = []
    stream.forEachChunk(maximumScalars: 77) { scalars, offset in
      #expect(offset == joined.count)
      for index in scalars.indices { joined.append(scalars[index]) }
    }
    #expect(joined == stream.materialized().scalars)
  }
}
