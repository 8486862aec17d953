public import ArchDAG
import Autograd
public import GHN
import Layers
import Randomness
public import Tensors

/// What a network's parameters are before any training.
public enum NetworkInitialization: String, Hashable, Sendable, CaseIterable {
  /// What a hypernetwork predicts.
  case predicted
  /// Normal numbers of variance 2 / fan-in.
  ///
  /// Source: He, Zhang, Ren, Sun (arXiv:1502.01852), section 2.2.
  case he
  /// He's, and then the rows of each weight, or its columns where it has fewer, made orthonormal.
  ///
  /// Source: Saxe, McClelland, Ganguli (arXiv:1312.6120), section 3.
  case orthogonal
  /// What a hypernetwork predicts, with a little noise and then made orthonormal; the layer that
  /// tells the classes stays as predicted.
  ///
  /// A predicted weight repeats a block; the noise tells the copies apart, so that they can be made
  /// orthogonal.
  ///
  /// Source: Knyazev: Pretraining a neural network before knowing its architecture (ICML 2022
  /// workshop on pre-training); reference code `ppuda/utils/init.py`.
  case ghnOrthogonal = "ghn-orth"
  /// Half of what a hypernetwork predicts, and numbers drawn as He does that bring the variance back; the
  /// layer that tells the classes stays as predicted.
  ///
  /// Predicted kernels are alike, and a training parts them slowly; drawn ones are not.
  ///
  /// Source: Ash and Adams, "On warm-starting neural network training" (arXiv:1910.08475), section 4,
  /// which shrinks and perturbs the weights of an earlier training so.
  case ghnPerturbed = "ghn-perturbed"

  /// Whether a hypernetwork is needed.
  public var isPredicted: Bool {
    switch self {
    case .predicted, .ghnOrthogonal, .ghnPerturbed: true
    case .he, .orthogonal: false
    }
  }

  /// Whether weights are changed once they are predicted or drawn.
  private var changesWeights: Bool {
    switch self {
    case .orthogonal, .ghnOrthogonal, .ghnPerturbed: true
    case .predicted, .he: false
    }
  }

  /// What is kept of predicted weights that are perturbed; chosen on networks and images held out for
  /// validation.
  static let keptShare: Float = 0.5

  /// How large the noise is beside the weights that it is added to.
  static let noise: Float = 1e-5

  /// The parameters of a network.
  ///
  /// - Parameters:
  ///   - architecture: the network.
  ///   - ghn: the hypernetwork; only what is predicted needs one.
  ///   - seed: what random numbers follow from.
  /// - Returns: a tensor for every trainable parameter.
  /// - Precondition: there is a hypernetwork where one is needed.
  /// - Throws: ``EvaluationError/decoding(name:_:)``.
  public func parameters(
    of architecture: Architecture, from ghn: GraphHyperNetwork?, seed: UInt64
  ) throws(EvaluationError) -> NamedTensors {
    do {
      return try parameters(of: ArchitectureGraph(architecture), from: ghn, seed: seed)
    } catch {
      throw .decoding(name: architecture.name, error)
    }
  }

  /// The parameters of a network's graph.
  ///
  /// - Parameters:
  ///   - graph: the network as a hypernetwork sees it.
  ///   - ghn: the hypernetwork; only what is predicted needs one.
  ///   - seed: what random numbers follow from.
  /// - Returns: a tensor for every trainable parameter.
  /// - Precondition: there is a hypernetwork where one is needed.
  /// - Throws: `DecodingError`.
  public func parameters(
    of graph: ArchitectureGraph, from ghn: GraphHyperNetwork?, seed: UInt64
  ) throws(DecodingError) -> NamedTensors {
    precondition(ghn != nil || !isPredicted, "no hypernetwork to predict with")
    var parameters = NamedTensors()
    if isPredicted, let ghn {
      parameters = try ghn.predictParameters(for: graph, seed: seed).parameters
    } else {
      var generator = SplitMix64(seed: seed)
      for node in graph.nodes {
        // Parameters that one tensor of a layer is made of follow from the same numbers.
        var drawn: [ParameterRole: Tensor] = [:]
        for spec in node.parameters {
          let layer = drawn[spec.role] ?? spec.heTensor(using: &generator)
          drawn[spec.role] = layer
          parameters[spec.name] = spec.tensor(of: layer)
        }
      }
      for parameter in graph.unpredicted where parameter.initialization != .asInFile {
        parameters[parameter.name] =
          InitializedParameter(parameter, seed: seed).materialized()
      }
    }
    guard changesWeights else { return parameters }
    var generator = SplitMix64(seed: SplitMix64.seed(seed, repetition: 1))
    for node in graph.nodes {
      var changed: Tensor?
      for spec in node.parameters where spec.role == .weight {
        guard let tensor = parameters[spec.name] else { continue }
        if changed == nil {
          let layer = spec.view == nil ? tensor : spec.view?.layerTensor(of: tensor)
          changed = layer.map { self.changed($0, of: spec, using: &generator) }
        }
        if let changed { parameters[spec.name] = spec.tensor(of: changed) }
      }
    }
    return parameters
  }

  /// What a layer reads instead of a weight that was predicted or drawn.
  private func changed(
    _ weight: Tensor, of spec: ParameterSpec, using generator: inout some RandomNumberGenerator
  ) -> Tensor {
    switch self {
    case .predicted, .he: weight
    case .orthogonal: weight.orthogonalized(noise: 0, using: &generator)
    case .ghnOrthogonal: weight.orthogonalized(noise: Self.noise, using: &generator)
    case .ghnPerturbed:
      (Variable(weight).scaled(by: Self.keptShare)
        + Variable(spec.heTensor(using: &generator))
        .scaled(by: (1 - Self.keptShare * Self.keptShare).squareRoot())).value
    }
  }
}

extension ParameterSpec {
  /// The parameter that follows from what its layer reads.
  fileprivate func tensor(of layer: Tensor) -> Tensor {
    view?.parameter(of: Variable(layer), shape: shape).value ?? layer
  }

  /// What the parameter's layer reads before training, drawn as He does; biases are 0.
  fileprivate func heTensor(using generator: inout some RandomNumberGenerator) -> Tensor {
    let shape = layerShape
    switch role {
    case .weight, .classifierWeight:
      let fanIn = max(1, shape.count / max(1, outputFirstExtents.first ?? 1))
      return Tensor(
        normalWithDeviation: (2 / Float(fanIn)).squareRoot(), shape: shape, using: &generator)
    case .normScale:
      return Tensor(repeating: 1, shape: shape)
    case .bias, .classifierBias, .normShift:
      return Tensor(zeros: shape)
    case .positionalEncoding:
      return Tensor(normalWithDeviation: 0.02, shape: shape, using: &generator)
    }
  }
}
