import Foundation
import Optimization
import Testing

@Suite struct OptimizerJSONTests {
  @Test("the second decay rate has the name in JSON that checkpoints have always given it")
  func names() throws {
    let text = """
      {"rule": "adam", "weightDecay": 0.5, "momentum": 0.8, "secondMomentum": 0.75, \
      "epsilon": 0.25}
      """
    let optimizer = try JSONDecoder().decode(Optimizer.self, from: Data(text.utf8))
    #expect(
      optimizer
        == Optimizer(rule: .adam, weightDecay: 0.5, momentum: 0.8, beta2: 0.75, epsilon: 0.25))
    let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(optimizer))
    let fields = try #require(written as? [String: Any])
    #expect(
      Set(fields.keys) == ["rule", "weightDecay", "momentum", "secondMomentum", "epsilon"])
  }
}
