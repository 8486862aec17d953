import ArchDAG
import Autograd
import Evaluation
import GHN
import NetworkExecution
import Optimization
import Tensors

/// What one network and one batch of images say of a hypernetwork.
struct NetworkGradient: Sendable {
  /// The mean cross-entropy, with the penalty.
  let loss: Double
  /// How many of the images were classified rightly, and how many there were.
  let correct, count: Int
  /// The gradient of the loss for each of the hypernetwork's parameters that took part.
  let gradients: NamedTensors
  /// How long it took to find out.
  let work: StepWork

  /// Whether loss and gradients are numbers.
  var isFinite: Bool { loss.isFinite && gradients.norm.isFinite }
}

/// The loss of a network whose parameters a hypernetwork predicts.
struct MetaObjective: Hashable, Sendable {
  /// How much of each label is spread over all classes.
  var labelSmoothing: Float
  /// What the norm of each predicted tensor is multiplied by.
  var normPenalty: Float
  /// How much of the loss comes from a teacher; `nil` for nothing.
  var distillation: Distillation?

  /// The gradient of the loss with respect to the hypernetwork's parameters.
  ///
  /// loss = cross-entropy(network(images; p), labels) + penalty·Σ |p_i|₂, where the p_i are the
  /// predicted tensors. Of the cross-entropy a teacher's soft labels may take a share, as
  /// ``Distillation`` says.
  ///
  /// - Parameters:
  ///   - ghn: the hypernetwork.
  ///   - network: the network.
  ///   - images: (N, C, H, W).
  ///   - labels: N classes.
  ///   - softLabels: the probabilities (N, classes) that a teacher gives, where there is one.
  ///   - seed: what dropout and the signs of eigenvectors follow from.
  /// - Returns: the gradient, and how the network did.
  /// - Throws: ``EvaluationError``.
  ///
  /// Source: GHN-2 (arXiv:2110.13100), Eq. 2; GHN-3 (arXiv:2303.04143), Eq. 3, for the penalty.
  func gradient(
    of ghn: GraphHyperNetwork, through network: PreparedNetwork, images: Tensor, labels: [Int],
    softLabels: Tensor? = nil, seed: UInt64
  ) throws(EvaluationError) -> NetworkGradient {
    var work = StepWork()
    var start = ContinuousClock.now
    let tape = Tape()
    let parameters = network.prediction.by(ghn).variables(on: tape, signs: .random(seed: seed))
    work.prediction = start.secondsAgo
    start = .now
    let logits = try network.logits(
      of: images, parameters: parameters.byName, dropout: .random(seed: seed),
      classCount: ghn.configuration.classCount)
    let loss = logits.crossEntropy(labels: labels, smoothing: labelSmoothing)
    var value = Double(loss.value.scalars[0])
    var outputs = [(output: loss, weights: Tensor(repeating: 1, shape: loss.shape))]
    if let distillation, let softLabels {
      let taught = logits.crossEntropy(
        targets: softLabels, temperature: Float(distillation.temperature))
      let share = distillation.weight
      value = (1 - share) * value + share * Double(taught.value.scalars[0])
      outputs = [(loss, Float(1 - share)), (taught, Float(share))].map { part, weight in
        (part, Tensor(repeating: weight, shape: part.shape))
      }
    }
    if normPenalty > 0 {
      for parameter in parameters.predicted {
        let norm = NamedTensors(dictionaryLiteral: ("", parameter.value)).norm
        value += Double(normPenalty) * norm
        outputs.append(
          (parameter, parameter.value.scaled(by: normPenalty / Float(max(norm, 1e-12)))))
      }
    }
    work.execution = start.secondsAgo
    start = .now
    let gradients = tape.gradients(of: outputs)
    work.backward = start.secondsAgo
    return NetworkGradient(
      loss: value, correct: correctCount(logits: logits.value, labels: labels),
      count: labels.count, gradients: gradients, work: work)
  }
}

extension PreparedNetwork {
  /// The logits (N, classes) of a batch of images.
  func logits(
    of images: Tensor, parameters: [String: Variable], dropout: Dropout, classCount: Int
  ) throws(EvaluationError) -> Variable {
    let name = executable.architecture.name
    let logits: Variable
    do throws(ExecutionError) {
      let run = try executable(
        [images], parameters: parameters, statistics: .batch, dropout: dropout)
      logits = try run.logits(batch: images.shape[0], classes: classCount)
    } catch {
      throw .execution(name: name, error)
    }
    guard logits.shape[1] == classCount else {
      throw .classCount(name: name, expected: classCount, found: "\(logits.shape)")
    }
    return logits
  }
}

extension Tensor {
  /// Each scalar times a.
  fileprivate func scaled(by a: Float) -> Tensor {
    Variable(self).scaled(by: a).value
  }
}
