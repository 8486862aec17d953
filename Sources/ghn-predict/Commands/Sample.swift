import ArchDAG
import ArchitectureSampling
import ArgumentParser
import Distributed
import FoundationEssentials

/// Draws random networks.
struct Sample: ParsableCommand, SharedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw random networks: cells of DeepNets-1M, or families that people bring.",
    discussion: """
      Writes a list in JSON that 'train' and 'evaluate' read with --architectures. Each split is a \
      distribution with a seed of its own: the same split, count and seed give the same list, and \
      a longer list begins with a shorter one. The splits that begin with 'small' suit a computer \
      without accelerator.

      EXAMPLES
        ghn-predict sample --split small-test --count 100 -o unseen.json
        ghn-predict sample --split deep --count 500 --statistics
      """)

  @Option(help: "The kind of networks.")
  var split: ArchitectureSplit

  @Option(help: ArgumentHelp("How many networks to draw.", valueName: "networks"))
  var count: Int

  @Option(help: "What the networks follow from. (default: each split's own)")
  var seed: UInt64?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write the list. (default: standard output)", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Print what the networks are like on average; the list goes to --output only.")
  var statistics = false

  @Flag(help: "Print the statistics as one JSON object.")
  var json = false

  @Flag(help: "Print nothing but results and errors.")
  var quiet = false

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count must be from 1 to 1000000.")
    }
    if json && !statistics { throw ValidationError("--json needs --statistics.") }
  }

  func run() throws {
    try sharingWork { group in try draw(among: group) }
  }

  /// Draws together with other processes, or alone; rank 0 writes and prints.
  private func draw(among group: any Communicator) throws {
    let isFirst = group.rank == 0
    let writesList = !statistics || output != nil
    var list = isFirst && writesList ? try TextOutput(path: output, overwriting: force) : nil
    let blocks = NetworkBlocks(of: split, networkCount: count, seed: seed, classCount: 10)
    let processors = ProcessInfo.processInfo.activeProcessorCount
    var work = HandOut(
      among: group, pieces: Array(0..<blocks.count),
      threads: max(1, processors / (try group.sharerCount()))
    ) { block throws(ArchitectureSourceError) in
      try SampledBlock(block, of: blocks, withLines: writesList, withMeasures: statistics).bytes
    }
    let progress = isFirst ? progress : nil
    defer { progress?.end() }
    var measures: [SampleStatistics.Measure] = []
    var isEmpty = true
    while let (number, bytes) = try next(&work) {
      guard let block = SampledBlock(bytes) else {
        throw CommandFailure(
          status: .incomplete,
          message: "block \(number): expected networks, found \(bytes.count) bytes")
      }
      for line in block.lines {
        try list?.write((isEmpty ? "[" : ",\n") + line)
        isEmpty = false
      }
      measures += block.measures
      progress?.add(max(block.lines.count, block.measures.count))
    }
    progress?.end()
    guard isFirst else { return }
    try list?.write("]\n")
    try list?.finish()
    if let output { tellWritten(output, isQuiet: quiet) }
    guard statistics else { return }
    let report = SampleReport(
      split: split, seed: seed ?? split.seed, statistics: SampleStatistics(of: measures))
    try Terminal.standardOutput.writeResult(json ? "\(report.json)" : report.table)
  }

  private func next(
    _ work: inout HandOut<ArchitectureSourceError>
  ) throws -> (piece: Int, result: [UInt8])? {
    do {
      return try work.nextInOrder()
    } catch {
      switch error {
      case .work(_, let error): throw error
      case .group(let error): throw error
      }
    }
  }

  /// Progress for a person who watches and wants to know.
  private var progress: Progress? {
    let isWanted = !quiet && Terminal.standardError.isInteractive && count > 100
    return isWanted ? Progress("drawing", total: count) : nil
  }
}
