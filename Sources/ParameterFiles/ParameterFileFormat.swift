/// The kinds of files that a network's parameters are written to.
public enum ParameterFileFormat: String, Hashable, Sendable, CaseIterable {
  /// Hugging Face's format.
  case safetensors
  /// An archive of NumPy arrays.
  case npz
  /// The network's own ONNX file, its weights filled in.
  case onnx

  /// The format that a path's extension names; `nil` if it names none.
  public init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }
}
