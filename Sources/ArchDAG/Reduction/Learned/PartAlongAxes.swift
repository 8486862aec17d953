import Tensors

/// A part of a ``ParameterArrangement`` along the axes of its tensor: where it begins on each, and
/// how its digits step along one axis each.
struct PartAlongAxes {
  private let parameter: ValueID
  private var source: Int
  /// Where the part begins, an entry an axis.
  var positions: [Int]
  private var digits: [Step]

  /// `extent` elements, each `source` further in the parameter and `step` further along `axis`.
  private struct Step {
    var axis: Int
    var extent: Int
    var source: Int
    var step: Int
  }

  /// `nil` if a digit cannot be cut where an axis of the tensor ends.
  init?(_ part: ParameterArrangement.Part, in extents: [Int]) {
    parameter = part.parameter
    source = part.source
    let strides = rowMajorStrides(of: extents)
    var rest = part.target
    positions = strides.map { stride in
      defer { rest %= stride }
      return rest / stride
    }
    digits = []
    for digit in part.digits where digit.extent > 1 {
      guard let steps = Self.steps(of: digit, extents, strides) else { return nil }
      digits += steps
    }
    mergeSteps()
    for axis in extents.indices {
      let reach = digits.filter { $0.axis == axis }.reduce(positions[axis]) {
        $0 + ($1.extent - 1) * $1.step
      }
      guard reach < extents[axis] else { return nil }
    }
  }

  /// Whether the part has the same elements at each of so many positions of an axis.
  func repeats(along axis: Int, of extent: Int) -> Bool {
    let steps = digits.filter { $0.axis == axis }
    return positions[axis] == 0 && steps.allSatisfy { $0.source == 0 }
      && steps.reduce(1) { $0 * $1.extent } == extent
  }

  /// A digit, cut at the ends of axes, the innermost piece first.
  private static func steps(
    of digit: ParameterArrangement.Digit, _ extents: [Int], _ strides: [Int]
  ) -> [Step]? {
    var digit = digit
    var steps: [Step] = []
    while digit.extent > 1 {
      // The axis with the longest stride that the digit's does not fall short of.
      guard
        let axis = extents.indices.first(where: { extents[$0] > 1 && strides[$0] <= digit.target }),
        digit.target % strides[axis] == 0
      else { return nil }
      let step = digit.target / strides[axis]
      if (digit.extent - 1) * step < extents[axis] {
        return steps + [Step(axis: axis, extent: digit.extent, source: digit.source, step: step)]
      }
      guard extents[axis] % step == 0 else { return nil }
      let inner = extents[axis] / step
      guard inner > 1, digit.extent % inner == 0 else { return nil }
      steps.append(Step(axis: axis, extent: inner, source: digit.source, step: step))
      digit.extent /= inner
      digit.source *= inner
      digit.target *= inner
    }
    return steps
  }

  /// Makes one step of two that go on where the other ended.
  private mutating func mergeSteps() {
    digits.sort { ($0.axis, -$0.step) < ($1.axis, -$1.step) }
    var merged: [Step] = []
    for step in digits {
      if let last = merged.last, last.axis == step.axis, last.step == step.step * step.extent,
        last.source == step.source * step.extent
      {
        merged[merged.count - 1] = Step(
          axis: step.axis, extent: last.extent * step.extent, source: step.source, step: step.step)
      } else {
        merged.append(step)
      }
    }
    digits = merged
  }

  /// The part with its positions in a tensor where a position of an axis lies so far from the first.
  func part(_ target: (_ axis: Int, _ position: Int) -> Int) -> ParameterArrangement.Part {
    ParameterArrangement.Part(
      parameter: parameter, source: source,
      target: positions.enumerated().reduce(0) { $0 + target($1.offset, $1.element) },
      digits: digits.map {
        .init(extent: $0.extent, source: $0.source, target: target($0.axis, $0.step))
      })
  }

  /// The part with its positions in a tensor of these strides.
  func part(strides: [Int]) -> ParameterArrangement.Part {
    part { axis, position in position * strides[axis] }
  }

  /// Keeps the elements at `start`, `start` + `step`, … of an axis, `count` of them.
  ///
  /// - Returns: whether any is left; `nil` if what is left is not regular.
  mutating func slice(axis: Int, start: Int, step: Int, count: Int) -> Bool? {
    let along = digits.indices.filter { digits[$0].axis == axis }
    guard let index = along.first else {
      let offset = positions[axis] - start
      guard offset % step == 0, 0..<count ~= offset / step else { return false }
      positions[axis] = offset / step
      return true
    }
    if along.count > 1 {
      // Whole runs of the inner steps may be cut by the outermost.
      let run = digits[index].step
      guard step == 1, start % run == 0, count % run == 0, positions[axis] % run == 0 else {
        return nil
      }
      return cut(index, start: start, step: 1, count: count)
    }
    return cut(index, start: start, step: step, count: count)
  }

  /// Keeps those elements along a step that land on a position that is kept.
  private mutating func cut(_ index: Int, start: Int, step: Int, count: Int) -> Bool? {
    let digit = digits[index]
    var (first, stride) = (0, 1)
    if digit.step % step != 0 {
      // Only every so many elements land on a position that is kept.
      guard step % digit.step == 0, abs(step / digit.step) <= Self.longestSearch else { return nil }
      stride = abs(step / digit.step)
      guard
        let found = (0..<min(stride, digit.extent)).first(where: {
          (positions[digit.axis] + $0 * digit.step - start) % step == 0
        })
      else { return false }
      first = found
    }
    let offset = positions[digit.axis] + first * digit.step - start
    guard offset % step == 0 else { return false }
    let slope = stride * digit.step / step
    // Element e lands on position p + e · slope, which is to lie in 0..<count.
    let p = offset / step
    let ends = slope > 0 ? (-p, count - 1 - p) : (count - 1 - p, -p)
    let lowest = max(0, Self.ceiling(ends.0, slope))
    let highest = min((digit.extent - first - 1) / stride, Self.floor(ends.1, slope))
    guard lowest <= highest else { return false }
    // The part begins where its positions are lowest.
    let beginning = slope > 0 ? lowest : highest
    source += (first + beginning * stride) * digit.source
    positions[digit.axis] = p + beginning * slope
    digits[index].extent = highest - lowest + 1
    digits[index].source = (slope > 0 ? stride : -stride) * digit.source
    digits[index].step = abs(slope)
    if highest == lowest { digits.remove(at: index) }
    return true
  }

  /// A step that skips more elements is no network's.
  private static let longestSearch = 4096

  private static func floor(_ x: Int, _ y: Int) -> Int {
    x / y - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0)
  }

  private static func ceiling(_ x: Int, _ y: Int) -> Int { -floor(-x, y) }
}
