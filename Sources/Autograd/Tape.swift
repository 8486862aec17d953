public import Tensors

/// What was computed from the watched values, in order, with the way back.
///
/// ```swift
/// let tape = Tape()
/// let x = tape.watch(Tensor(shape: [1, 2], scalars: [1, -2]), named: "x")
/// let gradients = tape.gradients(of: x.relu(), weightedBy: Tensor(repeating: 1, shape: [1, 2]))
/// // gradients["x"] holds 1, 0
/// ```
///
/// A tape is played back once: each step is forgotten as soon as its gradient has passed, so that
/// what it kept is freed while the way back still needs memory.
public final class Tape {
  /// Adds to the gradients of an operator's inputs what the gradient of its result implies.
  typealias Pullback = (_ dz: Span<Float>, _ gradients: inout GradientStore) -> Void

  /// The same for an operator that turns dz into the gradient of an input in place; what it leaves in
  /// dz does not matter.
  typealias InPlacePullback = (_ dz: inout [Float], _ gradients: inout GradientStore) -> Void

  /// One computed value: where its gradient is kept, and how that flows back.
  private enum Record {
    case result(slot: Int, pullback: Pullback)
    case inPlaceResult(slot: Int, pullback: InPlacePullback)
    case action((inout GradientStore) -> Void)
  }

  private var records: [Record] = []
  private var slotShapes: [Shape] = []
  private var watchedNames: [String] = []
  private var watchedSlots: [String: Int] = [:]
  private var isPlayedBack = false
  /// How many elements the results have that were recorded; under another shape they do not count again.
  public private(set) var elementCount = 0

  /// Makes an empty tape.
  public init() {}

  /// A variable of this value, whose gradient will be known by `name`.
  ///
  /// Watching again under the same name gives the same variable, so that a parameter that is used many
  /// times has one gradient.
  ///
  /// - Precondition: values watched under one name have one shape.
  public func watch(_ value: Tensor, named name: String) -> Variable {
    if let slot = watchedSlots[name] {
      precondition(
        slotShapes[slot] == value.shape,
        "'\(name)' is watched with shapes \(slotShapes[slot]) and \(value.shape)")
      return Variable(value: value, tapeSlot: .init(tape: self, index: slot))
    }
    let slot = newSlot(value.shape)
    watchedNames.append(name)
    watchedSlots[name] = slot
    return Variable(value: value, tapeSlot: .init(tape: self, index: slot))
  }

  /// The gradients of a scalar with respect to everything watched.
  ///
  /// - Precondition: `loss` has exactly one element, and the tape was not played back before.
  public func gradients(of loss: Variable) -> NamedTensors {
    precondition(loss.value.shape.count == 1, "a loss of shape \(loss.value.shape)")
    return gradients(of: loss, weightedBy: Tensor(repeating: 1, shape: loss.value.shape))
  }

  /// The gradients of Σ weights·output with respect to everything watched.
  ///
  /// The weights may be the gradient of a loss with respect to the output, computed elsewhere.
  ///
  /// - Returns: a gradient for each watched name, in the order of watching; zeros where the output
  ///   does not depend on it.
  /// - Precondition: the tape was not played back before.
  public func gradients(of output: Variable, weightedBy weights: Tensor) -> NamedTensors {
    gradients(of: [(output, weights)])
  }

  /// The gradients of Σ weights·output, summed over several outputs, with respect to everything
  /// watched.
  ///
  /// - Returns: a gradient for each watched name, in the order of watching; zeros where no output
  ///   depends on it.
  /// - Precondition: the tape was not played back before.
  public func gradients(of outputs: [(output: Variable, weights: Tensor)]) -> NamedTensors {
    precondition(!isPlayedBack, "a tape is played back once")
    isPlayedBack = true
    var store = GradientStore(shapes: slotShapes)
    for (output, weights) in outputs {
      precondition(
        weights.shape == output.value.shape,
        "weights of shape \(weights.shape) for an output of shape \(output.value.shape)")
      guard let kept = output.tapeSlot else { continue }
      precondition(kept.tape === self, "the output stands on another tape")
      weights.withScalars { store.add($0, to: kept.index) }
    }
    while let record = records.popLast() {
      switch record {
      case .result(let slot, let pullback):
        if let dz = store.remove(slot) { pullback(dz.span, &store) }
      case .inPlaceResult(let slot, let pullback):
        if var dz = store.remove(slot) { pullback(&dz, &store) }
      case .action(let action):
        action(&store)
      }
    }
    var gradients = NamedTensors()
    for name in watchedNames {
      guard let slot = watchedSlots[name] else { continue }
      let shape = slotShapes[slot]
      gradients[name] =
        store.remove(slot).map { Tensor(shape: shape, scalars: $0) } ?? Tensor(zeros: shape)
    }
    return gradients
  }

  /// A slot for the gradient of a value of this shape.
  func newSlot(_ shape: Shape) -> Int {
    precondition(!isPlayedBack, "a tape that was played back records nothing")
    slotShapes.append(shape)
    return slotShapes.count - 1
  }

  /// The variable of a value that an operator computed from variables on this tape.
  func record(_ value: Tensor, pullback: @escaping Pullback) -> Variable {
    let slot = newSlot(value.shape)
    elementCount += value.shape.count
    records.append(.result(slot: slot, pullback: pullback))
    return Variable(value: value, tapeSlot: .init(tape: self, index: slot))
  }

  /// The variable of a value that an operator computed from variables on this tape, and whose
  /// gradient's buffer may become that of an input; perhaps the value shares its elements with one.
  func record(
    _ value: Tensor, sharingElements: Bool = false,
    inPlacePullback pullback: @escaping InPlacePullback
  ) -> Variable {
    let slot = newSlot(value.shape)
    if !sharingElements { elementCount += value.shape.count }
    records.append(.inPlaceResult(slot: slot, pullback: pullback))
    return Variable(value: value, tapeSlot: .init(tape: self, index: slot))
  }

  /// Remembers a flow of gradients between slots that exist already.
  func record(_ action: @escaping (inout GradientStore) -> Void) {
    records.append(.action(action))
  }
}
