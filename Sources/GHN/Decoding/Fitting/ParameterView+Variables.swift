public import ArchDAG
public import Autograd
public import Tensors

extension ParameterView {
  /// The parameter that this view makes of what a layer reads.
  ///
  /// - Gradient: that of what the layer reads flows back to the elements that the parameter has of
  ///   it.
  ///
  /// - Parameters:
  ///   - layer: the tensor that the layer reads, of this view's shape.
  ///   - shape: the parameter's shape.
  /// - Returns: a variable of the parameter's shape.
  public func parameter(of layer: Variable, shape: Shape) -> Variable {
    let count = layer.shape.count
    // The last row stands for what the layer does not read.
    let column = concatenated(
      [layer.reshaped(to: [count, 1]), Variable(Tensor(zeros: [1, 1]))], alongAxis: 0)
    switch measure {
    case .elements(let factor, let offset):
      let indices = (0..<shape.count).map { layerIndex(of: $0) }
      let scaled = column.rows(at: indices.map { $0 ?? count }).reshaped(to: shape)
        .scaled(by: factor)
      guard offset != 0 else { return scaled }
      return scaled
        + Variable(Tensor(shape: shape, scalars: indices.map { $0 == nil ? 0 : offset }))
    case .lengths, .deviations:
      let indices = (0..<shape.count).map { layerIndices(of: $0) }
      let longest = max(1, indices.map(\.count).max() ?? 1)
      let rows = indices.flatMap { $0 + Array(repeating: count, count: longest - $0.count) }
      let parts = column.rows(at: rows).reshaped(to: [shape.count, longest])
      // What is zero, as the deviation of equal elements is, has a root without a slope; to other lengths
      // the number that is added is nothing.
      func root(_ squares: Variable, above least: Float) -> Variable {
        (squares + Variable(Tensor(shape: [1], scalars: [least]))).power(0.5).reshaped(to: shape)
      }
      guard measure == .deviations else {
        return root(
          parts.power(2).mean(overAxes: [1]).scaled(by: Float(longest)), above: 1e-24)
      }
      let centered = parts - parts.mean(overAxes: [1]).reshaped(to: [shape.count, 1])
      return root(centered.power(2).mean(overAxes: [1]), above: 1e-12)
    }
  }

  /// What the layer reads, if the parameter holds all of it; `nil` if it does not.
  ///
  /// - Parameter parameter: the parameter, as it lies in the file.
  /// - Returns: the tensor of this view's shape.
  public func layerTensor(of parameter: Tensor) -> Tensor? {
    guard case .elements(let factor, let offset) = measure, factor != 0 else { return nil }
    var scalars = [Float?](repeating: nil, count: shape.count)
    for (index, scalar) in parameter.scalars.enumerated() {
      for target in layerIndices(of: index) { scalars[target] = (scalar - offset) / factor }
    }
    let known = scalars.compactMap(\.self)
    return known.count == shape.count ? Tensor(shape: shape, scalars: known) : nil
  }
}
