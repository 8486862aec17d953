/// Tensors by name, in the order in which they were added.
///
/// The only currency at the borders of the library: checkpoints come in as named tensors, and
/// predicted parameters leave as named tensors. PyTorch calls this a state dict.
public struct NamedTensors: Sendable {
  /// The names, in order.
  public private(set) var names: [String] = []

  private var tensors: [String: Tensor] = [:]

  /// Makes an empty collection.
  public init() {}

  /// The tensor of this name; assigning to a new name appends, assigning `nil` removes.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      if let newValue {
        if tensors.updateValue(newValue, forKey: name) == nil { names.append(name) }
      } else if tensors.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  /// The number of scalars in all tensors together.
  public var scalarCount: Int { reduce(0) { $0 + $1.tensor.shape.count } }
}

extension NamedTensors: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { names.count }

  public subscript(position: Int) -> (name: String, tensor: Tensor) {
    let name = names[position]
    guard let tensor = tensors[name] else { preconditionFailure("no tensor named '\(name)'") }
    return (name, tensor)
  }
}

extension NamedTensors: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    for (name, tensor) in elements { self[name] = tensor }
  }
}
