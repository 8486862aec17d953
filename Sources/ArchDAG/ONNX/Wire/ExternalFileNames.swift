extension ArchitectureSource {
  /// The paths of the files beside an ONNX file in which arrays of it lie; none for what is none.
  public var externalPaths: Set<String> {
    let folder = ExternalArrays.folder(of: name)
    return withBytes { bytes in
      guard Architecture.isONNX(bytes), let layout = try? ModelLayout(bytes) else { return [] }
      let entries = layout.initializers.filter(\.isExternal).flatMap(\.externalData)
      return Set(entries.filter { $0.key == "location" }.map { folder + $0.value })
    }
  }
}
