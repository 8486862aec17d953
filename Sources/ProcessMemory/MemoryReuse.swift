import CProcessMemory

/// Asks the C library to keep memory that is freed, instead of returning it to the system.
///
/// A network's values are megabytes each, and are freed and asked for again with every batch. The
/// first touch of a page that the system has just handed out costs more than the computing that it
/// is for. This holds for the whole process, so only a program calls it, once at its start.
public func keepFreedMemory() {
  ghn_keep_freed_memory()
}
