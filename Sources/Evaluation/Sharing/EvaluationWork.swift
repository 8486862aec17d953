import ArchDAG
import Concurrency
public import Distributed
public import GHN
public import ImageData
import Randomness

/// All networks of an evaluation with all kinds of parameters, a row for each, which processes share
/// among themselves.
///
/// ```swift
/// let work = EvaluationWork(
///   of: networks, from: [.predicted, .he], by: ghn, as: NetworkEvaluation(images: test))
/// var rows = try EvaluationRows(
///   path: "rows.jsonl", evaluation: work.fingerprint, count: work.count, existing: .kept)
/// let missing = (0..<work.count).filter { rows.done[$0] == nil }
/// try work.run(missing, among: SingleProcess()) { try rows.add($0) }
/// ```
public struct EvaluationWork: Sendable {
  /// The networks.
  public let networks: ChosenNetworks
  private let initializations: [NetworkInitialization]
  /// How each is evaluated.
  public let evaluation: NetworkEvaluation
  private let ghn: GraphHyperNetwork?
  private let split: DataSplit
  /// That of all images and labels, which takes a while to compute.
  private let imagesFingerprint: UInt64
  /// Whether the tensors of a network are compared with one another.
  public var comparesTensors = false

  /// States what is to be evaluated.
  ///
  /// - Parameters:
  ///   - networks: the networks.
  ///   - initializations: where their parameters come from.
  ///   - ghn: the hypernetwork; only predicted parameters need one.
  ///   - evaluation: how each is evaluated.
  ///   - split: the part of the data set that its images are.
  public init(
    of networks: ChosenNetworks, from initializations: [NetworkInitialization],
    by ghn: GraphHyperNetwork?, as evaluation: NetworkEvaluation,
    split: DataSplit = .test
  ) {
    self.networks = networks
    self.initializations = initializations
    self.ghn = ghn
    self.evaluation = evaluation
    self.split = split
    imagesFingerprint = evaluation.images.fingerprint
  }

  /// What tells this evaluation from others, most probably: another one has other networks, images,
  /// parameters, or options.
  public var fingerprint: String {
    let settings = "\(split) \(evaluation.settings)" + (comparesTensors ? " diversity" : "")
    var words = settings.utf8.map(UInt64.init)
    for network in networks.networks {
      words += network.title.utf8.map(UInt64.init)
      words.append(UInt64(network.architecture.trainableParameterCount))
    }
    for kind in initializations { words += kind.rawValue.utf8.map(UInt64.init) }
    words.append(imagesFingerprint)
    words.append(ghn?.fingerprint ?? 0)
    return String(fnv1a(words), radix: 16)
  }

  /// How many rows there are.
  public var count: Int { networks.count * initializations.count }

  /// The network and the kind of parameters of a row.
  public func subject(ofRow row: Int) -> (network: Int, initialization: NetworkInitialization) {
    (row % networks.count, initializations[row / networks.count])
  }

  /// Evaluates the network of a row.
  ///
  /// - Parameter row: the number of the row.
  /// - Returns: how well the network did, and with what.
  /// - Throws: ``EvaluationError``.
  public func result(
    ofRow row: Int
  ) throws(EvaluationError) -> NetworkEvaluation.Result {
    let (network, kind) = subject(ofRow: row)
    return try evaluation.result(
      of: networks[network].architecture, initialization: kind, from: ghn,
      fixed: networks[network].fixed)
  }

  /// Evaluates networks together with other processes, each network by one thread as long as there
  /// are enough of them.
  ///
  /// - Parameters:
  ///   - rows: those that are yet to be done; only those of rank 0 count.
  ///   - group: the processes.
  ///   - suggestion: what can be done about an error, where that is known.
  ///   - report: takes each row as soon as it is done, on rank 0.
  /// - Throws: `DistributedError`, and what `report` throws.
  public func run(
    _ rows: [Int], among group: any Communicator,
    suggestion: @escaping @Sendable (EvaluationError) -> String? = { _ in nil },
    report: (EvaluationRow) throws -> Void
  ) throws {
    let total = try group.broadcast(rows.count.messageBytes)
    let evaluation = fingerprint
    let each = ((Int(messageBytes: total) ?? 0) + group.size - 1) / group.size
    let outer = max(1, min(sharingThreadCount, each))
    let inner = max(1, sharingThreadCount / outer)
    var work = HandOut<Never>(among: group, pieces: rows, threads: outer) { row in
      do throws(EvaluationError) {
        let found = try withThreads(inner) {
          () throws(EvaluationError) -> NetworkEvaluation.Result in
          try result(ofRow: row)
        }
        return EvaluationOutcome(found, comparingTensors: comparesTensors).bytes
      } catch {
        return EvaluationOutcome.failed(message: "\(error)", suggestion: suggestion(error)).bytes
      }
    }
    while let (row, bytes) = try next(&work) {
      guard let outcome = EvaluationOutcome(bytes) else {
        throw DistributedError.message(
          from: "another process", expected: "the result of row \(row)",
          found: "\(bytes.count) bytes")
      }
      try report(self.row(row, outcome, evaluation: evaluation))
    }
  }

  private func next(
    _ work: inout HandOut<Never>
  ) throws(DistributedError) -> (piece: Int, result: [UInt8])? {
    do {
      return try work.next()
    } catch {
      switch error {
      case .group(let error): throw error
      }
    }
  }

  /// The row of a network that was evaluated apart.
  public func row(_ number: Int, _ result: NetworkEvaluation.Result) -> EvaluationRow {
    row(
      number, EvaluationOutcome(result, comparingTensors: comparesTensors), evaluation: fingerprint)
  }

  private func row(
    _ number: Int, _ outcome: EvaluationOutcome, evaluation: String
  ) -> EvaluationRow {
    let (network, kind) = subject(ofRow: number)
    var row = EvaluationRow(
      evaluation: evaluation, row: number, architecture: networks[network].title,
      initialization: kind.rawValue)
    switch outcome {
    case .accuracy(let correct, let images, let unbounded, let seconds, let meanCosine):
      (row.correct, row.images, row.seconds) = (correct, images, seconds)
      row.unbounded = unbounded > 0 ? unbounded : nil
      row.meanCosine = meanCosine
    case .failed(let message, let suggestion):
      (row.error, row.suggestion) = (message, suggestion)
    }
    return row
  }
}
