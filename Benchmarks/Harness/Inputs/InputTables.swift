extension InputResults {
  /// One row for each family of models, for the README.
  var familyTable: String {
    let families = Dictionary(grouping: graphs) { ModelFamily(of: $0.model).title }
    let rows = families.sorted { $0.key < $1.key }.map { title, graphs in
      [title, "\(Set(graphs.map(\.model)).count)"] + InputSummary(graphs).cells
    }
    return [
      header, markdownTable(["family", "models"] + InputSummary.columns, rows, textColumns: [0]),
    ].joined(separator: "\n\n")
  }

  /// One row for each model.
  var modelTable: String {
    let models = Dictionary(grouping: graphs, by: \.model)
    let rows = models.sorted { $0.key < $1.key }.map { [$0.key] + InputSummary($0.value).cells }
    var parts = [
      header, markdownTable(["model"] + InputSummary.columns, rows, textColumns: [0]),
    ]
    let refused = graphs.filter { $0.refusal != nil }
    if !refused.isEmpty {
      let lines = refused.map { "- \($0.model), \(InputSummary([$0]).ways): \($0.refusal ?? "")" }
      parts.append(lines.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private var header: String {
    let files = graphs.reduce(0) { $0 + $1.variants.count }
    let refused = graphs.filter { $0.refusal != nil }.reduce(0) { $0 + $1.variants.count }
    return "\(files) ONNX files of \(Set(graphs.map(\.model)).count) models, of which "
      + "\(refused == 0 ? "none" : "\(refused)") "
      + "\(refused < 2 ? "is" : "are") refused; commit \(commit)."
  }
}

/// What the graphs of some models have in common, in words and ranges.
private struct InputSummary {
  let graphs: [InputGraph]

  init(_ graphs: [InputGraph]) { self.graphs = graphs }

  static let columns = [
    "exported by", "nodes", "parameters", "predicted, at least", "not predicted, at most",
  ]

  var cells: [String] {
    let read = graphs.filter { $0.refusal == nil }
    guard !read.isEmpty else { return [ways, "–", "–", "refused", "–"] }
    return [
      ways, range(read.map(\.nodes)) { "\($0)" }, range(read.map(\.parameters), millions),
      share, reasons,
    ]
  }

  /// The exporters with their operator sets, and the modes.
  var ways: String {
    let variants = graphs.flatMap(\.variants)
    let exporters: [(InputGraph.Exporter, String)] = [
      (.torchScript, "TorchScript"), (.dynamo, "dynamo"),
    ]
    let sets = exporters.compactMap { exporter, name -> String? in
      let sets = variants.filter { $0.exporter == exporter }.map(\.operatorSet)
      return sets.isEmpty ? nil : "\(name) \(range(sets) { "\($0)" })"
    }
    let modes: [(InputGraph.Mode, String)] = [(.training, "training"), (.evaluation, "evaluation")]
    let words = modes.filter { mode in variants.contains { $0.mode == mode.0 } }.map(\.1)
    return "\(sets.joined(separator: ", ")); \(words.joined(separator: ", "))"
  }

  /// The least share of its parameters that is predicted of a graph.
  private var share: String {
    let read = graphs.filter { $0.refusal == nil && $0.parameters > 0 }
    let shares = read.map { Double($0.predicted) / Double($0.parameters) }
    guard let least = shares.min() else { return "–" }
    // Rounded down, so that 100 % is all.
    let hundredths = Int(least * 10_000)
    let decimals = hundredths % 100
    return least == 1
      ? "100 %" : "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
  }

  /// Every reason for which a graph has unpredicted parameters, with the most of them.
  private var reasons: String {
    var most: [(reason: String, tensors: Int)] = []
    for rest in graphs.flatMap(\.unpredicted) {
      if let index = most.firstIndex(where: { $0.reason == rest.reason }) {
        most[index].tensors = max(most[index].tensors, rest.tensors)
      } else {
        most.append((rest.reason, rest.tensors))
      }
    }
    let isMany = graphs.contains { $0.refusal != nil }
    let words =
      most.map { "\($0.tensors) × \(short($0.reason))" } + (isMany ? ["some are refused"] : [])
    return words.joined(separator: "; ")
  }

  /// The reason without what nearly all of them say.
  private func short(_ reason: String) -> String {
    let ending = ", which no primitive stands for"
    return reason.hasSuffix(ending) ? String(reason.dropLast(ending.count)) : reason
  }

  private func range(_ counts: [Int], _ words: (Int) -> String) -> String {
    guard let least = counts.min(), let most = counts.max() else { return "–" }
    return words(least) == words(most) ? words(least) : "\(words(least))–\(words(most))"
  }

  private func millions(_ count: Int) -> String {
    let tenths = (count + 50_000) / 100_000
    return count < 100_000 ? "\((count + 500) / 1_000) k" : "\(tenths / 10).\(tenths % 10) M"
  }
}

/// Rows of cells as a table in Markdown; columns other than `textColumns` are set to the right.
private func markdownTable(
  _ header: [String], _ rows: [[String]], textColumns: Set<Int>
) -> String {
  let words: Set = ["exported by", "not predicted, at most"]
  let rule = header.enumerated().map {
    textColumns.contains($0.offset) || words.contains($0.element) ? "---" : "---:"
  }
  return ([header, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
    .joined(separator: "\n")
}
