import Autograd
import Tensors

/// How many elements a run holds at once: the one count that is compared with its limits.
///
/// Parameters are not counted, but their gradients are. On a tape every value stays until the way back,
/// which begins at the last operation and takes a value's gradient while it passes the operations between
/// those that read the value and the one that computed it: then, what lives of the results lives once
/// more, as gradients.
struct RunMemory {
  private let limits: ExecutionLimits
  /// The elements of constants that have been computed, which are there all the time.
  private let constantCount: Int
  /// The elements of what is fed, and of the gradients of what a tape watches, likewise.
  private let givenCount: Int
  private let tape: Tape?
  /// What stood on the tape before.
  private let earlierCount: Int
  /// The results, or their gradients, that are still to be read.
  private var liveCount = 0
  /// The most elements that results have held at once.
  private(set) var peakCount: Int

  /// - Parameters:
  ///   - limits: how much there may be.
  ///   - constants: how many elements computed constants have.
  ///   - inputs: what is fed.
  ///   - parameters: what is learned.
  init(
    _ limits: ExecutionLimits, constants: Int, inputs: [Variable], parameters: [Variable]
  ) {
    self.limits = limits
    let watched = (inputs + parameters).filter { $0.tape != nil }
    tape = watched.first?.tape
    earlierCount = tape?.elementCount ?? 0
    constantCount = constants
    givenCount = (inputs + watched).reduce(0) { $0 + $1.shape.count }
    peakCount = constants
  }

  /// What the tape keeps of this run.
  private var keptCount: Int { (tape?.elementCount ?? 0) - earlierCount }

  /// Refuses an operation whose results would be too many elements beside all others.
  ///
  /// - Parameters:
  ///   - results: how many elements its results have.
  ///   - copies: how many of its operands' elements it takes in another order.
  ///   - operation: its name.
  /// - Throws: ``ExecutionError/tooLarge(operation:limit:found:)``.
  func check(
    results: Int, copies: Int, at operation: String
  ) throws(ExecutionError) {
    // On a tape these have gradients, too.
    let added = (results + copies) * (tape == nil ? 1 : 2)
    try limits.check(
      liveElements: constantCount + givenCount + keptCount + liveCount + added, at: operation)
  }

  /// Notes that a result has been computed.
  mutating func add(_ result: ArrangedVariable) {
    liveCount += result.count
    peakCount = max(peakCount, constantCount + (tape == nil ? liveCount : keptCount))
  }

  /// Notes that nothing reads a result any more.
  mutating func release(_ result: ArrangedVariable) { liveCount -= result.count }
}
