extension ReplacementFile {
  /// Writes bytes from `offset` on.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    // SAFETY: every byte of an array of bytes is initialized.
    try write(unsafe bytes.span.bytes, at: offset)
  }
}
