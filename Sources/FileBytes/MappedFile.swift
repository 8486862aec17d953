#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file's bytes, mapped into memory: nothing is copied until it is looked at.
///
/// The mapping lasts as long as the object. Bytes that another process cuts off the file while it
/// is mapped cannot be read; files that change while they are read are outside the contract.
public final class MappedFile: Sendable {
  /// The path by which the file was opened.
  public let path: String

  /// The file's length in bytes.
  public let count: Int

  /// The address of the first byte; 0 for an empty file.
  ///
  /// Kept as a number, because a pointer is not `Sendable`: the mapping is read-only, so any task
  /// may look at it.
  private let address: UInt

  /// Maps the file at `path`.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - followingLink: whether `path` may be a symbolic link; one that another file named may
  ///     not, since it could lead anywhere.
  /// - Throws: ``FileError/unreadable(path:reason:)``, ``FileError/notARegularFile(path:)``, or
  ///   ``FileError/tooManyOpenFiles(path:)``.
  public init(path: String, followingLink: Bool = true) throws(FileError) {
    // Non-blocking, so that opening a FIFO returns instead of waiting for its writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
    let descriptor = unsafe open(path, flags)
    if descriptor < 0 && errno == ELOOP && !followingLink { throw .notARegularFile(path: path) }
    guard descriptor >= 0 else {
      if errno == EMFILE || errno == ENFILE { throw .tooManyOpenFiles(path: path) }
      throw .unreadable(path: path, reason: currentSystemError())
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: currentSystemError())
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(path: path) }
    self.path = path
    self.count = Int(status.st_size)
    guard count > 0 else {
      self.address = 0
      return
    }
    let mapping = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .unreadable(path: path, reason: currentSystemError())
    }
    self.address = UInt(bitPattern: mapping)
  }

  /// Holds bytes as if a file had them, outside of any file.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - path: what errors call them.
  /// - Throws: ``FileError/unreadable(path:reason:)`` where there is no memory for them.
  public init(bytes: [UInt8], path: String) throws(FileError) {
    self.path = path
    self.count = bytes.count
    guard count > 0 else {
      self.address = 0
      return
    }
    let mapping = unsafe mmap(
      nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      throw .unreadable(path: path, reason: currentSystemError())
    }
    // SAFETY: the mapping is new and has room for all bytes of the array.
    let target = unsafe UnsafeMutableRawBufferPointer(start: mapping, count: bytes.count)
    unsafe bytes.withUnsafeBytes { bytes in unsafe target.copyMemory(from: bytes) }
    self.address = UInt(bitPattern: mapping)
  }

  deinit {
    // SAFETY: the address and length are those that mmap gave, and nobody else unmaps them.
    if count > 0 { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// Calls `body` with the file's bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the mapping covers `count` readable bytes and lives as long as `self`.
    defer { withExtendedLifetime(self) {} }
    let bytes = unsafe UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address), count: count)
    return try body(unsafe RawSpan(_unsafeBytes: bytes))
  }

  /// The address of the byte at `offset`, for tensors that borrow from the mapping.
  ///
  /// - Precondition: `offset` lies within the file.
  package func address(at offset: Int) -> UInt {
    precondition(offset >= 0 && offset <= count, "offset \(offset) in a file of \(count) bytes")
    return address + UInt(offset)
  }
}

/// The operating system's sentence for the error of the last call that failed on this thread.
func currentSystemError() -> String {
  unsafe String(cString: strerror(errno))
}
