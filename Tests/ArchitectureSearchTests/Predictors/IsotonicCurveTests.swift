import ArchitectureSearch
import Randomness
import Testing

@Suite struct IsotonicCurveTests {
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double.random(in: -3...3, using: &generator) }
  }

  /// Of all ranges about a place the greatest least mean: the regression by its formula.
  ///
  /// Source: Robertson, Wright, Dykstra, Order Restricted Statistical Inference (1988), theorem 1.4.4.
  private func slow(_ values: [Double]) -> [Double] {
    values.indices.map { place in
      (0...place).map { first in
        (place..<values.count).map { last in
          values[first...last].reduce(0, +) / Double(last - first + 1)
        }.min() ?? 0
      }.max() ?? 0
    }
  }

  @Test("it is the isotonic regression, whatever the order of the places", arguments: [2, 5, 40])
  func regression(count: Int) throws {
    // Values that rise with their places, and much noise.
    let places = numbers(count, seed: 1).sorted()
    let values = zip(places, numbers(count, seed: 2)).map { $0 + $1 }
    let order = Array(places.indices.reversed())
    let curve = try #require(
      IsotonicCurve(through: order.map { values[$0] }, at: order.map { places[$0] }))
    for (place, wanted) in zip(places, slow(values)) {
      #expect(abs(curve(place) - wanted) < 1e-4)
    }
  }

  @Test("it keeps every order, also where values are the same")
  func order() throws {
    let curve = try #require(IsotonicCurve(through: [1, 1, 1, 4, 2], at: [0, 1, 2, 3, 4]))
    let told = stride(from: -2.0, through: 6, by: 0.25).map { curve($0) }
    for (lower, upper) in zip(told, told.dropFirst()) { #expect(lower < upper) }
    #expect(told.allSatisfy { $0 > 0.99 && $0 < 3.01 })
  }

  @Test("values at one place share their mean")
  func ties() throws {
    let curve = try #require(IsotonicCurve(through: [0, 2, 5], at: [1, 1, 2]))
    #expect(abs(curve(1) - 1) < 1e-4)
  }

  @Test func valuesThatDoNotRiseHaveNoCurve() {
    #expect(IsotonicCurve(through: [3, 2, 1], at: [1, 2, 3]) == nil)
    #expect(IsotonicCurve(through: [3], at: [1]) == nil)
    #expect(IsotonicCurve(through: [], at: []) == nil)
  }
}
