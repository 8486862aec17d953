import ArchDAG
import GHN
import Pictures

/// What a person should know before using predicted parameters: what the GHN was trained for, and
/// where the network is another kind of task.
struct PredictionNotes {
  private let network: Architecture
  private let graph: ArchitectureGraph
  private let model: NamedModel

  init(of network: Architecture, seenAs graph: ArchitectureGraph, by model: NamedModel) {
    self.network = network
    self.graph = graph
    self.model = model
  }

  /// A sentence for each thing; none where the network is just what the GHN was trained for.
  var lines: [String] {
    if let constants { return [constants] }
    let differences = [classes, images].compactMap(\.self)
    return (differences.isEmpty ? [] : [task] + differences)
      + [statistics, names].compactMap(\.self)
  }

  /// That there is nothing to predict, as in a file of scikit-learn's linear models, whose coefficients are
  /// attributes of a node.
  private var constants: String? {
    guard !network.parameters.contains(where: \.isTrainable) else { return nil }
    return
      "the network has no parameters: the numbers that it computes with are constants, or attributes "
      + "of its nodes, and stay as they are"
  }

  private var trainedClasses: Int { model.model.configuration.classCount }

  /// What the GHN was trained for.
  private var task: String {
    let images =
      model.task.map { " of \($0.data), images of \(timesSeparated($0.imageExtents))" } ?? ""
    return "\(model.name) was trained for \(trainedClasses) classes\(images)"
  }

  private var classes: String? {
    let weight = graph.nodes.lazy.flatMap(\.parameters).first { $0.role == .classifierWeight }
    guard let count = weight?.outputFirstExtents.first, count != trainedClasses else { return nil }
    return "the network answers \(grouped(count)) classes: the layer that tells them "
      + (count > trainedClasses ? "repeats" : "is cut from")
      + " that of \(trainedClasses), and has to be trained (--keep-classifier initializes it)"
  }

  private var images: String? {
    guard let trained = model.task?.imageExtents, let input = network.inputs.first,
      let extents = network[input].extents?.dropFirst(), !extents.isEmpty
    else { return nil }
    let known = extents.compactMap(\.self)
    guard known.count == extents.count, known != trained else { return nil }
    return "the network takes inputs of \(timesSeparated(known))"
  }

  private var statistics: String? {
    let count = network.operations.count { operation in
      if case .batchNorm = operation.kind { true } else { false }
    }
    guard count > 0 else { return nil }
    return (count == 1 ? "1 batch norm has" : "\(count) batch norms have")
      + " no running statistics yet: before eval(), measure them, as "
      + "'ghn-predict evaluate --calibrate' does"
  }

  private var names: String? {
    let lost = network.parameters.filter { $0.isTrainable && $0.name.isMadeByExporter }
    guard let first = lost.first else { return nil }
    return "\(lost.count) parameters bear names that the exporter made up, such as "
      + "'\(first.name)': load_state_dict will not find them; export with "
      + "do_constant_folding=False, or in training mode, to keep the module's names"
  }
}

extension String {
  /// Whether this is how exporters name an array that is no parameter of a module any more.
  fileprivate var isMadeByExporter: Bool {
    hasPrefix("onnx::") || hasPrefix("val_") || (!isEmpty && allSatisfy { $0.isNumber })
  }
}
