import Autograd
import Kernels
import Layers
import Tensors

/// Rows of a matrix that lie equally far apart.
struct RowRun {
  var start: Int
  var count: Int
  var stride = 1

  var rows: StrideTo<Int> { Swift.stride(from: start, to: start + count * stride, by: stride) }
}

extension Linear {
  /// Some of the outputs of this map: those of these rows of its weight, run after run.
  ///
  /// - Parameters:
  ///   - runs: the rows.
  ///   - x: (count, inputs).
  /// - Returns: (count, rows).
  func rows(_ runs: [RowRun], of x: Variable) -> Variable {
    let isAll = runs.count == 1 && runs[0].count == outputs
    if isAll { return self(x) }
    // A product with few columns costs more than a copy of its rows.
    let isLong = runs.allSatisfy { $0.count >= 32 }
    return isLong && x.tape == nil
      ? Variable(products(runs, of: x.value)) : rows(at: runs.flatMap { Array($0.rows) }, of: x)
  }

  /// Some of the outputs of this map: those of `rows`, or all.
  ///
  /// - Parameters:
  ///   - rows: the outputs' indices; `nil` for all.
  ///   - x: (count, inputs).
  /// - Returns: (count, rows.count).
  func rows(at rows: [Int]?, of x: Variable) -> Variable {
    guard let rows else { return self(x) }
    return linearMap(
      x, weight: weight.tracked(on: x.tape).rows(at: rows),
      bias: bias?.tracked(on: x.tape).rows(at: rows))
  }

  /// The outputs of these rows, with the weight read where it lies.
  private func products(_ runs: [RowRun], of x: Tensor) -> Tensor {
    let columns = runs.reduce(0) { $0 + $1.count }
    let count = x.shape[0]
    var offsets: [Float] = []
    bias?.value.withScalars { bias in
      offsets.reserveCapacity(columns)
      for run in runs { for row in run.rows { offsets.append(bias[row]) } }
    }
    return Tensor(shape: [count, columns]) { z in
      if bias != nil { repeatRow(offsets.span, into: &z) }
      guard count > 0 else { return }
      var first = 0
      for run in runs {
        var part = z._mutatingExtracting(first..<z.count)
        x.withScalars { x in
          weight.value.withScalars { w in
            MatrixProduct(
              rows: count, inner: inputs, columns: run.count, transposing: .right,
              update: bias == nil ? .replacing : .adding,
              strides: RowStrides(left: inputs, right: run.stride * inputs, result: columns)
            ).multiply(x, w.extracting((run.start * inputs)...), into: &part)
          }
        }
        first += run.count
      }
    }
  }
}
