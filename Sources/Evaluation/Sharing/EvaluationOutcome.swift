import Distributed

/// What was found of a network, or why it cannot be evaluated, as processes tell each other.
enum EvaluationOutcome {
  case accuracy(correct: Int, images: Int, unbounded: Int, seconds: Double, meanCosine: Double?)
  case failed(message: String, suggestion: String?)

  /// What an evaluation found; how alike the tensors are only where that is asked for, since it takes
  /// a look at every pair of them.
  init(_ result: NetworkEvaluation.Result, comparingTensors: Bool) {
    self = .accuracy(
      correct: result.accuracy.correct, images: result.accuracy.count,
      unbounded: result.accuracy.unboundedCount, seconds: result.seconds,
      meanCosine: comparingTensors ? ParameterDiversity(of: result.parameters)?.meanCosine : nil)
  }

  /// The outcome as bytes of a message.
  var bytes: [UInt8] {
    switch self {
    case .accuracy(let correct, let images, let unbounded, let seconds, let meanCosine):
      [0] + correct.messageBytes + images.messageBytes + unbounded.messageBytes
        + seconds.messageBytes + (meanCosine?.messageBytes ?? [])
    case .failed(let message, let suggestion):
      [1] + message.utf8.count.messageBytes + Array(message.utf8) + Array((suggestion ?? "").utf8)
    }
  }

  /// The outcome that was made into bytes; `nil` of others.
  init?(_ bytes: [UInt8]) {
    switch bytes.first {
    case 0:
      guard let correct = Int(messageBytes: bytes.dropFirst()),
        let images = Int(messageBytes: bytes.dropFirst(9)),
        let unbounded = Int(messageBytes: bytes.dropFirst(17)),
        let seconds = Double(messageBytes: bytes.dropFirst(25))
      else { return nil }
      self = .accuracy(
        correct: correct, images: images, unbounded: unbounded, seconds: seconds,
        meanCosine: Double(messageBytes: bytes.dropFirst(33)))
    case 1:
      let rest = bytes.dropFirst(9)
      guard let count = Int(messageBytes: bytes.dropFirst()), (0...rest.count).contains(count)
      else { return nil }
      let suggestion = String(decoding: rest.dropFirst(count), as: UTF8.self)
      self = .failed(
        message: String(decoding: rest.prefix(count), as: UTF8.self),
        suggestion: suggestion.isEmpty ? nil : suggestion)
    default: return nil
    }
  }
}
