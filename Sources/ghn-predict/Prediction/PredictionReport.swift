import ArchDAG
import GHN
import JSONText
import Pictures
import ProcessMemory
import Tensors

/// What a prediction did, for people and for scripts.
struct PredictionReport {
  /// What the user called the architecture.
  let architecture: String
  /// The stem of the GHN's file.
  let ghn: String
  /// The path of the file that was written, and of a second one beside it, if there is one.
  let outputs: [String]
  let prepared: PreparedPrediction
  /// Arrays of an ONNX file that the output, like its source, only refers to.
  let unfilled: [String]
  /// What a person should know before using the parameters.
  let notes: [String]
  let stopwatch: Stopwatch
}

extension PredictionReport {
  /// The report as one JSON object.
  var json: JSONValue {
    let seconds = stopwatch.laps.map { (key: $0.stage, value: JSONValue.seconds($0.seconds)) }
    return .object([
      ("schema", .integer(1)),
      ("architecture", .string(architecture)),
      ("ghn", .string(ghn)),
      ("output", .string(outputs[0])),
      ("tensors", .integer(prepared.tensorCount)),
      ("parameters", .integer(prepared.parameterCount)),
      ("predictedTensors", .integer(prepared.predictedTensorCount)),
      ("predictedParameters", .integer(prepared.predictedParameterCount)),
      ("unpredicted", .array(prepared.unpredicted.map(json))),
      ("unfilled", .array(unfilled.map(JSONValue.string))),
      ("notes", .array(notes.map(JSONValue.string))),
      ("unknownOperators", .array(prepared.graph.unknownOperators.map(\.json))),
      ("seconds", .object(seconds + [("total", .seconds(stopwatch.total))])),
      ("peakMemoryBytes", .integer(peakMemoryInBytes())),
    ])
  }

  private func json(_ parameter: UnpredictedParameter) -> JSONValue {
    .object([
      ("name", .string(parameter.name)),
      ("shape", .integers(parameter.shape.extents)),
      ("reason", .string(parameter.reason)),
    ])
  }

  /// The report in lines for a person.
  var text: String {
    var lines = [
      "\(architecture): \(prepared.predictedTensorCount) of \(prepared.tensorCount) tensors and "
        + "\(grouped(prepared.predictedParameterCount)) of "
        + "\(grouped(prepared.parameterCount)) parameters predicted by \(ghn) in \(decimal(stopwatch.total, fractionDigits: 2)) s"
    ]
    let kept = prepared.unpredicted.filter { $0.initialization == .asInFile }
    for (heading, parameters) in [
      ("not predicted, but initialized as by default:", prepared.plan.initialized),
      ("not predicted, and left as the file has it:", kept),
    ] where !parameters.isEmpty {
      lines.append(heading)
      lines += parameters.map { "  \($0.name) \($0.shape): \($0.reason)" }
    }
    lines += prepared.graph.unknownOperators.lines
    if !unfilled.isEmpty {
      lines.append(
        (outputs[0].lowercased().hasSuffix(".onnx")
          ? "still without numbers, as in the source: "
          : "not written, since the source has no numbers for them, or too many (load with strict=False): ")
          + unfilled.joined(separator: ", "))
    }
    lines += notes.map { "note: \($0)" }
    lines.append("written to \(outputs.joined(separator: " and "))")
    return lines.map { printable($0) + "\n" }.joined()
  }
}
