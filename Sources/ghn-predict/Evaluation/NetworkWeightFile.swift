import ArchDAG
import FileBytes
import TensorFiles
import Tensors

/// A weight file of a network whose batch norms have running statistics, in memory.
struct NetworkWeightFile {
  let architecture: Architecture
  let parameters: NamedTensors
  /// Running means and variances by the names of the architecture's buffers.
  let statistics: NamedTensors
  /// How many batches the statistics come from.
  let batchCount: Int

  /// Finds out before the work, and not after it, whether a file can be written.
  static func checkWritable(_ path: String?, overwriting: Bool) throws(CommandFailure) {
    guard let path else { return }
    do {
      _ = try ReplacementFile(path: path, overwriting: overwriting)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Writes the file: the parameters in the order of the architecture's file, then the buffers.
  func write(to path: String, overwriting: Bool) throws(CommandFailure) {
    let parameters = architecture.parameters.filter(\.isTrainable)
    let buffers = architecture.buffers
    let entries =
      parameters.map { TensorEntry(name: $0.name, shape: $0.shape) }
      + buffers.map { buffer in
        switch buffer.initialValue {
        case .real: TensorEntry(name: buffer.name, shape: buffer.shape)
        case .integer: TensorEntry(name: buffer.name, shape: buffer.shape, type: .int64)
        }
      }
    do {
      let writer: any TensorFileWriter =
        OutputFormat(path: path) == .npz
        ? try NPZWriter(path: path, entries: entries, overwriting: overwriting)
        : try SafetensorsWriter(path: path, entries: entries, overwriting: overwriting)
      for parameter in parameters {
        let tensor = self.parameters[parameter.name]
        try writer.write(tensor ?? Tensor(zeros: parameter.shape), of: parameter.name)
      }
      for buffer in buffers {
        switch buffer.initialValue {
        case .real(let number):
          let initial = Tensor(repeating: number, shape: buffer.shape)
          try writer.write(statistics[buffer.name] ?? initial, of: buffer.name)
        case .integer:
          try writer.write([Int64(batchCount)].span, of: buffer.name, at: 0)
        }
      }
      try writer.finish()
    } catch {
      throw CommandFailure(writing: error)
    }
  }
}
