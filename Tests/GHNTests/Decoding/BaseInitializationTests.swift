import ArchDAG
import Autograd
import GHN
import Tensors
import Testing

@Suite struct BaseInitializationTests {
  @Test("weights are predicted beside He's initialization, vectors as ever", arguments: [1, 3])
  func sum(threads: Int) throws {
    let plain = try smallNetwork().predictParameters(for: variedGraph())
    let added = try smallNetwork { $0.addsToInitialization = true }
      .predictParameters(for: variedGraph(), seed: 9, threads: threads)
    for (name, tensor) in added.parameters {
      let others = try #require(plain.parameters[name])
      let differences = zip(tensor.scalars, others.scalars).map { Double($0 - $1) }
      guard name.hasSuffix("weight"), !name.hasPrefix("norm") else {
        if name.hasSuffix("bias") { #expect(differences.allSatisfy { $0 == 0 }, "\(name)") }
        continue
      }
      let spec = try #require(
        variedGraph().nodes.flatMap(\.parameters).first { $0.name == name })
      guard case .fanIn(let scale) = ParameterNormalization(for: spec) else { continue }
      // The deviation of a mean of squares of n normal numbers is √(2/n).
      let count = Double(differences.count)
      let square = differences.reduce(0) { $0 + $1 * $1 } / count / Double(scale * scale)
      #expect(abs(square - 1) < 5 * (2 / count).squareRoot(), "\(name)")
    }
  }

  @Test func trainingMeetsWhatIsPredicted() throws {
    let ghn = smallNetwork { $0.addsToInitialization = true }
    let plan = try DecodePlan(for: variedGraph(), configuration: ghn.configuration)
    let states = ghn.embeddings(for: variedGraph())
    let predicted = ghn.parameters(of: plan, from: states)
    let trained = ghn.parameters(of: plan, from: Variable(states))
    for (item, tensor) in zip(plan.items, trained) {
      let name = item.parameter.name
      #expect(relativeDifference(try #require(predicted[name]), tensor.value) < 1e-5, "\(name)")
    }
  }
}
