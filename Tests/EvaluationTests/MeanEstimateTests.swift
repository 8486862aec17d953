import Evaluation
import Testing

@Suite struct MeanEstimateTests {
  @Test(
    "the standard error is the deviation by the root of the number",
    arguments: [
      ([], 0, 0), ([3], 3, 0), ([1, 3], 2, 1),
      ([2, 4, 4, 4, 5, 5, 7, 9], 5, (32.0 / 56).squareRoot()),
    ])
  func estimates(values: [Double], mean: Double, error: Double) {
    let estimate = MeanEstimate(values)
    #expect(estimate.value == mean)
    #expect(abs(estimate.standardError - error) < 1e-12)
  }

  @Test func summariesOfFamiliesLeaveOutNetworksOfNone() throws {
    #expect(AccuracySummaries.families(of: []).isEmpty)
    #expect(AccuracySummaries.meanCosines(of: []).isEmpty)
  }
}
