#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The sum over rows of −Σ q·log softmax(x), with q = 1 − smoothing for the row's label and
/// smoothing / classes on top for each class; also writes the softmax.
///
/// - Precondition: x and the probabilities are (labels.count, classes), and each label is below
///   `classes`.
package func crossEntropy(
  _ x: Span<Float>, labels: [Int], classes: Int, smoothing: Float,
  probabilities: inout MutableSpan<Float>
) -> Double {
  precondition(x.count == labels.count * classes && probabilities.count == x.count)
  softmaxRows(x, columns: classes, into: &probabilities)
  var sum = 0.0
  for row in labels.indices {
    let first = row * classes
    var largest = -Float.infinity
    for index in first..<first + classes { largest = max(largest, x[index]) }
    var (exponentials, mean) = (0.0, 0.0)
    for index in first..<first + classes {
      exponentials += exp(Double(x[index] - largest))
      mean += Double(x[index] - largest) / Double(classes)
    }
    let right = Double(x[first + labels[row]] - largest)
    sum += log(exponentials) - Double(1 - smoothing) * right - Double(smoothing) * mean
  }
  return sum
}

/// The sum over rows of −Σ q·log softmax(x); also writes the softmax.
///
/// - Precondition: x, the targets q and the probabilities are (rows, classes), and the numbers of each
///   row of targets add up to 1.
package func crossEntropy(
  _ x: Span<Float>, targets: Span<Float>, classes: Int, probabilities: inout MutableSpan<Float>
) -> Double {
  precondition(x.count == targets.count && probabilities.count == x.count)
  softmaxRows(x, columns: classes, into: &probabilities)
  var sum = 0.0
  for first in stride(from: 0, to: x.count, by: max(1, classes)) {
    var largest = -Float.infinity
    for index in first..<first + classes { largest = max(largest, x[index]) }
    var (exponentials, mean) = (0.0, 0.0)
    for index in first..<first + classes {
      exponentials += exp(Double(x[index] - largest))
      mean += Double(targets[index]) * Double(x[index] - largest)
    }
    sum += log(exponentials) - mean
  }
  return sum
}
