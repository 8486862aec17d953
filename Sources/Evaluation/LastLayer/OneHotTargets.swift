/// The classes of examples as rows that are 1 at one index, with or without their mean.
struct OneHotTargets {
  let count, classCount: Int
  /// (count, classCount).
  let scalars: [Float]
  /// The mean of each column, which was taken off; 0 without centering.
  let means: [Float]

  init(_ labels: [Int], classCount: Int, centers: Bool) {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    let means = counts.map { centers ? Float($0) / Float(max(1, labels.count)) : 0 }
    var scalars = [Float](repeating: 0, count: labels.count * classCount)
    for (row, label) in labels.enumerated() {
      for column in 0..<classCount {
        scalars[row * classCount + column] = (column == label ? 1 : 0) - means[column]
      }
    }
    (count, self.classCount, self.scalars, self.means) =
      (labels.count, classCount, scalars, means)
  }
}
