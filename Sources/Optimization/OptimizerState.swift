public import Tensors

/// What an optimizer remembers from step to step.
public struct OptimizerState: Sendable {
  /// How many steps were made.
  public var steps = 0

  /// The running means of one parameter's gradients.
  struct Moments: Sendable {
    var first: [Float]
    /// Those of the squares; empty where the rule needs none.
    var second: [Float]
  }

  private var names: [String] = []
  private var moments: [String: Moments] = [:]

  /// The state before the first step.
  public init() {}

  /// Takes the state from a checkpoint.
  ///
  /// - Parameters:
  ///   - tensors: what ``namedTensors`` gave; others are skipped.
  ///   - steps: how many steps were made.
  public init(_ tensors: NamedTensors, steps: Int) {
    self.steps = steps
    for (name, tensor) in tensors {
      if let parameter = name.withoutPrefix(Self.firstPrefix) {
        setMoments(Moments(first: tensor.scalars, second: []), of: parameter)
      }
    }
    for (name, tensor) in tensors {
      if let parameter = name.withoutPrefix(Self.secondPrefix) {
        moments[parameter]?.second = tensor.scalars
      }
    }
  }

  package static let firstPrefix = "optimizer.first."
  package static let secondPrefix = "optimizer.second."

  /// The running means by name: `optimizer.first.` or `optimizer.second.` before the parameter's.
  public var namedTensors: NamedTensors {
    var tensors = NamedTensors()
    for name in names {
      guard let moments = moments[name] else { continue }
      tensors[Self.firstPrefix + name] = Tensor(
        shape: [moments.first.count], scalars: moments.first)
      if !moments.second.isEmpty {
        tensors[Self.secondPrefix + name] = Tensor(
          shape: [moments.second.count], scalars: moments.second)
      }
    }
    return tensors
  }

  /// Takes the moments of a parameter out, so that they can be changed in place.
  mutating func removeMoments(of name: String, count: Int) -> Moments {
    var result = Moments(first: [], second: [])
    if let index = moments.index(forKey: name) {
      swap(&result, &moments.values[index])
    }
    if result.first.isEmpty { result.first = [Float](repeating: 0, count: count) }
    return result
  }

  /// Puts the moments of a parameter back.
  mutating func setMoments(_ new: Moments, of name: String) {
    if moments.updateValue(new, forKey: name) == nil { names.append(name) }
  }
}

extension String {
  /// The rest of this text behind `prefix`; `nil` if it begins otherwise.
  fileprivate func withoutPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
