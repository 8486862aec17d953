import ArchDAG
import ArchitectureSearch
import GHN
import Synchronization
import Tensors

/// A handle of C: an object that lives until it is freed.
///
/// Every box has its own class, by which a handle of another type is told.
typealias Handle = OpaquePointer

final class ModelBox: Sendable {
  let model: GraphHyperNetwork
  let name: String

  init(_ model: GraphHyperNetwork, name: String) {
    self.model = model
    self.name = name
  }
}

final class ArchitectureBox: Sendable {
  let architecture: Architecture
  let source: ArchitectureSource

  init(_ architecture: Architecture, source: ArchitectureSource) {
    self.architecture = architecture
    self.source = source
  }
}

final class PredictorBox: Sendable {
  let predictor: Mutex<PropertyPredictor>
  /// How many threads learn.
  let threads: Int

  init(_ predictor: PropertyPredictor, threads: Int) {
    self.predictor = Mutex(predictor)
    self.threads = threads
  }
}

/// Hands an object over to C.
func retained(_ object: some AnyObject) -> Handle {
  unsafe Handle(Unmanaged.passRetained(object).toOpaque())
}

/// The object of a handle.
///
/// - Throws: ``CallFailure`` where there is none, or one of another type.
func object<Box: AnyObject>(
  _ handle: Handle?, _ type: Box.Type, _ name: String
) throws(CallFailure) -> Box {
  guard let handle = unsafe handle else {
    throw .argument(name, expected: "a handle", found: "NULL")
  }
  // SAFETY: a handle is what `retained` made, and the caller has not freed it.
  let object = unsafe Unmanaged<AnyObject>.fromOpaque(UnsafeRawPointer(handle))
    .takeUnretainedValue()
  guard let box = object as? Box else {
    throw .argument(name, expected: "a handle of its own type", found: "another handle")
  }
  return box
}

/// Frees a handle, and sets the caller's variable to NULL; one of another type stays as it is.
func release<Box: AnyObject>(
  _ pointer: UnsafeMutablePointer<OpaquePointer?>?, _ type: Box.Type
) {
  guard let pointer = unsafe pointer, let handle = unsafe pointer.pointee else { return }
  // SAFETY: the variable holds a handle that `retained` made.
  let object = unsafe Unmanaged<AnyObject>.fromOpaque(UnsafeRawPointer(handle))
  guard unsafe object.takeUnretainedValue() is Box else { return }
  // SAFETY: the variable is cleared before anybody could free the handle again.
  unsafe pointer.pointee = nil
  unsafe object.release()
}

/// The context of a callback, which C's caller hands back to itself.
struct CallbackContext: Sendable {
  private let address: UInt

  init(_ pointer: UnsafeMutableRawPointer?) {
    address = UInt(bitPattern: pointer)
  }

  var pointer: UnsafeMutableRawPointer? { unsafe UnsafeMutableRawPointer(bitPattern: address) }
}
