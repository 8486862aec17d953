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

  /// Whether this is how PyTorch names a parameter where it lists it among the inputs: by the path of an
  /// attribute, which no number ends as in `input.1`, or as a weight or bias of the outermost module.
  var isParameterPath: Bool {
    let last = split(separator: ".").last ?? ""
    return isAttributePath && !last.allSatisfy(\.isNumber)
      || ["weight", "bias"].contains { last.hasPrefix($0) || last.hasSuffix("_" + $0) }
  }

  /// Whether an exporter has given this name to a parameter that it computed: `onnx::Conv_193` by
  /// the TorchScript exporter, `val_4` by that of torch.export.
  var isExportersName: Bool { hasPrefix("onnx::") || isNumbered { $0 == "val" } }

  /// Whether an exporter has given this name to what it computed, or calls it by the function that did, such
  /// as `clone_56` or `exp`, as torch.export does.
  var isResultsName: Bool {
    isExportersName || isFunctionsName || names(exportedMovements)
  }

  /// Whether an exporter has called by this name what a function made of numbers, such as `exp_1`: others
  /// than those of the parameter that it took.
  var isFunctionsName: Bool { names(exportedFunctions) }

  /// Whether torch.export calls so what it computes, of constants or of a network's own numbers.
  var isComputedName: Bool { isResultsName || names(exportedConstructors) }

  /// Whether this is one of some names, perhaps with a number.
  private func names(_ functions: Set<Substring>) -> Bool {
    functions.contains(self[...]) || isNumbered { functions.contains($0) }
  }

  /// Whether this is a name of a kind, `_` and a number.
  private func isNumbered(_ isOfKind: (Substring) -> Bool) -> Bool {
    guard let line = lastIndex(of: "_"), case let number = self[index(after: line)...].utf8 else {
      return false
    }
    return !number.isEmpty && number.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      && isOfKind(self[..<line])
  }
}

/// Functions of PyTorch that make other numbers of a network's own.
private let exportedFunctions: Set<Substring> = [
  "add", "clamp", "div", "exp", "log", "mean", "mul", "neg", "pow", "reciprocal", "rsqrt",
  "sigmoid",
  "softmax", "softplus", "sqrt", "sub", "sum", "tanh",
]

/// Functions of PyTorch that move a network's own numbers.
private let exportedMovements: Set<Substring> = [
  "cat", "clone", "contiguous", "expand", "gather", "index", "index_select", "permute", "repeat",
  "reshape", "select", "slice", "squeeze", "stack", "transpose", "unsqueeze", "view",
]

/// Functions of PyTorch that make numbers of none.
private let exportedConstructors: Set<Substring> = [
  "_to_copy", "arange", "cos", "eye", "full", "full_like", "lift_fresh_copy", "linspace",
  "meshgrid", "ones", "ones_like", "outer", "scalar_tensor", "scalar_tensor_default", "sin", "tril",
  "triu", "where", "zeros", "zeros_like",
]
