import ArchDAG
import Autograd
package import Evaluation
package import GHN
import NetworkExecution
import Optimization
package import Tensors

/// What one network and one batch of images say of a hypernetwork.
package struct NetworkGradient: Sendable {
  /// The mean cross-entropy, with the penalty.
  package let loss: Double
  /// How many of the images were classified rightly, and how many there were.
  let correct, count: Int
  /// The gradient of the loss for each of the hypernetwork's parameters that took part.
  package let gradients: NamedTensors
  /// How long it took to find out.
  let work: StepWork

  /// Whether loss and gradients are numbers.
  var isFinite: Bool { loss.isFinite && gradients.norm.isFinite }
}

/// The loss of a network whose parameters a hypernetwork predicts.
package struct MetaObjective: Hashable, Sendable {
  /// How much of each label is spread over all classes.
  var labelSmoothing: Float
  /// What the norm of each predicted tensor is multiplied by.
  var normPenalty: Float
  /// How much of the loss comes from a teacher; `nil` for nothing.
  var distillation: Distillation?
  /// How much of the loss is the error of a class layer in closed form, from 0 to 1.
  var ridgeWeight: Double

  /// The penalty of a class layer in closed form, of the mean of its kernel's diagonal.
  private static let ridgePenalty: Float = 0.1

  package init(
    labelSmoothing: Float, normPenalty: Float, distillation: Distillation? = nil,
    ridgeWeight: Double = 0
  ) {
    self.labelSmoothing = labelSmoothing
    self.normPenalty = normPenalty
    self.distillation = distillation
    self.ridgeWeight = ridgeWeight
  }

  /// The gradient of the loss with respect to the hypernetwork's parameters.
  ///
  /// loss = cross-entropy(network(images; p), labels) + penalty·Σ |p_i|₂, where the p_i are the
  /// predicted tensors. Of the cross-entropy a teacher's soft labels may take a share, as
  /// ``Distillation`` says. Where the network has a class layer by itself, a part of all that may be
  /// `Variable/ridgeError(labels:classCount:penalty:)` of what that layer reads.
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
  package func gradient(
    of ghn: GraphHyperNetwork, through network: PreparedNetwork, images: Tensor, labels: [Int],
    softLabels: Tensor? = nil, seed: UInt64
  ) throws(EvaluationError) -> NetworkGradient {
    var work = StepWork()
    var start = ContinuousClock.now
    let tape = Tape()
    let parameters = network.prediction.by(ghn).variables(on: tape, signs: .random(seed: seed))
    work.prediction = start.secondsAgo
    start = .now
    let (logits, features) = try network.answers(
      to: images, parameters: parameters.byName, dropout: .random(seed: seed),
      classCount: ghn.configuration.classCount, wantsFeatures: ridgeWeight > 0)
    let loss = logits.crossEntropy(labels: labels, smoothing: labelSmoothing)
    var terms = [(loss: loss, weight: 1.0)]
    if let distillation, let softLabels {
      let taught = logits.crossEntropy(
        targets: softLabels, temperature: Float(distillation.temperature))
      terms = [(loss, 1 - distillation.weight), (taught, distillation.weight)]
    }
    if let features, labels.count > 1 {
      let error = features.ridgeError(
        labels: labels, classCount: ghn.configuration.classCount, penalty: Self.ridgePenalty)
      terms = terms.map { ($0.loss, (1 - ridgeWeight) * $0.weight) } + [(error, ridgeWeight)]
    }
    var value = terms.reduce(0) { $0 + $1.weight * Double($1.loss.value.scalars[0]) }
    var outputs = terms.map { term in
      (output: term.loss, weights: Tensor(repeating: Float(term.weight), shape: term.loss.shape))
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
  /// The logits (N, classes) of a batch of images, and, where they are wanted, the features (N, d) that
  /// the class layer reads, with the mean over positions; `nil` for a network without one.
  fileprivate func answers(
    to images: Tensor, parameters: [String: Variable], dropout: Dropout, classCount: Int,
    wantsFeatures: Bool
  ) throws(EvaluationError) -> (logits: Variable, features: Variable?) {
    let architecture = executable.architecture
    let name = architecture.name
    let logits: Variable
    var features: Variable?
    do throws(ExecutionError) {
      var network = executable
      let index = wantsFeatures ? architecture.classLayer : nil
      if let index, let output = architecture.outputs.first {
        network = try ExecutableNetwork(
          architecture, from: architecture.inputs, to: [output, index.features],
          limits: executable.limits)
      }
      let run = try network(
        [images], parameters: parameters, statistics: .batch, dropout: dropout)
      logits = try run.logits(batch: images.shape[0], classes: classCount)
      if index != nil, let read = run.outputs.last { features = read.features(of: images.shape[0]) }
    } catch {
      throw .execution(name: name, error)
    }
    guard logits.shape[1] == classCount else {
      throw .classCount(name: name, expected: classCount, found: "\(logits.shape)")
    }
    return (logits, features)
  }
}

extension Variable {
  /// (N, d, …) as (N, d), with the mean over everything behind; `nil` if there is no row for each of so
  /// many images.
  fileprivate func features(of imageCount: Int) -> Variable? {
    guard shape.rank > 1, shape[0] == imageCount else { return nil }
    return shape.rank == 2 ? self : mean(overAxes: Array(2..<shape.rank))
  }
}

extension Tensor {
  /// Each scalar times a.
  fileprivate func scaled(by a: Float) -> Tensor {
    Variable(self).scaled(by: a).value
  }
}
