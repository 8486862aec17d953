import Kernels

extension EigenbasisAdam {
  /// Shampoo's factors of one gradient: G·Gᵀ and Gᵀ·G, each empty where an axis is too long.
  struct Factors {
    var left: [Float]
    var right: [Float]

    var isFinite: Bool { left.allSatisfy(\.isFinite) && right.allSatisfy(\.isFinite) }

    /// Takes them into the running means.
    func mix(into moments: inout OptimizerState.Moments, kept: Float) {
      mix(left, into: &moments.left, kept: kept)
      mix(right, into: &moments.right, kept: kept)
    }

    private func mix(_ new: [Float], into mean: inout [Float], kept: Float) {
      if mean.isEmpty { mean = [Float](repeating: 0, count: new.count) }
      for index in new.indices { mean[index] = kept * mean[index] + (1 - kept) * new[index] }
    }
  }

  /// The eigenvectors of the factors of a matrix, in descending order of their eigenvalues.
  struct Basis {
    private let extents: MatrixExtents
    /// Q_Lᵀ and Q_Rᵀ: an eigenvector in each row.
    ///
    /// Empty for an axis that keeps its own basis.
    private var left: [Float]
    private var right: [Float]

    private static func hasBasis(_ order: Int) -> Bool { order <= EigenbasisAdam.largestOrder }

    /// G·Gᵀ and Gᵀ·G.
    static func factors(of g: [Float], _ extents: MatrixExtents) -> Factors {
      let (rows, columns) = (extents.rows, extents.columns)
      var factors = Factors(left: [], right: [])
      if hasBasis(rows) {
        factors.left = [Float](repeating: 0, count: rows * rows)
        MatrixProduct(rows: rows, inner: columns, columns: rows, transposing: .right)
          .multiply(g, g, into: &factors.left)
      }
      if hasBasis(columns) {
        factors.right = [Float](repeating: 0, count: columns * columns)
        MatrixProduct(rows: columns, inner: rows, columns: columns, transposing: .left)
          .multiply(g, g, into: &factors.right)
      }
      return factors
    }

    /// The basis that moments hold; `nil` before there is one.
    init?(_ moments: OptimizerState.Moments, _ extents: MatrixExtents) {
      guard moments.leftBasis.isEmpty != Self.hasBasis(extents.rows),
        moments.rightBasis.isEmpty != Self.hasBasis(extents.columns)
      else { return nil }
      self.extents = extents
      left = moments.leftBasis
      right = moments.rightBasis
    }

    /// The eigenvectors of finite factors.
    init(of factors: Factors, _ extents: MatrixExtents) {
      func vectors(_ factor: [Float], _ order: Int) -> [Float] {
        guard Self.hasBasis(order) else { return [] }
        var factor = factor
        var span = factor.mutableSpan
        let ascending = symmetricEigenvectors(of: &span, order: order, 0..<order)
        return (0..<order).reversed().flatMap { ascending[$0 * order..<($0 + 1) * order] }
      }
      self.extents = extents
      left = vectors(factors.left, extents.rows)
      right = vectors(factors.right, extents.columns)
    }

    /// Puts it where checkpoints find it.
    func store(in moments: inout OptimizerState.Moments) {
      moments.leftBasis = left
      moments.rightBasis = right
    }

    /// Q_Lᵀ·X·Q_R.
    func turned(_ x: [Float]) -> [Float] { turned(x, .none, .right) }

    /// Q_L·X·Q_Rᵀ.
    func turnedBack(_ x: [Float]) -> [Float] { turned(x, .left, .none) }

    private func turned(
      _ x: [Float], _ leftOperand: Transposition, _ rightOperand: Transposition
    ) -> [Float] {
      let (rows, columns) = (extents.rows, extents.columns)
      var (x, next) = (x, x)
      if !left.isEmpty {
        MatrixProduct(rows: rows, inner: rows, columns: columns, transposing: leftOperand)
          .multiply(left, x, into: &next)
        swap(&x, &next)
      }
      if !right.isEmpty {
        MatrixProduct(rows: rows, inner: columns, columns: columns, transposing: rightOperand)
          .multiply(x, right, into: &next)
        swap(&x, &next)
      }
      return x
    }

    /// One step of the power iteration toward the eigenvectors of the running means: Q of the QR
    /// decomposition of L·Q_L, and of R·Q_R.
    mutating func follow(_ moments: OptimizerState.Moments) {
      Self.follow(moments.left, extents.rows, &left)
      Self.follow(moments.right, extents.columns, &right)
    }

    private static func follow(_ factor: [Float], _ order: Int, _ basis: inout [Float]) {
      guard !basis.isEmpty else { return }
      var powers = basis
      // The factor is symmetric: row by row, Qᵀ·L is (L·Q)ᵀ.
      MatrixProduct(rows: order, inner: order, columns: order)
        .multiply(basis, factor, into: &powers)
      var span = powers.mutableSpan
      orthonormalizeRows(&span, rows: order, columns: order)
      basis = powers
    }
  }
}
