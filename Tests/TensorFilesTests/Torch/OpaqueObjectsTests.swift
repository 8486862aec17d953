import TensorFiles
import Testing

/// What optimizers, schedulers and scripts leave in a checkpoint is read past, never built.
@Suite struct OpaqueObjectsTests {
  private func root(_ value: PickleBytes, version: UInt8 = 2) throws -> PickleValue {
    try TorchCheckpoint(bytes: PickleBytes.whole(value, version: version), path: "f").root
  }

  private func call(_ module: String, _ name: String, _ arguments: PickleBytes) -> PickleBytes {
    .global(module, name) + arguments + .reduce
  }

  private func dtype(_ name: String, order: String = "<") -> PickleBytes {
    call("numpy", "dtype", .tuple(.text(name), .no, .yes))
      + .tuple(.integer(3), .text(order), .none, .none, .none, .integer(-1), .integer(-1))
      + .build
  }

  private func bytes(_ text: String) -> PickleBytes {
    call("_codecs", "encode", .tuple(.text(text), .text("latin1")))
  }

  @Test("objects of Python's and NumPy's libraries are opaque, whatever is done to them")
  func objects() throws {
    let cases: [(PickleBytes, String)] = [
      (call("torch", "device", .tuple(.text("cuda"), .integer(0))), "torch.device"),
      (.global("torch", "float32"), "torch.float32"),
      (call("__builtin__", "set", .tuple(.emptyList)), "__builtin__.set"),
      (call("datetime", "datetime", .tuple(bytes("x"))), "datetime.datetime"),
      (call("pathlib", "PosixPath", .tuple(.text("/"), .text("tmp"))), "pathlib.PosixPath"),
      (
        call(
          "numpy.core.multiarray", "_reconstruct",
          .tuple(.global("numpy", "ndarray"), .integers([0]), bytes("b")))
          + .tuple(.integer(1), .integers([1]), dtype("f8"), .no, bytes("12345678")) + .build,
        "numpy.core.multiarray._reconstruct"
      ),
      (.global("collections", "Counter") + .emptyTuple + .newObject, "collections.Counter"),
      (call("collections", "deque", .emptyTuple) + .none + .append, "collections.deque"),
      (dtype("f4"), "numpy.dtype"),
      (PickleBytes([0x8a, 9] + [UInt8](repeating: 1, count: 9)), "builtins.int"),
      (PickleBytes([0x8b, 16, 0, 0, 0] + [UInt8](repeating: 1, count: 16)), "builtins.int"),
      (call("__main__", "Color", .tuple(.integer(1))), "__main__.Color"),
      (bytes(String(repeating: "a", count: 257)), "bytes"),
    ]
    for (value, name) in cases {
      #expect(try root(.dictionary(("a", value), ("b", .integer(7))))["a"] == .opaque(name))
      #expect(try root(.dictionary(("a", value), ("b", .integer(7))))["b"] == .integer(7))
    }
    let set = PickleBytes([0x8f]) + .mark + .integer(1) + PickleBytes([0x90])
    #expect(try root(set, version: 4) == .opaque("builtins.set"))
    let frozen = PickleBytes.mark + .integer(1) + PickleBytes([0x91])
    #expect(try root(frozen, version: 4) == .opaque("builtins.frozenset"))
  }

  @Test("numbers of NumPy are numbers")
  func numbers() throws {
    let cases: [(String, String, PickleValue)] = [
      ("f8", "\0\0\0\0\0\0\u{f0}?", .double(1)), ("f4", "\0\0\0\u{40}", .double(2)),
      ("i8", "\u{fe}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}", .integer(-2)),
      ("i4", "\u{fe}\u{ff}\u{ff}\u{ff}", .integer(-2)), ("b1", "\u{1}", .bool(true)),
    ]
    for (type, text, value) in cases {
      for module in ["numpy.core.multiarray", "numpy._core.multiarray"] {
        #expect(
          try root(call(module, "scalar", .tuple(dtype(type), bytes(text)))) == value)
      }
    }
    for (type, order, text) in [
      ("f8", "<", "short"), ("c16", "<", "12345678"), ("i4", ">", "abcd"),
    ] {
      #expect(
        try root(
          call("numpy.core.multiarray", "scalar", .tuple(dtype(type, order: order), bytes(text))))
          == .opaque("numpy.core.multiarray.scalar"))
    }
  }

  @Test("keys may be whatever Python can compare")
  func keys() throws {
    for key: PickleBytes in [.none, .yes, .double(0.5), .tuple(.integer(1), .integer(2))] {
      let value: PickleBytes = .emptyDictionary + key + .integer(7) + .setItem
      let root = try root(.dictionary(("a", value), ("b", .integer(7))))
      #expect(root["b"] == .integer(7))
    }
  }

  @Test(
    "tensors of kinds that are not read are opaque, and a parameter with attributes is its tensor")
  func otherTensors() throws {
    let sparse = call("torch._utils", "_rebuild_sparse_tensor", .tuple(.storage(count: 1)))
    #expect(
      try root(.dictionary(("a", sparse)))["a"]
        == .opaque("torch._utils._rebuild_sparse_tensor"))
    let parameter = call(
      "torch._utils", "_rebuild_parameter_with_state",
      .tuple(.integer(7), .no, .none, .none))
    #expect(throws: TensorFileError.self) { try root(parameter) }
  }

  @Test("a dictionary with defaults is a dictionary")
  func defaults() throws {
    let value =
      call("collections", "defaultdict", .tuple(.global("__builtin__", "list")))
      + .text("a") + .integer(1) + .setItem
    #expect(try root(value)["a"] == .integer(1))
  }
}
