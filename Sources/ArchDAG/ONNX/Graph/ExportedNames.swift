/// What the name of a value says of where it comes from.
extension String {
  /// Whether this may be the path of a parameter: names joined by points, and nothing that
  /// exporters put into the names of results.
  var isAttributePath: Bool {
    var hasPoint = false
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "/"), UInt8(ascii: ":"): return false
      default: break
      }
    }
    return hasPoint
  }

  /// Whether an exporter has given this name to a parameter that it computed: `onnx::Conv_193` by
  /// the TorchScript exporter, `val_4` by that of torch.export.
  var isExportersName: Bool {
    if hasPrefix("onnx::") { return true }
    return hasPrefix("val_") && utf8.count > 4
      && utf8.dropFirst(4).allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }
}
