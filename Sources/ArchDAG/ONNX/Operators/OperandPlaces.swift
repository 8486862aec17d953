/// Some places among the operands of an ONNX operator, such as those of its weights.
struct OperandPlaces: Sendable {
  /// A bit a place, the first one lowest.
  private var bits: UInt64 = 0

  /// Whether a place is one of them.
  func contains(_ place: Int) -> Bool {
    0..<UInt64.bitWidth ~= place && bits >> UInt64(place) & 1 == 1
  }

  var isEmpty: Bool { bits == 0 }

  /// These places and others.
  func union(_ other: OperandPlaces) -> OperandPlaces {
    var union = self
    union.bits |= other.bits
    return union
  }
}

extension OperandPlaces: ExpressibleByArrayLiteral {
  /// - Precondition: the places are those of an operator's first 64 operands.
  init(arrayLiteral places: Int...) {
    self.init(places)
  }

  /// - Precondition: as above.
  init(_ places: some Sequence<Int>) {
    for place in places {
      precondition(0..<UInt64.bitWidth ~= place, "operand \(place) of an operator")
      bits |= 1 << UInt64(place)
    }
  }
}
