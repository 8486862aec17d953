extension AttributeReader {
  func border() throws -> Border {
    let name: BorderName = try name(.border)
    return switch name {
    case .constant: .constant(try real(.value))
    case .edge: .edge
    case .reflect: .reflect
    case .wrap: .wrap
    }
  }

  func resampling() throws -> Resampling {
    var resampling = Resampling(
      method: try name(.method), coordinates: try name(.coordinates),
      rounding: try name(.rounding), scales: try optionalReals(.scales) ?? [],
      extents: try optionalIntegers(.targetExtents) ?? [])
    if let coefficient = try optionalReal(.cubicCoefficient) {
      resampling.cubicCoefficient = coefficient
    }
    resampling.isAntialiased = try optionalFlag(.isAntialiased) ?? false
    resampling.excludesOutside = try optionalFlag(.excludesOutside) ?? false
    return resampling
  }

  func localResponseNorm() throws -> LocalResponseNorm {
    LocalResponseNorm(
      size: try integer(.size), alpha: try real(.alpha), beta: try real(.beta),
      bias: try real(.bias))
  }
}

extension AttributeWriter {
  mutating func write(_ border: Border) throws {
    let (name, value): (BorderName, Float?) =
      switch border {
      case .constant(let value): (.constant, value)
      case .edge: (.edge, nil)
      case .reflect: (.reflect, nil)
      case .wrap: (.wrap, nil)
      }
    try write([.border: .text(name.rawValue), .value: .real(value)])
  }

  mutating func write(_ resampling: Resampling) throws {
    try write([
      .method: .text(resampling.method.rawValue),
      .coordinates: .text(resampling.coordinates.rawValue),
      .rounding: .text(resampling.rounding.rawValue),
      .scales: .reals(resampling.scales.isEmpty ? nil : resampling.scales),
      .targetExtents: .integers(resampling.extents.isEmpty ? nil : resampling.extents),
      .cubicCoefficient: .real(
        resampling.cubicCoefficient == -0.75 ? nil : resampling.cubicCoefficient),
    ])
    if resampling.isAntialiased { try write([.isAntialiased: .flag(true)]) }
    if resampling.excludesOutside { try write([.excludesOutside: .flag(true)]) }
  }

  mutating func write(_ norm: LocalResponseNorm) throws {
    try write([
      .size: .integer(norm.size), .alpha: .real(norm.alpha), .beta: .real(norm.beta),
      .bias: .real(norm.bias),
    ])
  }
}

/// The names of borders.
private enum BorderName: String, CaseIterable {
  case constant, edge, reflect, wrap
}
