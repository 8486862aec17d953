import Autograd
import Concurrency
import Layers
package import Randomness
package import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What an encoder is trained toward without labels, as a function of all parameters.
///
/// loss = Σ (t − w)² / count + Σ_n H_n / (n·ln classes)
///
/// where t is what a head tells of graphs, w what it should tell, one row of ``PretrainingRows`` a graph, and
/// H_n the cross-entropy of n networks whose weights an ``EncodedHypernetwork`` predicts, those of the first
/// graphs of a batch. Both terms begin near 1.
package struct PretrainingObjective: Sendable {
  /// The different graphs of the space.
  let graphs: [OperationGraph]
  /// What the head should tell of each.
  private let rows: PretrainingRows
  /// The candidate of each graph, where there is a hypernetwork.
  private let texts: [String]
  private let task: HypernetworkTask?

  private static let width = 32
  private static let headWidth = 64

  /// Makes an objective.
  ///
  /// - Precondition: there is a graph, all are of one vocabulary, and there is a row for each and a text.
  init(
    _ graphs: [OperationGraph], toward rows: PretrainingRows, texts: [String],
    task: HypernetworkTask?
  ) {
    precondition(!graphs.isEmpty && graphs.count == texts.count, "\(graphs.count) graphs")
    (self.graphs, self.rows, self.texts, self.task) = (graphs, rows, texts, task)
  }

  /// Whether there is nothing to learn.
  var isEmpty: Bool { rows.width == 0 && task == nil }

  /// The parameters of encoder, head and hypernetwork before the first step.
  ///
  /// - Parameters:
  ///   - generator: what encoder and head are drawn from, whatever else is trained.
  ///   - seed: what the hypernetwork follows from.
  /// - Returns: the parameters by their names.
  package func drawnParameters(using generator: inout SplitMix64, seed: UInt64) -> NamedTensors {
    let encoder = GraphEncoder.drawn(using: &generator) { self.encoder(&$0) }
    var tensors = encoder.namedTensors
    if rows.width > 0 {
      let head = MLP.drawn(using: &generator) { self.head(&$0, inputs: encoder.outputs) }
      for (name, value) in head.namedTensors { tensors[name] = value }
    }
    if let task {
      var generator = SplitMix64(seed: seed)
      let hypernetwork = EncodedHypernetwork.drawn(using: &generator) {
        self.hypernetwork(&$0, inputs: encoder.outputs, task)
      }
      // The gated GNN is the encoder's.
      for (name, value) in hypernetwork.namedTensors where tensors[name] == nil {
        tensors[name] = value
      }
    }
    return tensors
  }

  /// The encoder of some parameters.
  func encoder(of tensors: NamedTensors) -> GraphEncoder {
    var source = LearnedParameters.Source(tensors: tensors)
    return encoder(&source)
  }

  /// The loss of a batch, and its gradient.
  ///
  /// - Parameters:
  ///   - tensors: the parameters.
  ///   - batch: the indices of graphs.
  ///   - step: which images networks are shown follows from it.
  /// - Returns: the loss, and the gradient of each parameter that took part.
  /// - Throws: ``SearchError`` where a network cannot be built or run.
  package func gradient(
    at tensors: NamedTensors, of batch: [Int], step: Int
  ) throws(SearchError) -> (loss: Double, gradients: NamedTensors) {
    var source = LearnedParameters.Source(tensors: tensors)
    let encoder = encoder(&source)
    let tape = Tape()
    let embeddings = encoder(batch.map { graphs[$0] }, on: tape)
    var outputs: [(output: Variable, weights: Tensor)] = []
    var loss = 0.0
    if rows.width > 0 {
      let told = head(&source, inputs: encoder.outputs)(embeddings)
      let errors = zip(told.value.scalars, batch.flatMap { rows.rows[$0] }).map { $0 - $1 }
      loss += errors.reduce(0) { $0 + Double($1) * Double($1) } / Double(errors.count)
      // The gradient of the mean square is 2·error / count.
      let weights = errors.map { 2 * $0 / Float(errors.count) }
      outputs.append((told, Tensor(shape: told.shape, scalars: weights)))
    }
    guard let task else { return (loss, tape.gradients(of: outputs)) }
    let said = try networkGradients(
      batch.prefix(HypernetworkTask.networksPerStep).map { texts[$0] },
      by: hypernetwork(&source, inputs: encoder.outputs, task), task, embeddings: embeddings.value,
      step: step)
    let share = 1 / (Double(said.count) * log(Double(max(2, task.classCount))))
    var weights = [Float](repeating: 0, count: embeddings.shape.count)
    var fromNetworks = NamedTensors()
    for (row, gradient) in said.enumerated() {
      guard let gradient else { continue }
      loss += share * gradient.loss
      for (column, number) in gradient.embedding.enumerated() {
        weights[row * encoder.outputs + column] = Float(share) * number
      }
      fromNetworks.add(gradient.parameters, times: Float(share))
    }
    outputs.append((embeddings, Tensor(shape: embeddings.shape, scalars: weights)))
    var gradients = tape.gradients(of: outputs)
    gradients.add(fromNetworks, times: 1)
    return (loss, gradients)
  }

  /// What networks say, each by itself; `nil` where that is not finite.
  private func networkGradients(
    _ texts: [String], by hypernetwork: EncodedHypernetwork, _ task: HypernetworkTask,
    embeddings: Tensor, step: Int
  ) throws(SearchError) -> [EncodedHypernetwork.Gradient?] {
    let width = embeddings.shape[1]
    let rows = Array(embeddings.scalars.prefix(texts.count * width))
    return try concurrentMap(count: texts.count) {
      (index) throws(SearchError) -> EncodedHypernetwork.Gradient? in
      let (network, images, labels) = try task.work(
        on: texts[index], batch: step * texts.count + index)
      return try hypernetwork.gradient(
        of: network, embedding: Array(rows[index * width..<(index + 1) * width]), images: images,
        labels: labels)
    }
  }

  private func encoder<Source: ParameterSource>(
    _ source: inout Source
  ) throws(Source.Failure) -> GraphEncoder {
    try GraphEncoder(&source, graphs[0].vocabulary, width: Self.width)
  }

  private func head<Source: ParameterSource>(
    _ source: inout Source, inputs: Int
  ) throws(Source.Failure) -> MLP {
    try MLP(
      &source, named: "head",
      widths: [.exactly(inputs), .exactly(Self.headWidth), .exactly(rows.width)], output: .linear)
  }

  private func hypernetwork<Source: ParameterSource>(
    _ source: inout Source, inputs: Int, _ task: HypernetworkTask
  ) throws(Source.Failure) -> EncodedHypernetwork {
    try EncodedHypernetwork(
      &source, width: Self.width, inputs: inputs, classCount: task.classCount)
  }
}

extension NamedTensors {
  /// Adds a multiple of other tensors to those of the same names, or instead of them.
  fileprivate mutating func add(_ others: NamedTensors, times factor: Float) {
    for (name, other) in others {
      var sum = self[name]?.scalars ?? [Float](repeating: 0, count: other.shape.count)
      other.withScalars { numbers in
        for index in sum.indices { sum[index] += factor * numbers[index] }
      }
      self[name] = Tensor(shape: other.shape, scalars: sum)
    }
  }
}
