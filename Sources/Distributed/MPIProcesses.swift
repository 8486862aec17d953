#if MPI
  import CMPI
  import Synchronization

  /// The processes of an MPI job.
  ///
  /// Messages are copied when they are sent, and received as soon as they are seen, whoever waits for
  /// which: so no two processes can wait for each other to receive.
  final class MPIProcesses: Communicator {
    let rank: Int
    let size: Int
    let patience: Patience
    private let transfers = Mutex(MPITransfers())
    private let names = Mutex<[String]>([])

    /// Joins the job.
    init(patience: Patience) throws(DistributedError) {
      var (rank, size): (Int32, Int32) = (0, 0)
      // SAFETY: the function writes to the two numbers, and keeps no pointer.
      try unsafe MPITransfer.check(ghn_mpi_start(&rank, &size), "MPI_Init_thread")
      self.rank = Int(rank)
      self.size = Int(size)
      self.patience = patience
      let hosts = try gather(Array(currentHost().utf8)).map { String(decoding: $0, as: UTF8.self) }
      names.withLock { $0 = hosts }
    }

    var hosts: [String] { names.withLock { $0 } }

    var processors: [UInt8] {
      // The size of the system's set for 1,024 processors, and more.
      var bytes = [UInt8](repeating: 0, count: 1024)
      // SAFETY: the function writes no more bytes than the array has.
      let count = unsafe bytes.withUnsafeMutableBufferPointer {
        unsafe ghn_mpi_processors($0.baseAddress, $0.count)
      }
      return Array(bytes.prefix(count))
    }

    /// How many bytes may be on their way before a sender waits.
    private static let sendingLimit = 1 << 26

    func send(_ bytes: [UInt8], to peer: Int) throws(DistributedError) {
      precondition(
        (0..<size).contains(peer) && peer != rank, "a message of rank \(rank) to rank \(peer)")
      var wait = Wait(patience)
      while try transfers.withLock({ (state) throws(DistributedError) in
        try state.advance()
        return state.sendingCount > Self.sendingLimit
      }) {
        guard wait.pause() else {
          throw .silence(of: name(of: peer), seconds: wait.elapsedSeconds)
        }
      }
      try transfers.withLock { (state) throws(DistributedError) in
        try state.send(bytes, to: peer)
      }
    }

    func arrived(from peer: Int?) throws(DistributedError) -> Message? {
      try transfers.withLock { (state) throws(DistributedError) in
        try state.advance()
        return state.takeReceived(from: peer)
      }
    }

    func fastSum(_ values: [Float]) throws(DistributedError) -> [Float] {
      try transfers.withLock { (state) throws(DistributedError) in try state.beginSum(values) }
      var wait = Wait(patience)
      while true {
        let sum = try transfers.withLock { (state) throws(DistributedError) in
          try state.advance()
          return try state.takeSum()
        }
        if let sum { return sum }
        guard wait.pause() else {
          throw .silence(of: "one of \(size) processes", seconds: wait.elapsedSeconds)
        }
      }
    }

    func leave() throws(DistributedError) {
      try barrier()
      var wait = Wait(patience)
      while try transfers.withLock({ (state) throws(DistributedError) in
        try state.advance()
        return state.sendingCount > 0
      }) {
        guard wait.pause() else {
          throw .silence(of: "one of \(size) processes", seconds: wait.elapsedSeconds)
        }
      }
      try MPITransfer.check(ghn_mpi_finish(), "MPI_Finalize")
    }

    func abort(status: Int32) { ghn_mpi_abort(status) }
  }
#endif
