import ArchDAG
import ArchitectureSampling
import ArgumentParser

/// Draws random networks.
struct Sample: ParsableCommand {
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
    var list =
      statistics && output == nil ? nil : try TextOutput(path: output, overwriting: force)
    let progress = progress
    var measures: [SampleStatistics.Measure] = []
    defer { progress?.end() }
    var index = 0
    do {
      try split.forEachNetwork(count, seed: seed, classCount: 10) { network in
        try list?.write((index == 0 ? "[" : ",\n") + network.json())
        if statistics { measures.append(SampleStatistics.Measure(network.architecture)) }
        progress?.add(1)
        index += 1
      }
    } catch let error as ArchitectureError {
      throw ArchitectureSourceError.malformed(source: "\(split.name)[\(index)]", error)
    }
    try list?.write("]\n")
    try list?.finish()
    guard statistics else { return }
    let report = SampleReport(
      split: split, seed: seed ?? split.seed, statistics: SampleStatistics(of: measures))
    progress?.end()
    try Terminal.standardOutput.writeResult(json ? "\(report.json)" : report.table)
  }

  /// Progress for a person who watches and wants to know.
  private var progress: Progress? {
    let isWanted = !quiet && Terminal.standardError.isInteractive && count > 100
    return isWanted ? Progress("drawing", total: count) : nil
  }
}
