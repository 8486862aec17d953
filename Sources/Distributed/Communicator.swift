/// Processes that work on one task together, each of which knows its number: a rank.
///
/// All that a process may do is to send bytes to another one and to look whether some came;
/// everything else is made of that, and is the same whoever carries the messages. All processes call
/// the same functions in the same order.
///
/// ```swift
/// let group = try joinedProcesses()
/// let rows = try group.gather(rowsOfMine)   // everybody's, in the order of the ranks
/// try group.leave()
/// ```
public protocol Communicator: AnyObject, Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many processes there are.
  var size: Int { get }
  /// The machine that each process runs on, by rank.
  var hosts: [String] { get }
  /// A bit for each processor that this process may use; empty where nobody says.
  var processors: [UInt8] { get }
  /// How long others are waited for.
  var patience: Patience { get }

  /// Sends bytes to another process, which finds messages of one sender in the order in which they
  /// were sent; returns without waiting for it, unless too much is still on its way.
  func send(_ bytes: [UInt8], to peer: Int) throws(DistributedError)

  /// The next message of a process, or of any if `peer` is `nil`, if there is one yet.
  func arrived(from peer: Int?) throws(DistributedError) -> Message?

  /// The sum of everybody's numbers in an order that is fast, and may differ from run to run.
  func fastSum(_ values: [Float]) throws(DistributedError) -> [Float]

  /// Waits until everything is sent, and leaves the group; the last thing that all do.
  func leave() throws(DistributedError)

  /// Ends all processes now.
  func abort(status: Int32)
}

/// Bytes, and who sent them.
public struct Message: Hashable, Sendable {
  /// The rank of the sender.
  public let sender: Int
  /// What it sent.
  public let bytes: [UInt8]

  /// Makes a message.
  public init(sender: Int, bytes: [UInt8]) {
    self.sender = sender
    self.bytes = bytes
  }
}

extension Communicator {
  public var processors: [UInt8] { [] }

  /// Whether there is nobody else.
  public var isAlone: Bool { size == 1 }

  /// What people call a process: its rank and its machine.
  public func name(of peer: Int) -> String {
    "rank \(peer) of \(size) on \(hosts.indices.contains(peer) ? hosts[peer] : "an unknown host")"
  }

  /// The next message of a process, which is waited for.
  ///
  /// - Parameters:
  ///   - peer: the rank of the sender.
  ///   - limit: how long at most; `nil` for the group's ``patience``.
  /// - Returns: what it sent.
  /// - Throws: ``DistributedError/silence(of:seconds:)`` if it does not come.
  public func receive(
    from peer: Int, within limit: Duration? = nil
  ) throws(DistributedError) -> [UInt8] {
    var wait = Wait(patience, limit: limit)
    while true {
      if let message = try arrived(from: peer) { return message.bytes }
      guard wait.pause() else {
        throw .silence(of: name(of: peer), seconds: wait.elapsedSeconds)
      }
    }
  }
}
