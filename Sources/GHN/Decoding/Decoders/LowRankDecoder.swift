package import Autograd
package import Layers
import Tensors

/// Makes kernels as products of two matrices with a row for each channel and position, of which there
/// may be many.
///
/// With y = relu(M(embedding)) of shape (2·rank, rank) for an MLP M, the map L to length numbers, and
/// the rows of L(y) one after another, A is the first length × rank of these numbers and B the others:
///
///     k[o, i, y, x] = Σ_r A[o·height + y, r]·B[i·width + x, r]
///
/// for the height and width of the kernel at hand. A class layer is a kernel of a single position. A
/// scale and a shift of c numbers are the first c rows of A and the next c, each times the first of B.
///
/// Only the rows of y are computed that the rows of A and B are made of.
///
/// Parameters: `decoder.mlp.fc.0` (4·hidden outputs), `decoder.mlp.fc.2` (8·hidden), `decoder.mlp.fc.4`
/// (2·rank²), and `decoder.l2` (length; L).
///
/// Source: LoGAH (arXiv:2405.16287), section 3.2; reference code `ghn3/nn.py`, `ConvDecoder3LoRA`.
package struct LowRankDecoder: Layer {
  let hidden: MLP
  let factors: Linear
  let rows: Linear

  private let size: GHNConfiguration.LowRank
  private let classCount: Int

  init<Source: ParameterSource>(
    _ source: inout Source, _ configuration: GHNConfiguration, _ size: GHNConfiguration.LowRank
  ) throws(Source.Failure) {
    let width = configuration.hiddenWidth
    self.size = size
    classCount = configuration.classCount
    hidden = try MLP(
      &source, named: "decoder.mlp.fc",
      widths: [.exactly(width), .exactly(4 * width), .exactly(8 * width)], output: .rectified)
    factors = try Linear(
      &source, named: "decoder.mlp.fc.4", inputs: .exactly(8 * width),
      outputs: .exactly(2 * size.rank * size.rank))
    rows = try Linear(
      &source, named: "decoder.l2", inputs: .exactly(size.rank), outputs: .exactly(size.length))
  }

  package var parameters: [Parameter] { hidden.parameters + factors.parameters + rows.parameters }

  /// A kernel from each embedding (count, hidden): (count, outputs, inputs, height, width).
  ///
  /// - Precondition: outputs × height and inputs × width are at most the length.
  func kernels(
    from embeddings: Variable, extents: GHNConfiguration.BlockExtents
  ) -> Variable {
    let count = embeddings.shape[0]
    let products = self.products(
      from: embeddings, left: extents.outputs * extents.height,
      right: extents.inputs * extents.width)
    guard extents.positionCount > 1 else {
      return products.reshaped(to: [count, extents.outputs, extents.inputs, 1, 1])
    }
    return products.reshaped(
      to: [count, extents.outputs, extents.height, extents.inputs, extents.width]
    ).permuted([0, 1, 3, 2, 4])
  }

  /// The weight of a class layer from each embedding (count, hidden): (count, classes, inputs).
  func classLayers(from embeddings: Variable, inputs: Int) -> Variable {
    products(from: embeddings, left: classCount, right: inputs)
  }

  /// Two vectors from each embedding (count, hidden), a scale and a shift: (2·count, width).
  package func vectors(from embeddings: Variable, width: Int) -> Variable {
    products(from: embeddings, left: 2 * width, right: 1)
      .reshaped(to: [2 * embeddings.shape[0], width])
  }

  /// The first rows of A times the first rows of B: (count, left, right).
  private func products(from embeddings: Variable, left: Int, right: Int) -> Variable {
    precondition(
      max(left, right) <= size.length, "\(left) and \(right) rows of \(size.length)")
    let (a, b) = (runs(left), runs(right))
    let (count, rank) = (embeddings.shape[0], size.rank)
    let y = factors.rows(
      [
        RowRun(start: 0, count: a * rank), RowRun(start: rank * rank, count: b * rank),
      ], of: hidden(embeddings)
    ).relu()
    let numbers = rows(y.reshaped(to: [count * (a + b), rank]))
      .reshaped(to: [count, (a + b) * size.length])
    func matrix(_ first: Int, _ rows: Int) -> Variable {
      numbers.sliced(first..<first + rows * rank, alongAxis: 1)
        .reshaped(to: [count, rows, rank])
    }
    return matrixProduct(matrix(0, left), transposing: matrix(a * size.length, right))
  }

  /// How many rows of y so many rows of A or B are made of.
  private func runs(_ rows: Int) -> Int { (rows * size.rank + size.length - 1) / size.length }
}
