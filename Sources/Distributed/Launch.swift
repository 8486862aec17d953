#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the program's environment says of the processes that a launcher (`mpirun`, `mpiexec`,
/// `srun`) started.
public struct Launch: Hashable, Sendable {
  /// The number of this process, from 0.
  public let rank: Int
  /// How many there are.
  public let size: Int

  /// Reads an environment; `nil` if no launcher of MPI started this process.
  ///
  /// Source: the variables that Open MPI's `mpirun`, PMI-1 and PMI-2 (MPICH's Hydra, Slurm) set.
  /// PMIx says only the rank; with Slurm the size stands in `SLURM_STEP_NUM_TASKS`.
  ///
  /// - Parameter variable: answers the value of a variable.
  public init?(_ variable: (String) -> String?) {
    let pairs = [
      ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
      ("PMIX_RANK", "SLURM_STEP_NUM_TASKS"),
    ]
    for (rankName, sizeName) in pairs {
      guard let rank = variable(rankName).flatMap({ Int($0) }),
        let size = variable(sizeName).flatMap({ Int($0) }), (0..<max(1, size)).contains(rank)
      else { continue }
      self.rank = rank
      self.size = size
      return
    }
    return nil
  }

  /// What the environment of this process says.
  public static var current: Launch? {
    Launch { name in
      // SAFETY: getenv answers a string that ends in a zero, or nothing; it is copied at once.
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }
  }
}

/// The name of this machine.
func currentHost() -> String {
  var name = [CChar](repeating: 0, count: 256)
  // SAFETY: the array holds the bytes that gethostname may write, and one more that stays zero.
  let status = unsafe name.withUnsafeMutableBufferPointer { name in
    unsafe name.baseAddress.map { unsafe gethostname($0, name.count - 1) } ?? -1
  }
  guard status == 0 else { return "localhost" }
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
