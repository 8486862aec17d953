extension Architecture {
  /// Reads the architecture in a file of any kind.
  ///
  /// ```swift
  /// let architecture = try Architecture(path: "resnet50.onnx")
  /// ```
  ///
  /// - Parameters:
  ///   - path: where the file lies; its name without extension becomes that of a genotype's network.
  ///   - options: the wishes that shape the network of a genotype or cell.
  /// - Throws: ``ArchitectureSourceError``.
  public init(
    path: String, options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureSourceError) {
    self = try ArchitectureSource(path: path).architecture(options)
  }

  /// Reads the architecture that a text describes: architecture JSON, a genotype, or a cell.
  ///
  /// ```swift
  /// let cell = "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|none~2|"
  /// let architecture = try Architecture(cell)
  /// ```
  ///
  /// - Parameters:
  ///   - text: the description itself.
  ///   - name: what the network of a genotype or cell is to be called.
  ///   - options: the wishes that shape the network of a genotype or cell.
  /// - Throws: ``ArchitectureError``, which names the location in the text.
  public init(
    _ text: String, name: String = "architecture", options: GenotypeOptions = GenotypeOptions()
  ) throws(ArchitectureError) {
    try self.init(bytes: Array(text.utf8), name: name, options: options)
  }
}
