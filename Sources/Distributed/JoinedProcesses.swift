/// The processes that a launcher started, this one among them; or this one alone.
///
/// - Parameter patience: how long others are waited for.
/// - Returns: the group of these processes.
/// - Throws: ``DistributedError``; also where a launcher started several processes and this program
///   was built without MPI, or with another MPI than the launcher's.
public func joinedProcesses(
  patience: Patience = Patience()
) throws(DistributedError) -> any Communicator {
  guard let launch = Launch.current else { return SingleProcess() }
  #if MPI
    let group = try MPIProcesses(patience: patience)
    guard group.size == launch.size else {
      throw .launch(
        expected: "\(launch.size) processes of one MPI, as the launcher says",
        found: "\(group.size): the launcher is another MPI's than the program's")
    }
    return group
  #else
    guard launch.size == 1 else {
      throw .launch(
        expected: "a single process, as this program was built without MPI",
        found: "\(launch.size) that a launcher started")
    }
    return SingleProcess()
  #endif
}
