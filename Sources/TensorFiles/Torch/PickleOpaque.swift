/// The classes and functions of Python's libraries that checkpoints hold beside their tensors: of a
/// scheduler's numbers, of paths, of dates, of devices.
///
/// None of them is built; what other libraries leave is a ``ForeignObject``. What is made of them is opaque: it
/// may be passed around, filled and given attributes, all of which is dropped, and only a number of NumPy is
/// read as one.
enum PickleOpaque {
  /// Whether the name is one of them.
  static func contains(module: String, name: String) -> Bool {
    // Tensors that are not read (sparse, quantized, without numbers) are told by who wants them.
    names[module]?.contains(name) ?? (module == "torch._utils" && name.hasPrefix("_rebuild_"))
  }

  private static let numberTypes: Set<String> = [
    "bool", "bool_", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
  ]

  private static let builtins: Set<String> = [
    "set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "str", "bool", "bytes",
    "bytearray", "range", "slice", "object",
  ]

  private static let paths: Set<String> = [
    "Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath",
  ]

  private static let names: [String: Set<String>] = [
    "builtins": builtins, "__builtin__": builtins, "_codecs": ["encode"],
    "collections": ["Counter", "deque"],
    "datetime": ["datetime", "date", "time", "timedelta", "timezone"],
    "decimal": ["Decimal"], "fractions": ["Fraction"],
    "pathlib": paths, "pathlib._local": paths,
    "torch": numberTypes.union(["device", "bfloat16", "float", "double", "half", "int", "long"]),
    "numpy": numberTypes.union(["dtype", "ndarray"]),
    "numpy.core.multiarray": ["scalar", "_reconstruct"],
    "numpy._core.multiarray": ["scalar", "_reconstruct"],
    "numpy.core.numeric": ["_frombuffer"], "numpy._core.numeric": ["_frombuffer"],
  ]
}

extension PickleMachine {
  /// What calling an opaque function, or making an object of an opaque class, leaves behind.
  func opaque(_ name: String, arguments: [Int]) -> PickleNode {
    let values = arguments.prefix(2).map { nodes[$0] }
    switch name {
    case "numpy.dtype":
      if case .value(.string(let type))? = values.first { return .numpyType(type) }
    case "_codecs.encode":
      if values.count == 2, case .value(.string(let text)) = values[0],
        case .value(.string("latin1")) = values[1]
      {
        return .encoded(text)
      }
    case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer":
      // (bytes, type, extents, order)
      if arguments.count == 4, case .tuple(let axes) = nodes[arguments[2]], axes.count <= 64,
        case .value(.string("C")) = nodes[arguments[3]],
        let array = byteArray(arguments[0], type: arguments[1], axes: axes)
      {
        return .value(.array(array))
      }
    case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar":
      if values.count == 2, case .numpyType(let type) = values[0],
        let number = NumPyNumber(type, littleEndian: littleEndianBytes(of: values[1]))
      {
        return .value(number.value)
      }
    default: break
    }
    return .value(.opaque(name))
  }

  private func littleEndianBytes(of node: PickleNode) -> [UInt8] {
    switch node {
    case .bytes(let range): range.count <= 16 ? bytes[range].bytes : []
    case .encoded(let text) where text.utf8.count <= 32:
      text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    default: []
    }
  }
}

/// A number as NumPy pickles it: a type, and its bytes.
private struct NumPyNumber {
  let value: PickleValue

  /// `nil` for types that are no plain numbers, and for other numbers of bytes than the type's.
  init?(_ type: String, littleEndian bytes: [UInt8]) {
    let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch (type, bytes.count) {
    case ("f8", 8): value = .double(Double(bitPattern: bits))
    case ("f4", 4): value = .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case ("i8", 8): value = .integer(Int(truncatingIfNeeded: bits))
    case ("i4", 4): value = .integer(Int(Int32(truncatingIfNeeded: bits)))
    case ("b1", 1): value = .bool(bits != 0)
    default: return nil
    }
  }
}
