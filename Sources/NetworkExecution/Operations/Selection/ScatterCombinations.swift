import ArchDAG
import Autograd

extension Variable {
  /// The elements of this vector that each group lists, combined to one, pair by pair: (groups).
  ///
  /// - Complexity: O(elements listed), in log₂ of the largest group's count steps.
  func combined(_ groups: [[Int]], by combination: ScatterCombination) -> Variable {
    var (elements, groups) = (self, groups)
    repeat {
      let pairCount = groups.reduce(0) { $0 + $1.count / 2 }
      var (lefts, rights, single): ([Int], [Int], [Int]) = ([], [], [])
      groups = groups.map { group in
        var combined: [Int] = []
        for index in stride(from: 0, to: group.count - 1, by: 2) {
          combined.append(lefts.count)
          lefts.append(group[index])
          rights.append(group[index + 1])
        }
        if group.count % 2 == 1, let last = group.last {
          combined.append(pairCount + single.count)
          single.append(last)
        }
        return combined
      }
      let pairs = combination.applied(
        to: elements.gathered(indices: lefts, axis: 0),
        elements.gathered(indices: rights, axis: 0))
      elements =
        single.isEmpty
        ? pairs : concatenated([pairs, elements.gathered(indices: single, axis: 0)], alongAxis: 0)
    } while groups.contains { $0.count > 1 }
    return elements.gathered(indices: groups.flatMap(\.self), axis: 0)
  }
}

extension ScatterCombination {
  fileprivate func applied(to x: Variable, _ y: Variable) -> Variable {
    switch self {
    case .add: x + y
    case .multiply: x * y
    case .minimum: Autograd.minimum(x, y)
    case .maximum: Autograd.maximum(x, y)
    }
  }
}
