extension GraphHyperNetwork {
  /// This network with the same weights, which leaves all tables of positions as it decodes them.
  ///
  /// It predicts other numbers for those that are maps of fewer than 11 rows; see
  /// ``GHNConfiguration/normalizesPositions``.
  public func leavingPositions() -> GraphHyperNetwork {
    var result = self
    result.configuration.normalizesPositions = false
    return result
  }
}
