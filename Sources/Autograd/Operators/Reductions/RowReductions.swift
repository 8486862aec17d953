import Kernels
import Tensors

extension Variable {
  /// The largest element of each row: (…, columns) is (…).
  ///
  /// - Gradient: dz goes to the first of a row's elements that is the largest.
  ///
  /// - Precondition: there is a last axis, and it is not empty.
  public func rowMaximum() -> Variable { extremeOfRows { $0 > $1 || $0.isNaN } }

  /// The smallest element of each row: (…, columns) is (…).
  ///
  /// - Gradient: dz goes to the first of a row's elements that is the smallest.
  ///
  /// - Precondition: there is a last axis, and it is not empty.
  public func rowMinimum() -> Variable { extremeOfRows { $0 < $1 || $0.isNaN } }

  /// The product of each row: (…, columns) is (…); 1 for rows of nothing.
  ///
  /// - Gradient: dx = dz times the product of the row's other elements.
  ///
  /// - Precondition: there is a last axis.
  public func rowProduct() -> Variable {
    let (rows, columns) = rowExtents
    let x = value
    let z = Tensor(shape: Shape(shape.extents.dropLast())) { z in
      x.withScalars { x in
        for row in 0..<rows {
          var product: Float = 1
          for column in 0..<columns { product *= x[row * columns + column] }
          z[row] = product
        }
      }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { (dz: Span<Float>, gradients: inout GradientStore) in
      gradients.update(slot) { dx in
        x.withScalars { x in
          for row in 0..<rows {
            // Products of those before each element, then of those behind: right where one is 0.
            var before: Float = 1
            var products: [Float] = []
            for column in 0..<columns {
              products.append(before)
              before *= x[row * columns + column]
            }
            var behind: Float = 1
            for column in (0..<columns).reversed() {
              let index = row * columns + column
              dx[index] = dx[index] + dz[row] * products[column] * behind
              behind *= x[row * columns + column]
            }
          }
        }
      }
    }
  }

  /// z = x − log Σ eˣ, along the last axis.
  ///
  /// - Gradient: dx = dz − eᶻ·Σ dz, summed along the last axis, as it follows from the parts.
  ///
  /// - Precondition: there is a last axis.
  public func logSoftmax() -> Variable {
    guard shape.count > 0 else { return self }
    let column = Shape(shape.extents.dropLast() + [1])
    // Any shift gives the same; this one keeps the exponentials from overflowing.
    let shift = Variable(Variable(value).rowMaximum().value.reshaped(to: column))
    let shifted = self - shift
    let sum = shifted.exponential().sum(overAxes: [shape.rank - 1])
    return shifted - sum.logarithm().reshaped(to: column)
  }

  private var rowExtents: (rows: Int, columns: Int) {
    precondition(shape.rank > 0, "rows of \(shape)")
    return (shape.extents.dropLast().reduce(1, *), shape[shape.rank - 1])
  }

  /// Of each row the first element that `isBetter` prefers to all others.
  private func extremeOfRows(_ isBetter: (Float, Float) -> Bool) -> Variable {
    let (rows, columns) = rowExtents
    precondition(columns > 0 || rows == 0, "an extreme of no elements, \(shape)")
    var sources = [Int](repeating: 0, count: rows)
    let z = Tensor(shape: Shape(shape.extents.dropLast())) { z in
      value.withScalars { x in
        for row in 0..<rows {
          var best = row * columns
          for index in best..<best + columns where !x[best].isNaN && isBetter(x[index], x[best]) {
            best = index
          }
          sources[row] = best
          z[row] = x[best]
        }
      }
    }
    guard let tape, let slot else { return Variable(z) }
    return tape.record(z) { [sources] (dz: Span<Float>, gradients: inout GradientStore) in
      gradients.update(slot) { dx in
        for (row, source) in sources.enumerated() { dx[source] = dx[source] + dz[row] }
      }
    }
  }
}
