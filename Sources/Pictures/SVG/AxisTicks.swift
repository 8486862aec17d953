/// Four to eleven round numbers in a range; fewer where numbers of that size lie farther apart.
package func axisTicks(from low: Double, to high: Double) -> [Double] {
  guard high > low, (high - low).isFinite else { return [low] }
  let largest = (high - low) / 4
  var step = 1.0
  while step * 10 <= largest { step *= 10 }
  while step > largest { step /= 10 }
  step *= [5, 2].first { step * $0 <= largest } ?? 1
  var tick = (low / step).rounded(.up) * step
  var ticks: [Double] = []
  while tick <= high + step * 1e-6 {
    ticks.append(tick)
    guard tick + step > tick else { break }
    tick += step
  }
  return ticks
}
