import FoundationEssentials

extension Results {
  /// The results as Markdown, for people and for the README.
  var table: String {
    [header, networkTable, batchTable, scalingTable, remarks].joined(separator: "\n\n")
  }

  private var header: String {
    "\(machine.processor), \(machine.threads) threads, "
      + "\(decimal(machine.gigaflops, 0)) GF/s in products, "
      + "\(decimal(machine.gigabytes, 1)) GB/s in copies; commit \(commit)."
  }

  private var networkTable: String {
    let rows = networks.map { row in
      [
        row.name, "\(row.nodes)", millions(row.parameters), milliseconds(row.read),
        milliseconds(row.graph), milliseconds(row.gnn), milliseconds(row.decode),
        milliseconds(row.total), milliseconds(row.floor), decimal(row.total / row.floor, 1),
        milliseconds(row.published), "\(decimal(row.published / row.total, 1)) ×",
        milliseconds(row.write),
      ]
    }
    return markdown(
      [
        "network", "nodes", "parameters", "read ms", "graph ms", "GNN ms", "decode ms",
        "total ms", "floor ms", "total / floor", "published ms", "faster", "to file ms",
      ], rows)
  }

  private var batchTable: String {
    let rows = batches.map { row in
      let total = row.graph + row.gnn
      return [
        row.name, "\(row.nodes)", "\(row.virtualEdges)", milliseconds(row.graph),
        milliseconds(row.gnn), milliseconds(row.floor), decimal(total / row.floor, 1),
        row.published.map(milliseconds) ?? "–",
        row.published.map { "\(decimal($0 / total, 1)) ×" } ?? "–",
      ]
    }
    return markdown(
      [
        "batch", "nodes", "virtual edges", "graph ms", "GNN ms", "floor ms", "total / floor",
        "published ms", "faster",
      ], rows)
  }

  private var scalingTable: String {
    markdown(
      ["nodes", "edges, virtual ones too", "graph + GNN ms", "ns per node and edge"],
      scaling.map { row in
        [
          "\(row.nodes)", "\(row.edges)", milliseconds(row.seconds),
          decimal(row.nanosecondsPerItem, 1),
        ]
      })
  }

  private var remarks: String {
    var lines = [
      "A network of \(millions(streaming.parameters)) parameters goes to disk in "
        + "\(decimal(streaming.seconds, 1)) s, with "
        + "\(decimal(Double(streaming.addedMemory) / 1e6, 0)) MB of memory."
    ]
    if let sweep {
      lines.append(
        "\(sweep.files) ONNX files are read and reduced to graphs of \(sweep.nodes) nodes in "
          + "\(decimal(sweep.seconds, 2)) s.")
    }
    return lines.joined(separator: "\n")
  }

  private func markdown(_ header: [String], _ rows: [[String]]) -> String {
    let rule = header.indices.map { $0 == 0 ? "---" : "---:" }
    return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  private func milliseconds(_ seconds: Double) -> String {
    decimal(seconds * 1e3, seconds < 0.1 ? 1 : 0)
  }

  private func millions(_ count: Int) -> String {
    "\(decimal(Double(count) / 1e6, 1)) M"
  }

  private func decimal(_ number: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((number * scale).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(abs(scaled) % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(scaled / Int(scale)).\(zeros)\(fraction)"
  }
}
