import ArchDAG
import GHN
import TensorFiles
import Tensors

/// The file that predicted parameters and the network's buffers go to, while they are predicted.
struct ParameterFile {
  private let writer: any TensorFileWriter
  private let buffers: [Architecture.Buffer]
  /// Every file that is written: one, or two where an ONNX file cannot hold all weights.
  let paths: [String]
  /// Arrays of an ONNX file that the output, like its source, only refers to.
  let unfilled: [String]

  /// Lays out the file for every parameter and buffer of a network.
  ///
  /// - Throws: ``CommandFailure``, for an `.onnx` file if the source is none.
  init(
    path: String, overwriting: Bool, network: Architecture, from source: ArchitectureSource
  ) throws(CommandFailure) {
    let parameters = network.parameters.filter(\.isTrainable)
    if OutputFormat(path: path) == .onnx {
      // The plan of the file fills its buffers in.
      buffers = []
      let file = try FilledModelFile(
        path: path, filling: Set(parameters.map(\.name)), of: source, overwriting: overwriting)
      unfilled = file.unfilled
      paths = [path] + [file.dataPath].compactMap(\.self)
      writer = file
      return
    }
    buffers = network.buffers
    unfilled = []
    paths = [path]
    let entries =
      parameters.map { TensorEntry(name: $0.name, shape: $0.shape) } + buffers.map(\.entry)
    do {
      writer =
        OutputFormat(path: path) == .npz
        ? try NPZWriter(path: path, entries: entries, overwriting: overwriting)
        : try SafetensorsWriter(path: path, entries: entries, overwriting: overwriting)
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  /// Predicts all parameters, and writes each piece as soon as it is known.
  func write(
    _ plan: DecodePlan, of model: GraphHyperNetwork, from states: Tensor, threads: Int,
    progress: Progress?
  ) throws(CommandFailure) {
    defer { progress?.end() }
    do {
      try model.stream(plan, from: states, threads: threads) {
        [writer] (scalars, name, offset) throws(TensorFileError) in
        try writer.write(scalars, of: name, at: offset)
        progress?.add(scalars.count)
      }
    } catch {
      throw CommandFailure(writing: error)
    }
  }

  /// Adds the buffers, and gives the complete file its name.
  func finish() throws(CommandFailure) {
    do {
      for buffer in buffers {
        switch buffer.initialValue {
        case .real(let number):
          try writer.write(Tensor(repeating: number, shape: buffer.shape), of: buffer.name)
        case .integer(let number):
          try writer.write([number].span, of: buffer.name, at: 0)
        }
      }
      try writer.finish()
    } catch {
      throw CommandFailure(writing: error)
    }
  }
}

extension Architecture.Buffer {
  /// What a weight file must be told of the buffer.
  fileprivate var entry: TensorEntry {
    switch initialValue {
    case .real: TensorEntry(name: name, shape: shape)
    case .integer: TensorEntry(name: name, shape: shape, type: .int64)
    }
  }
}
