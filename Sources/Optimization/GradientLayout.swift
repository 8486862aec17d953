import Kernels
package import Tensors

/// The gradients of a network as one row of numbers, tensor after tensor.
package struct GradientLayout: Sendable {
  private let entries: [(name: String, shape: Shape, range: Range<Int>)]
  /// How many numbers there are.
  package let count: Int

  /// Makes a layout.
  ///
  /// - Parameters:
  ///   - names: the names of tensors, each instead of its first appearance.
  ///   - parameters: tensors of these names, of the shapes that gradients have.
  /// - Precondition: there is a parameter of each name.
  package init(names: [String], shapedAs parameters: NamedTensors) {
    var entries: [(name: String, shape: Shape, range: Range<Int>)] = []
    var seen: Set<String> = []
    var end = 0
    for name in names where seen.insert(name).inserted {
      guard let shape = parameters[name]?.shape else {
        preconditionFailure("a gradient of '\(name)', which is no parameter")
      }
      entries.append((name, shape, end..<end + shape.count))
      end += shape.count
    }
    self.entries = entries
    count = end
  }

  /// Adds a part of a network's gradient to a sum of the same part.
  ///
  /// - Parameters:
  ///   - gradient: the gradient; tensors that are missing add nothing.
  ///   - range: which of the numbers.
  ///   - sum: the sum so far; empty if nothing was added yet.
  package func add(_ gradient: NamedTensors, in range: Range<Int>, to sum: inout [Float]) {
    let isFirst = sum.isEmpty
    // −0 is what adding leaves every number as it is.
    if isFirst { sum = [Float](repeating: -0.0, count: range.count) }
    var sums = sum.mutableSpan
    for (name, _, whole) in entries where whole.overlaps(range) {
      guard let tensor = gradient[name] else { continue }
      let part = whole.clamped(to: range)
      var target = sums._mutatingExtracting(
        part.lowerBound - range.lowerBound..<part.upperBound - range.lowerBound)
      let source = part.lowerBound - whole.lowerBound..<part.upperBound - whole.lowerBound
      tensor.withScalars { scalars in
        if isFirst {
          copy(scalars.extracting(source), into: &target)
        } else {
          Kernels.add(scalars.extracting(source), to: &target)
        }
      }
    }
  }

  /// The tensors of a row of numbers; none of an empty one.
  ///
  /// - Precondition: there are ``count`` numbers, or none.
  package func tensors(of numbers: [Float]) -> NamedTensors {
    guard !numbers.isEmpty else { return [:] }
    precondition(numbers.count == count, "\(numbers.count) numbers for a gradient of \(count)")
    var tensors = NamedTensors()
    for (name, shape, range) in entries {
      tensors[name] = Tensor(shape: shape, scalars: Array(numbers[range]))
    }
    return tensors
  }
}

extension [NamedTensors] {
  /// The names of all tensors, in the order of their first appearance.
  package var namesOfAll: [String] {
    var seen: Set<String> = []
    return flatMap { $0.names.filter { seen.insert($0).inserted } }
  }
}
