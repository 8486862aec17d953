import Synchronization
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The tensors of a handle, with what C needs to point at them: the box keeps the memory of names,
/// extents and scalars where it is as long as it lives.
final class TensorsBox: Sendable {
  /// The parameters that no hypernetwork has predicted, and why.
  let unpredicted: [UnpredictedReport]

  private let contents: Mutex<Contents>

  /// One tensor as C sees it.
  @unsafe struct View {
    let name: UnsafePointer<CChar>
    let scalars: UnsafePointer<Float>?
    let extents: UnsafePointer<Int64>?
    let rank: Int
  }

  /// The tensors, and the addresses of copies of their names and extents.
  private struct Contents: Sendable {
    var tensors: NamedTensors
    var names: [UInt] = []
    var extents: [UInt] = []
  }

  init(_ tensors: NamedTensors, unpredicted: [UnpredictedReport] = []) {
    self.unpredicted = unpredicted
    contents = Mutex(Contents(tensors: [:]))
    for (name, tensor) in tensors { add(tensor, named: name) }
  }

  deinit {
    contents.withLock { contents in
      // SAFETY: the addresses are those that `add` has from `malloc`, and nobody frees them else.
      for address in contents.names + contents.extents {
        unsafe free(UnsafeMutableRawPointer(bitPattern: address))
      }
    }
  }

  var count: Int { contents.withLock { $0.tensors.count } }

  var tensors: NamedTensors { contents.withLock { $0.tensors } }

  /// Adds a tensor; answers whether the name was free.
  @discardableResult
  func add(_ tensor: Tensor, named name: String) -> Bool {
    contents.withLock { contents in
      guard contents.tensors[name] == nil else { return false }
      contents.tensors[name] = tensor
      contents.names.append(UInt(bitPattern: unsafe strdup(name)))
      let rank = tensor.shape.rank
      let extents = unsafe UnsafeMutablePointer<Int64>(
        OpaquePointer(malloc(max(1, rank) * MemoryLayout<Int64>.stride)))
      for (axis, extent) in tensor.shape.extents.enumerated() {
        // SAFETY: there is room for the extent of each axis.
        unsafe extents?[axis] = Int64(extent)
      }
      contents.extents.append(UInt(bitPattern: extents))
      return true
    }
  }

  /// The tensor at an index; `nil` where there is none.
  func view(at index: Int) -> View? {
    let found = contents.withLock { contents -> AddressedView? in
      guard contents.tensors.indices.contains(index) else { return nil }
      let tensor = contents.tensors[index].tensor
      // SAFETY: the scalars of a tensor never move nor change, and the box keeps the tensor.
      let scalars = tensor.withScalars { scalars in
        unsafe scalars.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      }
      return AddressedView(
        name: contents.names[index], scalars: scalars, extents: contents.extents[index],
        rank: tensor.shape.rank)
    }
    guard let found, let name = unsafe UnsafePointer<CChar>(bitPattern: found.name) else {
      return nil
    }
    return unsafe View(
      name: name, scalars: UnsafePointer(bitPattern: found.scalars),
      extents: UnsafePointer(bitPattern: found.extents), rank: found.rank)
  }

  /// The same by addresses, which may leave the lock.
  private struct AddressedView: Sendable {
    let name: UInt
    let scalars: UInt
    let extents: UInt
    let rank: Int
  }
}
