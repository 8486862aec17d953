import ArchDAG
import Distributed
import Evaluation
import GHN
import ImageData
import Tensors

/// All networks of an evaluation with all kinds of parameters: a row of its report for each.
struct EvaluationWork: Sendable {
  let networks: ChosenNetworks
  let kinds: [NetworkInitialization]
  let evaluation: NetworkEvaluation
  let model: GraphHyperNetwork?
  let modelName: String?
  /// Whether the tensors of a network are compared with one another.
  let comparesTensors: Bool
  /// The options that decide what comes out.
  let settings: String

  /// What tells this evaluation from others, most probably: another one has other networks, images,
  /// parameters, or options.
  ///
  /// Source: the hash FNV-1a.
  var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ number: UInt64) { hash = (hash ^ number) &* 0x100_0000_01b3 }
    for byte in settings.utf8 { add(UInt64(byte)) }
    for network in networks.networks {
      for byte in network.title.utf8 { add(UInt64(byte)) }
      add(UInt64(network.architecture.trainableCount))
    }
    for kind in kinds { for byte in kind.rawValue.utf8 { add(UInt64(byte)) } }
    for label in evaluation.images.labels { add(UInt64(label)) }
    add(model?.fingerprint ?? 0)
    return String(hash, radix: 16)
  }

  /// How many rows there are.
  var count: Int { networks.count * kinds.count }

  /// The network and the kind of parameters of a row.
  func place(of row: Int) -> (network: Int, kind: NetworkInitialization) {
    (row % networks.count, kinds[row / networks.count])
  }

  /// Evaluates the network of a row.
  ///
  /// - Throws: `EvaluationError`.
  func result(
    of row: Int, threads: Int
  ) throws(EvaluationError) -> NetworkEvaluation.Result {
    let (network, kind) = place(of: row)
    return try evaluation.result(
      of: networks[network].architecture, initialization: kind, from: model, threads: threads)
  }

  /// Evaluates networks together with other processes, each network by one thread as long as there
  /// are enough of them.
  ///
  /// - Parameters:
  ///   - rows: those that are yet to be done; only those of rank 0 count.
  ///   - group: the processes.
  ///   - threads: how many threads of this process work at the same time.
  ///   - report: takes each row as soon as it is done, on rank 0.
  /// - Throws: ``CommandFailure``.
  func run(
    _ rows: [Int], among group: any Communicator, threads: Int,
    report: (EvaluationRows.Row) throws -> Void
  ) throws {
    let total = try group.broadcast(rows.count.messageBytes)
    let evaluation = fingerprint
    let each = ((Int(messageBytes: total) ?? 0) + group.size - 1) / group.size
    let outer = max(1, min(threads, each))
    let inner = max(1, threads / outer)
    var work = HandOut<Never>(among: group, pieces: rows, threads: outer) { row in
      do throws(EvaluationError) {
        return EvaluationOutcome(
          try result(of: row, threads: inner), comparingTensors: comparesTensors
        ).bytes
      } catch {
        let failure = CommandFailure(error)
        return EvaluationOutcome.failed(message: failure.message, wayOut: failure.wayOut).bytes
      }
    }
    while let (row, bytes) = try next(&work) {
      guard let outcome = EvaluationOutcome(bytes) else {
        throw CommandFailure(
          status: .incomplete, message: "row \(row): expected a result, found \(bytes.count) bytes")
      }
      try report(self.row(row, outcome, evaluation: evaluation))
    }
  }

  private func next(
    _ work: inout HandOut<Never>
  ) throws -> (piece: Int, result: [UInt8])? {
    do {
      return try work.next()
    } catch {
      switch error {
      case .group(let error): throw error
      }
    }
  }

  /// The row of this number, as it is kept.
  func row(_ number: Int, _ outcome: EvaluationOutcome, evaluation: String) -> EvaluationRows.Row {
    let (network, kind) = place(of: number)
    var row = EvaluationRows.Row(
      evaluation: evaluation, row: number, architecture: networks[network].title,
      initialization: kind.rawValue)
    switch outcome {
    case .accuracy(let correct, let images, let seconds, let meanCosine):
      (row.correct, row.images, row.seconds) = (correct, images, seconds)
      row.meanCosine = meanCosine
    case .failed(let message, let wayOut):
      (row.error, row.wayOut) = (message, wayOut)
    }
    return row
  }

  /// The rows as they are reported, and the networks that could not be evaluated.
  func reportRows(
    of rows: EvaluationRows
  ) -> (rows: [EvaluationReport.Row], leftOut: [LeftOutNetwork]) {
    var (found, leftOut): ([EvaluationReport.Row], [LeftOutNetwork]) = ([], [])
    for row in rows.done.values.sorted(by: { $0.row < $1.row }) {
      let (number, kind) = place(of: row.row)
      let network = networks[number]
      if let correct = row.correct, let images = row.images, let seconds = row.seconds {
        found.append(
          EvaluationReport.Row(
            architecture: network.title, group: network.group, family: network.family,
            parameters: network.architecture.trainableCount,
            imageExtents: (try? evaluation.images.fitted(to: network.architecture))?
              .networkShape.extents ?? [], initialization: kind.rawValue,
            top1: 100 * Double(correct) / Double(max(1, images)), seconds: seconds,
            meanCosine: row.meanCosine))
      } else {
        leftOut.append(
          LeftOutNetwork(
            index: network.index, title: network.title, initialization: kind,
            error: CommandFailure(
              status: .malformedInput, message: row.error ?? "", wayOut: row.wayOut)))
      }
    }
    return (found, leftOut)
  }
}
