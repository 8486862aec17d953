/// The values of a network that are what is fed up to functions of single elements: no layer has mixed
/// them yet.
struct RawValues {
  private var isRaw: [Bool]

  init(_ flow: DataFlow) {
    isRaw = flow.index.sources.map { $0 == .input }
    for operation in flow.index.operations where flow.index.elements[operation].keepsPositions {
      let staysRaw =
        flow.parameters.carriesData(operation: operation)
        && flow.index.operands(of: operation).allSatisfy {
          isRaw[$0.value.index] || !flow.carriesData($0.value)
        }
      for result in flow.index.results(of: operation) { isRaw[result.index] = staysRaw }
    }
  }

  /// Whether a value is one of them.
  func contains(_ value: ValueID) -> Bool { isRaw[value.index] }
}

extension ElementFlow {
  /// Whether each element of the result is a function of one element of the data.
  fileprivate var keepsPositions: Bool {
    switch self {
    case .pointwise, .moved, .picked, .joined: true
    case .layer, .lookup, .normalized, .pooled, .reduced, .product, .mixed, .recurrent, .resampled,
      .unknown:
      false
    }
  }
}
