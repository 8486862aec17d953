#if MPI
  import CMPI

  /// A message on its way, in one direction.
  ///
  /// Its memory lives until it has ended, even if nobody asks for it any more: MPI may still write
  /// there.
  @safe
  final class MPITransfer {
    private let pointer: OpaquePointer
    private(set) var hasEnded = false

    private init(_ pointer: OpaquePointer) {
      unsafe self.pointer = pointer
    }

    deinit {
      if hasEnded { unsafe ghn_mpi_free(pointer) }
    }

    /// Begins to send bytes.
    init(sending bytes: [UInt8], to peer: Int) throws(DistributedError) {
      guard let count = Int32(exactly: bytes.count), let peer = Int32(exactly: peer) else {
        throw .refused(call: "MPI_Isend", reason: "a message of \(bytes.count) bytes is too long")
      }
      // SAFETY: the function copies `count` bytes of the array, and keeps no pointer to it.
      unsafe pointer = try Self.begun("MPI_Isend") { transfer in
        unsafe bytes.withUnsafeBytes { unsafe ghn_mpi_send($0.baseAddress, count, peer, &transfer) }
      }
    }

    /// Begins to add up numbers of all processes.
    init(adding values: [Float]) throws(DistributedError) {
      guard let count = Int32(exactly: values.count) else {
        throw .refused(call: "MPI_Iallreduce", reason: "\(values.count) numbers are too many")
      }
      // SAFETY: the function copies `count` numbers of the array, and keeps no pointer to it.
      unsafe pointer = try Self.begun("MPI_Iallreduce") { transfer in
        unsafe values.withUnsafeBufferPointer {
          unsafe ghn_mpi_sum($0.baseAddress, count, &transfer)
        }
      }
    }

    /// Begins to receive the next message of whoever has sent one.
    static func received() throws(DistributedError) -> MPITransfer? {
      var transfer: OpaquePointer?
      // SAFETY: the function sets the pointer to a transfer that is ours to free, or to nothing.
      try check(unsafe ghn_mpi_receive(&transfer), "MPI_Improbe")
      guard let transfer = unsafe transfer else { return nil }
      return unsafe MPITransfer(transfer)
    }

    /// Calls a function that begins a transfer.
    @unsafe
    private static func begun(
      _ call: String, _ body: (inout OpaquePointer?) -> Int32
    ) throws(DistributedError) -> OpaquePointer {
      var transfer: OpaquePointer?
      try check(unsafe body(&transfer), call)
      guard let transfer = unsafe transfer else {
        throw .refused(call: call, reason: "it began nothing")
      }
      return unsafe transfer
    }

    /// Looks whether it has ended.
    func look() throws(DistributedError) {
      guard !hasEnded else { return }
      var ended: Int32 = 0
      // SAFETY: the transfer was begun and has not been freed.
      try Self.check(unsafe ghn_mpi_test(pointer, &ended), "MPI_Test")
      hasEnded = ended != 0
    }

    /// The rank that sent a message.
    var sender: Int { Int(unsafe ghn_mpi_sender(pointer)) }

    /// How many bytes it has.
    var count: Int { Int(unsafe ghn_mpi_count(pointer)) }

    /// The bytes of a transfer that has ended.
    var bytes: [UInt8] {
      precondition(hasEnded, "the bytes of a message of \(count) bytes that is still on its way")
      // SAFETY: the transfer has ended: its `count` bytes are all there, and are copied.
      return unsafe [UInt8](
        UnsafeRawBufferPointer(start: ghn_mpi_bytes(pointer), count: count))
    }

    /// Words a code that is not 0.
    static func check(_ code: Int32, _ call: String) throws(DistributedError) {
      guard code != 0 else { return }
      var text = [CChar](repeating: 0, count: 600)
      // SAFETY: the function writes no more bytes than the array has, the last of them a zero.
      unsafe text.withUnsafeMutableBufferPointer {
        unsafe ghn_mpi_describe(code, $0.baseAddress, $0.count)
      }
      let reason = String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw .refused(call: call, reason: reason)
    }
  }
#endif
