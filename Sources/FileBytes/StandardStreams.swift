#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Opens `/dev/null` instead of standard streams that the process was started without.
///
/// The next file that is opened takes the lowest free descriptor: without this it would become
/// standard output or standard error, and reports would be written into it. The placeholders can
/// only be used in the wrong direction, so that a result that nobody can receive is still an error.
///
/// To be called once, before anything else is opened.
public func openMissingStandardStreams() {
  for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
    // SAFETY: the system reads a literal; below it reads and writes a structure that lives for the call.
    _ = unsafe open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
  }
}

/// Lets a file that grows beyond the process's limit (`ulimit -f`) be an error of the write that the
/// others outlive, as on a full disk, instead of the end of the process.
public func outliveFileSizeLimit() {
  signal(SIGXFSZ, SIG_IGN)
}

/// Refuses to begin where the process may hardly open a file: the threads of the standard library
/// need some descriptors too, and would end the process without a word.
///
/// - Throws: ``FileError/tooFewDescriptors(expected:found:)``.
public func checkDescriptors() throws(FileError) {
  let needed = 16
  var limit = rlimit()
  // A shell's limit is often below the one that the process may give itself.
  if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
    limit.rlim_cur < rlim_t(needed)
  {
    limit.rlim_cur = min(limit.rlim_max, 1024)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
  var free: [Int32] = []
  defer { for descriptor in free { close(descriptor) } }
  while free.count < needed {
    let descriptor = dup(2)
    guard descriptor >= 0 else { throw .tooFewDescriptors(expected: needed, found: free.count) }
    free.append(descriptor)
  }
}
