import ArchDAG
import FileBytes
import FoundationEssentials
import GHN
import Randomness
import Tensors

/// Reads every ONNX file of some folders, and predicts what each became with a drawn GHN-3.
struct InputSurvey {
  let commit: String

  private let ghn: GraphHyperNetwork

  init(commit: String) {
    self.commit = commit
    var generator = SplitMix64(seed: 1)
    ghn = GraphHyperNetwork(.ghn3(.tiny), using: &generator)
  }

  /// - Throws: what files that cannot be opened throw; what is refused stands in the results.
  func measure(_ folders: [String]) throws -> InputResults {
    let paths = try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".onnx") }.map { (folder: folder, name: $0) }
    }
    var results = InputResults(commit: commit, graphs: [])
    for (folder, name) in paths.sorted(by: { ($0.name, $0.folder) < ($1.name, $1.folder) }) {
      let file = try MappedFile(path: "\(folder)/\(name)")
      results.add(try graph(of: file, name: name))
    }
    return results
  }

  private func graph(of file: MappedFile, name: String) throws -> InputGraph {
    var result = InputGraph(fileName: name, origin: try ONNXOrigin(file))
    do {
      let prepared = try ghn.prepare(Architecture(contentsOf: file))
      result.nodes = prepared.graph.nodes.count
      result.predicted = prepared.predictedParameterCount
      result.parameters = prepared.parameterCount
      result.unpredicted = InputGraph.Rest.list(prepared.unpredicted)
      try checkNumbers(of: prepared)
    } catch let error as ArchitectureError {
      result.refusal = "\(error)"
    } catch let error as DecodingError {
      result.refusal = "\(error)"
    }
    return result
  }

  /// Predicts every parameter, and looks at every number.
  private func checkNumbers(of prepared: PreparedPrediction) throws {
    try prepared.stream { (scalars, name, offset) throws(NumberError) in
      // A sum is finite if its summands are, as none of them is large.
      var sum: Float = 0
      for index in scalars.indices { sum += abs(scalars[index]) }
      guard sum.isFinite else { throw NumberError(parameter: name, offset: offset) }
    }
  }
}

/// A predicted number is none.
struct NumberError: Error, CustomStringConvertible {
  let parameter: String
  let offset: Int
  var description: String { "'\(parameter)' holds no finite numbers from \(offset) on" }
}

extension InputResults {
  /// Adds a file's graph to those of its model, or its way of making to that of an equal graph.
  mutating func add(_ graph: InputGraph) {
    guard let index = graphs.firstIndex(where: { $0.isSame(as: graph) }) else {
      return graphs.append(graph)
    }
    for variant in graph.variants where !graphs[index].variants.contains(variant) {
      graphs[index].variants.append(variant)
    }
  }
}

extension InputGraph.Rest {
  /// The parameters counted by reason, in the order in which the reasons come first.
  fileprivate static func list(_ parameters: [UnpredictedParameter]) -> [InputGraph.Rest] {
    var list: [InputGraph.Rest] = []
    for parameter in parameters {
      let reason = withoutNames(parameter.reason)
      let index = list.firstIndex { $0.reason == reason } ?? list.endIndex
      if index == list.endIndex {
        list.append(InputGraph.Rest(reason: reason, tensors: 0, parameters: 0))
      }
      list[index].tensors += 1
      list[index].parameters += parameter.shape.count
    }
    return list
  }

  /// The reason without the names of operations that it quotes.
  private static func withoutNames(_ reason: String) -> String {
    let parts = reason.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return reason }
    return parts.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "…" }.joined()
  }
}
