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
    guard network.parameters.contains(where: \.isTrainable) else { return attributes }
    let differences = [classes, images].compactMap(\.self)
    return (differences.isEmpty ? [] : [task] + differences)
      + [fed, statistics, names, merged, tables].compactMap(\.self) + attributes
  }

  /// That there is nothing to predict.
  private var constants: String? {
    guard !network.parameters.contains(where: \.isTrainable), network.attributeWeights.isEmpty
    else {
      return nil
    }
    return
      "the network has no parameters: the numbers that it computes with are constants, and stay "
      + "as they are"
  }

  /// What looks like a parameter and keeps its numbers.
  private var tables: String? {
    guard let first = network.keptTables.first else { return nil }
    let isOne = network.keptTables.count == 1
    return (isOne ? "1 table keeps" : "\(network.keptTables.count) tables keep")
      + " the numbers of the file, such as '\(first)': "
      + (isOne ? "it was" : "they were") + " computed by the exporter, or "
      + (isOne ? "is" : "are") + " the data of a layer"
  }

  /// What has been learned and is no tensor, as in a file of scikit-learn's linear models.
  private var attributes: [String] {
    let rest = network.attributeWeights.count - Self.namedCount
    return network.attributeWeights.prefix(Self.namedCount).map { weights in
      "the \(grouped(weights.count)) numbers of '\(weights.node)' are attributes of the operator "
        + "\(weights.type): they are not predicted, and stay as they are"
    } + (rest > 0 ? ["\(rest) more nodes have numbers in their attributes"] : [])
  }

  private static let namedCount = 4

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

  /// Which tensors count as data, where a parameter could be among them.
  private var fed: String? {
    let inputs = network.inputs.map { "'\(network[$0].name)'" }
    guard inputs.count > 1 else { return nil }
    let rest = inputs.count - Self.namedCount
    return "the network is fed \(inputs.prefix(Self.namedCount).joined(separator: ", "))"
      + (rest > 0 ? " and \(rest) more" : "")
      + ": what of these is a parameter has to be an initializer of the file to be predicted"
  }

  private var statistics: String? {
    // A norm of a weight, which standardizes it, has none in any mode.
    var flowing = Set(network.inputs)
    let count = network.operations.count { operation in
      guard operation.inputs.contains(where: { $0.map(flowing.contains) ?? false }) else {
        return false
      }
      flowing.formUnion(operation.outputs)
      return if case .batchNorm = operation.kind { true } else { false }
    }
    guard count > 0 else { return nil }
    return (count == 1 ? "1 batch norm has" : "\(count) batch norms have")
      + " no running statistics yet: before eval(), measure them, as "
      + "'ghn-predict evaluate --calibrate' does"
  }

  private var names: String? {
    let lost = network.parameters.filter { $0.isTrainable && $0.name.isMadeByExporter }
    guard let first = lost.first else { return nil }
    let option =
      first.name.hasPrefix("val_")
      ? "optimize=False" : "do_constant_folding=False, or in training mode,"
    return "\(lost.count) parameters bear names that the exporter made up, such as "
      + "'\(first.name)': load_state_dict will not find them; export with \(option) to keep the "
      + "module's names"
  }

  /// That one vector is the bias or shift of layers with other weights: that of torch.export keeps one of
  /// several equal parameters, as fresh norms and zero biases are, and leaves no name of the others.
  private var merged: String? {
    var beside: [ValueID: Set<ValueID>] = [:]
    var vectors: [ValueID] = []
    for operation in network.operations {
      guard let weight = operation.operand(.weight) ?? operation.operand(.scale),
        let vector = operation.operand(.bias) ?? operation.operand(.shift),
        case .parameter(_, isTrainable: true) = network[vector].origin
      else { continue }
      if beside[vector] == nil { vectors.append(vector) }
      beside[vector, default: []].insert(weight)
    }
    let merged = vectors.filter { beside[$0].map { $0.count > 1 } ?? false }
    guard let first = merged.first else { return nil }
    return (merged.count == 1 ? "1 vector is" : "\(merged.count) vectors are")
      + " added in several layers with weights of their own, such as '\(network[first].name)': the "
      + "exporter has merged equal parameters, whose names are lost; export with optimize=False to "
      + "keep them apart"
  }
}

extension String {
  /// Whether this is how exporters name an array that is no parameter of a module any more.
  fileprivate var isMadeByExporter: Bool {
    hasPrefix("onnx::") || hasPrefix("val_") || (!isEmpty && allSatisfy { $0.isNumber })
  }
}
