import Kernels

/// Features (N, d) in the coordinates of their principal components, of which there are r = min(N, d).
///
/// With fewer features than examples, V comes from FᵀF = VΛVᵀ (d, d), and Z = FV. With more, from
/// FFᵀ = UΛUᵀ (N, N): then Z = UΛ^½ and V = FᵀUΛ^−½ without the components of no length, so that no
/// matrix of d² numbers is made.
///
/// Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd edition,
/// section 18.3.5 (equations 18.13 to 18.16).
struct PrincipalComponents {
  /// Z (N, r).
  let coordinates: [Float]
  /// Λ (r), none below 0.
  let values: [Double]

  private let features: [Float]
  private let count: Int
  private let width: Int
  /// A row for each eigenvector, in the order of the values.
  private let vectors: [Float]

  private var isWide: Bool { width > count }

  /// Finds the components; `nil` where sums of the features' products are not finite.
  ///
  /// - Complexity: O(N·d·r + r³).
  init?(_ features: [Float], count: Int, width: Int) {
    (self.features, self.count, self.width) = (features, count, width)
    let isWide = width > count
    let order = min(count, width)
    var gram = [Float](repeating: 0, count: order * order)
    // The first axis of a tensor in row-major order is that of the columns of LAPACK's: rows are
    // eigenvectors.
    if isWide {
      product(features, features, &gram, (count, width, count), .right)
    } else {
      product(features, features, &gram, (width, count, width), .left)
    }
    guard gram.allSatisfy(\.isFinite) else { return nil }
    var matrix = gram
    var span = matrix.mutableSpan
    let vectors = symmetricEigenvectors(of: &span, order: order, 0..<order)
    var coordinates = [Float](repeating: 0, count: count * order)
    if isWide {
      // UΛ, whose columns are as long as the values are large.
      product(gram, vectors, &coordinates, (count, count, count), .right)
      let lengths = squaredLengths(ofColumnsIn: coordinates, order).map { $0.squareRoot() }
      let least = 1e-6 * (lengths.max() ?? 0)
      let factors = lengths.map { $0 > least ? Float(1 / $0.squareRoot()) : 0 }
      for index in coordinates.indices { coordinates[index] *= factors[index % order] }
    } else {
      product(features, vectors, &coordinates, (count, width, width), .right)
    }
    self.vectors = vectors
    self.coordinates = coordinates
    values = squaredLengths(ofColumnsIn: coordinates, order)
  }

  /// The weights (classes, d) of features that are those `weights` (r, classes) of components.
  func weights(_ weights: [Float], classCount: Int) -> [Float] {
    var solution = [Float](repeating: 0, count: classCount * width)
    guard isWide else {
      // (V·w)ᵀ = wᵀ·Vᵀ, and rows of `vectors` are those of Vᵀ.
      product(weights, vectors, &solution, (classCount, width, width), .left)
      return solution
    }
    var scaled = weights
    for component in values.indices {
      let factor = values[component] > 0 ? Float(1 / values[component].squareRoot()) : 0
      for label in 0..<classCount { scaled[component * classCount + label] *= factor }
    }
    // (FᵀUΛ^−½w)ᵀ = (wᵀΛ^−½Uᵀ)·F.
    var ofExamples = [Float](repeating: 0, count: classCount * count)
    product(scaled, vectors, &ofExamples, (classCount, count, count), .left)
    product(ofExamples, features, &solution, (classCount, count, width), .none)
    return solution
  }
}

/// The sums of squares of each of so many columns.
private func squaredLengths(ofColumnsIn matrix: [Float], _ columns: Int) -> [Double] {
  var sums = [Double](repeating: 0, count: columns)
  for (index, x) in matrix.enumerated() { sums[index % max(1, columns)] += Double(x) * Double(x) }
  return sums
}

/// C ← op(A)·op(B), where C is (rows, columns).
func product(
  _ a: [Float], _ b: [Float], _ c: inout [Float], _ size: (rows: Int, inner: Int, columns: Int),
  _ transposing: Transposition
) {
  var result = c.mutableSpan
  MatrixProduct(
    rows: size.rows, inner: size.inner, columns: size.columns, transposing: transposing
  ).multiply(a.span, b.span, into: &result)
}
