import ArchDAG
public import Autograd
public import Tensors

extension Execution {
  /// The first output as the logits (N, classes) of a batch: what a network must answer to be
  /// measured, tuned or trained on.
  ///
  /// - Axes of extent 1 behind the classes vanish: (N, C, 1, 1) is (N, C).
  /// - Logits (1, C) that do not depend on the inputs are those of each image of the batch.
  ///
  /// - Parameters:
  ///   - batch: how many images the network was shown.
  ///   - classes: how many classes there are; more logits than that are welcome.
  /// - Returns: (batch, classes), or more columns.
  /// - Throws: ``ExecutionError/notLogits(found:)`` for every other shape, and
  ///   ``ExecutionError/tooFewClasses(expected:found:)``.
  public func logits(batch: Int, classes: Int) throws(ExecutionError) -> Variable {
    guard let output = outputs.first else { throw .notLogits(found: "no output") }
    let extents = logitExtents(output.shape.extents)
    let isShared = extents.first == 1 && !dependsOnInputs
    guard extents.count == 2, extents[0] == batch || isShared else {
      throw .notLogits(found: "\(output.shape)")
    }
    guard extents[1] >= classes else {
      throw .tooFewClasses(expected: classes, found: extents[1])
    }
    let logits = output.reshaped(to: Shape(extents))
    return extents[0] == batch ? logits : logits.expanded(to: [batch, extents[1]])
  }
}

extension ExecutableNetwork {
  /// Refuses a network whose stated extents show already that its first output is not the logits
  /// of so many classes.
  ///
  /// - Throws: as ``Execution/logits(batch:classes:)``, which has the last word.
  public func checkLogits(classes: Int) throws(ExecutionError) {
    guard let output = architecture.outputs.first, let stated = architecture[output].extents,
      stated.dropFirst().allSatisfy({ $0 != nil })
    else { return }
    let extents = logitExtents(stated.map { $0 ?? -1 })
    guard extents.count == 2 else {
      let words = ["N"] + stated.dropFirst().map { $0.map(String.init) ?? "?" }
      throw .notLogits(found: "(\(words.joined(separator: ", ")))")
    }
    guard extents[1] >= classes else {
      throw .tooFewClasses(expected: classes, found: extents[1])
    }
  }
}

extension ExecutableNetwork {
  /// Refuses more images at once than the limits allow, before they are made.
  ///
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``.
  public func checkImages(_ count: Int, of shape: Shape) throws(ExecutionError) {
    let name = architecture.inputs.first.map { architecture[$0].name } ?? architecture.name
    try limits.check([count] + shape.extents, of: name)
  }
}

/// The extents without axes of extent 1 behind the second.
private func logitExtents(_ extents: [Int]) -> [Int] {
  let last = extents.lastIndex { $0 != 1 } ?? -1
  return Array(extents.prefix(max(2, last + 1)))
}

extension Architecture {
  /// Whether the first output depends on what the network is fed.
  var dependsOnInputs: Bool {
    var depends = [Bool](repeating: false, count: values.count)
    for id in inputs { depends[id.index] = true }
    for operation in operations
    where operation.inputs.contains(where: { $0.map { depends[$0.index] } ?? false }) {
      for id in operation.outputs { depends[id.index] = true }
    }
    return outputs.first.map { depends[$0.index] } ?? false
  }
}
