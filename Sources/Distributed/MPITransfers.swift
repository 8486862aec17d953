#if MPI
  /// The messages of a process that are on their way, and those that wait to be taken.
  struct MPITransfers {
    /// How many bytes are being sent.
    private(set) var sendingCount = 0
    private var sending: [MPITransfer] = []
    /// What is being received, in the order in which it was found.
    private var receiving: [MPITransfer] = []
    private var sum: MPITransfer?

    /// Begins to send bytes.
    mutating func send(_ bytes: [UInt8], to peer: Int) throws(DistributedError) {
      sending.append(try MPITransfer(sending: bytes, to: peer))
      sendingCount += bytes.count
    }

    /// Begins to receive what has come, and notes what has ended.
    mutating func advance() throws(DistributedError) {
      for transfer in sending { try transfer.look() }
      sendingCount -= sending.reduce(0) { $0 + ($1.hasEnded ? $1.count : 0) }
      sending.removeAll(where: \.hasEnded)
      while let transfer = try MPITransfer.received() { receiving.append(transfer) }
      for transfer in receiving { try transfer.look() }
    }

    /// Takes the first message of a sender, or of any, if all of it is there.
    mutating func takeReceived(from peer: Int?) -> Message? {
      var incomplete: Set<Int> = []
      for (index, transfer) in receiving.enumerated() {
        let sender = transfer.sender
        guard peer == nil || sender == peer, !incomplete.contains(sender) else { continue }
        guard transfer.hasEnded else {
          incomplete.insert(sender)
          continue
        }
        receiving.remove(at: index)
        return Message(sender: sender, bytes: transfer.bytes)
      }
      return nil
    }

    /// Begins the fast sum.
    mutating func beginSum(_ values: [Float]) throws(DistributedError) {
      sum = try MPITransfer(adding: values)
    }

    /// Takes the fast sum, if it is there.
    mutating func takeSum() throws(DistributedError) -> [Float]? {
      try sum?.look()
      guard let transfer = sum, transfer.hasEnded else { return nil }
      sum = nil
      return [Float](messageBytes: transfer.bytes)
    }
  }
#endif
