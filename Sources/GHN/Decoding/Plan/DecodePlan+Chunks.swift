extension DecodePlan {
  /// The parameters, cut into consecutive runs whose blocks together hold about `maximumScalars`.
  ///
  /// - Returns: ranges of ``items``; a block that is larger stands alone.
  func chunks(maximumScalars: Int) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = 0
    var sum = 0
    for (index, item) in items.enumerated() {
      let count = item.block.count(configuration)
      if index > start && sum + count > maximumScalars {
        chunks.append(start..<index)
        start = index
        sum = 0
      }
      sum += count
    }
    if start < items.count { chunks.append(start..<items.count) }
    return chunks
  }
}
