/// How elements are found at positions that a grid names.
///
/// Source: ONNX operator `GridSample`, opset 22.
public struct GridSampling: Hashable, Sendable {
  /// What stands beyond the edges.
  public enum Border: String, Hashable, Sendable, CaseIterable {
    case zeros
    /// The element at the edge.
    case edge
    /// The elements inside, mirrored at the edge.
    case reflect
  }

  /// What stands between elements.
  public var method: Resampling.Method
  public var border: Border
  /// Whether −1 and 1 are the middles of the first and the last element, and not their outer edges.
  public var alignsCorners: Bool

  /// Makes the attributes of a sampling.
  public init(method: Resampling.Method, border: Border, alignsCorners: Bool) {
    self.method = method
    self.border = border
    self.alignsCorners = alignsCorners
  }

  /// The position along an axis of `extent` elements whose element stands at an index; `nil` where zeros do.
  ///
  /// - Precondition: there is an element.
  package func position(of index: Int, extent: Int) -> Int? {
    if 0..<extent ~= index { return index }
    switch border {
    case .zeros: return nil
    case .edge: return index < 0 ? 0 : extent - 1
    case .reflect:
      let period = max(1, alignsCorners ? 2 * extent - 2 : 2 * extent)
      let rest = ((index % period) + period) % period
      return rest < extent ? rest : alignsCorners ? period - rest : period - 1 - rest
    }
  }
}
