import ArchDAG
import ArgumentParser
import Pictures

/// Shows the graph that a GHN sees of an architecture.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the graph that a GHN sees of an architecture.",
    discussion: """
      Prints a table of the nodes in topological order, with the parameters that \
      each stands for, the shape that the GHN embeds, and the nodes that it reads.

      EXAMPLES
        ghn-predict inspect resnet50.onnx
        ghn-predict inspect resnet50.onnx --json --distances
        ghn-predict inspect resnet50.onnx --explain
        ghn-predict inspect resnet50.onnx --svg > resnet50.svg
        ghn-predict inspect resnet50.onnx --dot | dot -Tpdf > resnet50.pdf
      """)

  @Argument(help: .architecture)
  var architecture: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(
    help: """
      Print a picture (SVG): colors by operation, numbers as in the table, equal cells that follow \
      each other drawn once.
      """)
  var svg = false

  @Flag(help: "Print the graph in Graphviz's language.")
  var dot = false

  @Flag(
    help: """
      Also tell the lengths of shortest paths, up to 50 hops: in JSON for each pair of nodes that \
      is 2 or more hops apart, in the table how many pairs there are.
      """)
  var distances = false

  @Flag(
    help: """
      Also tell of each operation of the architecture which nodes it became, or by which rule it \
      was dropped.
      """)
  var explain = false

  @OptionGroup(title: "Genotype options")
  var genotype: GenotypeArguments

  func validate() throws {
    guard [json, svg, dot].count(where: \.self) < 2 else {
      throw ValidationError("--json, --svg and --dot exclude each other.")
    }
    if (dot || svg) && distances {
      throw ValidationError("--distances needs --json or the table.")
    }
    if (dot || svg) && explain { throw ValidationError("--explain needs --json or the table.") }
  }

  func run() throws {
    let input = ArchitectureInput(architecture)
    let architecture = try genotype.network(in: input.open())
    let (graph, trace) = ArchitectureGraph.traced(architecture)
    if distances { try checkDistances(of: graph, title: input.title) }
    let inspection = Inspection(
      title: input.title, graph: graph, listsDistances: distances,
      explanation: explain
        ? Explanation(
          operations: architecture.operations, outcomes: trace.outcomes, graph: graph) : nil)
    try Terminal.standardOutput.writeResult(
      json
        ? "\(inspection.json)"
        : svg
          ? picture(of: inspection)
          : dot ? graph.graphvizText(title: input.title) : inspection.table)
  }
}

extension Inspect {
  /// The picture, or what to do where the graph is too large for one.
  private func picture(of inspection: Inspection) throws(CommandFailure) -> String {
    guard let picture = GraphPicture(of: inspection.graph, title: inspection.title) else {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(inspection.title): expected at most "
          + "\(grouped(GraphPicture.itemLimit)) nodes and passing edges for a picture, found more",
        suggestion: "--dot prints the graph for Graphviz, the table and --json list it")
    }
    return picture.svg
  }

  /// Refuses a graph of which the distances would fill the memory, before they do.
  private func checkDistances(of graph: ArchitectureGraph, title: String) throws {
    // A pair in JSON takes some hundred bytes, a counted one six.
    let limit = json ? 1_000_000 : 50_000_000
    guard graph.joinsAtMost(limit, pairsWithin: 50) else {
      throw CommandFailure(
        status: .malformedInput,
        message: "\(title): expected at most \(grouped(limit)) pairs of nodes within 50 hops "
          + "for --distances, found more",
        suggestion: json ? "the table counts them; --json lists them" : nil)
    }
  }
}

extension ArgumentHelp {
  /// What an architecture may be.
  static var architecture: ArgumentHelp {
    """
    The network: a file (.onnx, architecture JSON, a DeepNets or DARTS genotype, a NAS-Bench-101 \
    cell), '-' for standard input, or a text (JSON, or a NAS-Bench-201 cell).
    """
  }
}
