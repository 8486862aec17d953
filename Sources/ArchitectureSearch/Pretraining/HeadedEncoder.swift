import Autograd
import Layers
import Tensors

/// An encoder, and a head upon its embeddings that is trained together with it.
struct HeadedEncoder: Sendable {
  /// Graphs, and what is known of each beside.
  struct Batch: Sendable {
    var graphs: [OperationGraph]
    /// (graphs, any); as many numbers for each graph, maybe none.
    var features: [[Float]]
  }

  private let vocabulary: OperationGraph.Vocabulary
  private let width: Int
  private let scale: EmbeddingScale?
  private var encoder: GraphEncoder
  private var head: MLP
  private var parameters: LearnedParameters

  /// How embeddings are brought to mean 0 and deviation 1 before the head sees them.
  struct EmbeddingScale: Sendable {
    private let means: [Float]
    private let inverses: [Float]

    /// The scale on which these embeddings (graphs, width) are standard.
    init(of embeddings: Tensor) {
      let (rows, columns) = (embeddings.shape[0], embeddings.shape[1])
      let numbers = embeddings.scalars
      var (means, inverses) = ([Float](), [Float]())
      for column in 0..<columns {
        let moments = Moments((0..<rows).map { Double(numbers[$0 * columns + column]) })
        means.append(Float(moments.mean))
        // What hardly differs must not be blown up.
        inverses.append(Float(1 / (moments.deviation + 1e-3)))
      }
      self.means = means
      self.inverses = inverses
    }

    /// The embeddings on the scale.
    func callAsFunction(_ x: Variable) -> Variable {
      func repeated(_ row: [Float]) -> Variable {
        Variable(
          Tensor(shape: x.shape, scalars: (0..<x.shape[0]).flatMap { _ in row }))
      }
      return (x - repeated(means)) * repeated(inverses)
    }
  }

  /// Joins an encoder and a head that is drawn.
  ///
  /// - Parameters:
  ///   - encoder: the encoder.
  ///   - vocabulary: what its graphs are made of.
  ///   - featureCount: how many numbers the head sees beside an embedding.
  ///   - widths: the widths of the head behind its inputs, that of its answers last.
  ///   - scale: how embeddings are scaled first; not at all by default.
  ///   - generator: what the head is drawn from.
  init(
    _ encoder: GraphEncoder, of vocabulary: OperationGraph.Vocabulary, featureCount: Int = 0,
    widths: [Int], scale: EmbeddingScale? = nil,
    using generator: inout some RandomNumberGenerator
  ) {
    let extents = ([encoder.outputs + featureCount] + widths).map { ParameterExtent.exactly($0) }
    let head = MLP.drawn(using: &generator) {
      MLP(&$0, named: "head", widths: extents, output: .linear)
    }
    self.vocabulary = vocabulary
    width = encoder.width
    self.scale = scale
    self.encoder = encoder
    self.head = head
    parameters = LearnedParameters(encoder.parameters + head.parameters)
  }

  /// What the head answers to graphs: (graphs, answers).
  ///
  /// - Precondition: there is a graph, and each is of the vocabulary.
  func callAsFunction(_ batch: Batch) -> Tensor { head(inputs(batch, on: nil)).value }

  /// What the head sees: (graphs, inputs).
  private func inputs(_ batch: Batch, on tape: Tape?) -> Variable {
    let embeddings = encoder(batch.graphs, on: tape)
    let scaled = scale?(embeddings) ?? embeddings
    guard let count = batch.features.first?.count, count > 0 else { return scaled }
    let features = Tensor(
      shape: [batch.features.count, count], scalars: batch.features.flatMap(\.self))
    return concatenated([scaled, Variable(features)], alongAxis: 1)
  }

  /// One step of AdamW.
  ///
  /// - Parameters:
  ///   - batch: the graphs of the step.
  ///   - rate: the learning rate.
  ///   - dropout: how likely each input of the head is set to zero, the others being raised for it.
  ///   - generator: what is set to zero follows from.
  ///   - gradient: of answers (graphs, answers) the gradient of the loss.
  mutating func step(
    _ batch: Batch, rate: Double, dropout: Float = 0,
    using generator: inout some RandomNumberGenerator, gradient: (Tensor) -> Tensor
  ) {
    let tape = Tape()
    var inputs = inputs(batch, on: tape)
    if dropout > 0 {
      let mask = (0..<inputs.shape.count).map { _ in
        Float.random(in: 0..<1, using: &generator) < dropout ? 0 : 1 / (1 - dropout)
      }
      inputs = inputs * Variable(Tensor(shape: inputs.shape, scalars: mask))
    }
    let answers = head(inputs)
    let gradients = tape.gradients(of: answers, weightedBy: gradient(answers.value))
    parameters.step(gradients, rate: rate)
    var source = parameters.source
    encoder = GraphEncoder(&source, vocabulary, width: width)
    head = MLP(
      &source, named: "head", widths: head.widths.map { .exactly($0) }, output: .linear)
  }
}

extension MLP {
  /// The widths between its maps, that of its inputs first.
  fileprivate var widths: [Int] { [layers[0].inputs] + layers.map(\.outputs) }
}
