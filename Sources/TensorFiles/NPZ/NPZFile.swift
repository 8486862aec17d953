/// An archive of NumPy's arrays, opened: its members as they lie in the file, packed or not.
///
/// Source: NumPy, `savez` and `savez_compressed`; PKWARE's APPNOTE 6.3.3.
package struct NPZFile: Sendable {
  /// A member of the archive.
  package struct Member: Sendable {
    /// Its name, such as `x_train.npy`.
    package let name: String
    /// Whether its bytes are a deflated stream (RFC 1951).
    package let isDeflated: Bool
    /// How many bytes it has, unpacked.
    package let byteCount: Int
    /// The CRC-32 of the unpacked bytes.
    package let checksum: UInt32
    fileprivate let region: ByteRegion

    /// A copy of the bytes as they lie in the file.
    package var storedBytes: [UInt8] { region.bytes }
  }

  /// The members, in the order of the archive.
  package let members: [Member]

  /// Opens the archive at a path.
  ///
  /// - Throws: ``TensorFileError/file(_:)`` or ``TensorFileError/zip(file:_:)``.
  package init(path: String) throws(TensorFileError) {
    let file = try ByteRegion(mapping: path)
    do {
      members = try ZipDirectory(of: file, allowsDeflation: true).entries.map { entry in
        Member(
          name: entry.name, isDeflated: entry.isDeflated, byteCount: entry.byteCount,
          checksum: entry.checksum, region: file[entry.data])
      }
    } catch {
      throw .zip(file: path, error)
    }
  }

  /// The member of this name.
  package func member(_ name: String) -> Member? { members.first { $0.name == name } }
}
