import TensorFiles

/// One input of libFuzzer: bytes that may be a PyTorch checkpoint.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  _ = try? TorchCheckpoint(bytes: bytes, path: "fuzz").stateDictionary()
  return 0
}
