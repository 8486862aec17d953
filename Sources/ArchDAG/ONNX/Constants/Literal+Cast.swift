extension Literal {
  /// The constant in another number format.
  ///
  /// Source: ONNX operator `Cast`, opset 13.
  func cast(to type: TensorRecord.ElementType) -> Literal {
    var result = self
    switch (type, numbers) {
    case (.float, .integers(let integers)), (.double, .integers(let integers)),
      (.float16, .integers(let integers)), (.bfloat16, .integers(let integers)):
      result.numbers = .reals(integers.map(Float.init))
    case (.integer, .reals(let reals)):
      let integers = reals.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      result.numbers = integers.count == reals.count ? .integers(integers) : .unread
    case (.boolean, .integers(let integers)):
      result.numbers = .integers(integers.map { $0 == 0 ? 0 : 1 })
    case (.boolean, .reals(let reals)):
      result.numbers = .integers(reals.map { $0 == 0 ? 0 : 1 })
    case (.undefined, _), (.other, _): result.numbers = .unread
    case (_, .integers), (_, .reals), (_, .unread): break
    }
    if let deferred, case .unread = result.numbers {
      result.deferred =
        type == self.type
        ? deferred : DeferredNumbers(of: [self]) { $0.first??.withoutDeferral.cast(to: type) }
    }
    if !(type.isReal || (self.type == .boolean && type != .undefined)) { result.record = nil }
    return result
  }

  private var withoutDeferral: Literal {
    var literal = self
    literal.deferred = nil
    return literal
  }
}
