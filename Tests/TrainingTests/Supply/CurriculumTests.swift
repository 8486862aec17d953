import Testing
import Training

@Suite struct CurriculumTests {
  @Test func limitsGrowFromATenthToAll() {
    let curriculum = Curriculum(steps: 10, metaBatch: 4)
    func limits(_ indices: [Int]) -> [Double] {
      indices.map { (curriculum.costRank(1, at: $0) * 1e9).rounded() / 1e9 }
    }
    #expect(limits([0, 3, 4, 7, 8]) == [0.1, 0.1, 0.19, 0.19, 0.28])
    #expect(limits([39, 40, 1000]) == [0.91, 1, 1])
    #expect(curriculum.costRank(0.5, at: 20) == 0.5 * (0.1 + 0.9 * 0.5))
  }

  @Test("no number of steps or networks is too large")
  func largest() {
    let endless = Curriculum(steps: .max, metaBatch: .max)
    #expect(abs(endless.costRank(0.7, at: .max) - 0.07) < 1e-12)
  }
}
