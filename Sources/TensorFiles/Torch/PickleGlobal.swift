/// The classes and functions that a checkpoint's pickle names.
///
/// None of them is ever looked up or called: each is a case whose effect the reader imitates, and what
/// any other would make is a ``ForeignObject``.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case namespace
  case torchSize
  case rebuildTensor
  case rebuildParameter
  /// `torch._utils._rebuild_parameter_with_state`, which takes attributes besides.
  case rebuildParameterWithState
  /// `torch._tensor._rebuild_from_type_v2`, which calls a function and gives its tensor a class.
  case rebuildFromType
  case loadFromBytes
  case storage(ScalarType)
  case defaultDictionary
  /// One of ``PickleOpaque``, by its full name.
  case opaque(String)
  case foreign(ForeignName)

  /// The case for a Python name that is known; `nil` for every other.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("argparse", "Namespace"): self = .namespace
    case ("torch", "Size"): self = .torchSize
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch._utils", "_rebuild_parameter_with_state"): self = .rebuildParameterWithState
    case ("torch._tensor", "_rebuild_from_type_v2"): self = .rebuildFromType
    case ("torch.storage", "_load_from_bytes"): self = .loadFromBytes
    case ("torch", "FloatStorage"): self = .storage(.float32)
    case ("torch", "DoubleStorage"): self = .storage(.float64)
    case ("torch", "HalfStorage"): self = .storage(.float16)
    case ("torch", "BFloat16Storage"): self = .storage(.bfloat16)
    case ("torch", "LongStorage"): self = .storage(.int64)
    case ("torch", "IntStorage"): self = .storage(.int32)
    case ("torch", "ShortStorage"): self = .storage(.int16)
    case ("torch", "CharStorage"): self = .storage(.int8)
    case ("torch", "ByteStorage"): self = .storage(.uint8)
    case ("torch", "BoolStorage"): self = .storage(.bool)
    case ("collections", "defaultdict"): self = .defaultDictionary
    case (let module, let name) where PickleOpaque.contains(module: module, name: name):
      self = .opaque("\(module).\(name)")
    default: return nil
    }
  }
}
