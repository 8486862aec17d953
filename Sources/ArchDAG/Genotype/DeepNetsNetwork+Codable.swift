/// The JSON form is that of the published code: the fields that ``DeepNetsNetwork`` names, of which
/// only `genotype` must be there. Unknown fields are skipped.
extension DeepNetsNetwork: Codable {
  private enum Key: String, CodingKey {
    case genotype, norm, input, ks, preproc
    case cellCount = "n_cells"
    case channels = "C"
    case channelMultiplier = "C_mult"
    case classCount = "num_classes"
    case stem = "stem_type"
    case poolsStem = "stem_pool"
    case headLayers = "fc_layers"
    case headWidth = "fc_dim"
    case averagesGlobally = "glob_avg"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    self.init(genotype: try fields.decode(Genotype.self, forKey: .genotype))
    func update<Field: Decodable>(_ field: inout Field, _ key: Key) throws {
      field = try fields.decodeIfPresent(Field.self, forKey: key) ?? field
    }
    try update(&cellCount, .cellCount)
    try update(&channels, .channels)
    try update(&channelMultiplier, .channelMultiplier)
    try update(&classCount, .classCount)
    try update(&input, .input)
    try update(&stemKernel, .ks)
    try update(&poolsStem, .poolsStem)
    try update(&preprocessesInputs, .preproc)
    try update(&headLayers, .headLayers)
    try update(&headWidth, .headWidth)
    try update(&averagesGlobally, .averagesGlobally)
    try update(&stem, .stem)
    if fields.contains(.norm) {
      let name = try fields.decodeIfPresent(String.self, forKey: .norm)
      normalization = try Normalization(
        published: name, location: jsonLocation(decoder.codingPath + [Key.norm]))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(genotype, forKey: .genotype)
    try fields.encode(cellCount, forKey: .cellCount)
    try fields.encode(channels, forKey: .channels)
    try fields.encode(channelMultiplier, forKey: .channelMultiplier)
    try fields.encode(classCount, forKey: .classCount)
    try fields.encode(input, forKey: .input)
    try fields.encode(stem, forKey: .stem)
    try fields.encode(stemKernel, forKey: .ks)
    try fields.encode(poolsStem, forKey: .poolsStem)
    // A missing norm means batch norm, so that no norm is written as null.
    try fields.encode(normalization == .none ? nil : normalization.rawValue, forKey: .norm)
    try fields.encode(preprocessesInputs, forKey: .preproc)
    try fields.encode(headLayers, forKey: .headLayers)
    try fields.encode(headWidth, forKey: .headWidth)
    try fields.encode(averagesGlobally, forKey: .averagesGlobally)
  }
}

extension Normalization {
  /// The norm that the published code means by a name: none without a name, batch norm by any
  /// name that begins with `bn`, with running statistics if it contains `track`.
  fileprivate init(published name: String?, location: String) throws(ArchitectureError) {
    switch name {
    case nil, "", "none":
      self = .none
    case let name? where name.hasPrefix("bn"):
      self = name.contains("track") ? .trackedBatch : .batch
    case let name?:
      throw .malformed(
        location: location, expected: "a name that begins with 'bn', or null",
        found: "'\(name.prefix(40))'")
    }
  }
}

extension DeepNetsNetwork.Stem: Codable {
  public init(from decoder: any Decoder) throws {
    let number = try decoder.singleValueContainer().decode(Int.self)
    guard let stem = Self(rawValue: number) else {
      throw ArchitectureError.malformed(
        location: jsonLocation(decoder.codingPath), expected: "0 or 1", found: "\(number)")
    }
    self = stem
  }
}
