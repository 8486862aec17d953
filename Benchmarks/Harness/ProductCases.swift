import Kernels
import Tensors

/// How fast matrices of the shapes that predictions and trainings multiply are multiplied, by each
/// kind of kernels that the machine has.
struct ProductCases {
  /// One product: A (rows, inner) times B (inner, columns).
  struct Shape {
    let use: String
    let rows, inner, columns: Int
    var transposing = Transposition.none
  }

  static let shapes: [Shape] = [
    Shape(use: "peak", rows: 1024, inner: 1024, columns: 1024),
    Shape(use: "GHN-2, gates of a level", rows: 4, inner: 32, columns: 96),
    Shape(use: "GHN-2, gates of many nodes", rows: 161, inner: 32, columns: 96),
    Shape(use: "GHN-2, positions", rows: 8, inner: 32, columns: 15_488, transposing: .right),
    Shape(use: "GHN-2, features", rows: 968, inner: 128, columns: 256, transposing: .right),
    Shape(use: "GHN-2, channels", rows: 968, inner: 256, columns: 4096, transposing: .right),
    Shape(use: "GHN-3-T, queries", rows: 161, inner: 64, columns: 192, transposing: .right),
    Shape(use: "GHN-3-T, scores", rows: 161, inner: 8, columns: 161, transposing: .right),
    Shape(use: "GHN-3-T, values", rows: 161, inner: 161, columns: 8),
    Shape(use: "GHN-3-XL, queries", rows: 161, inner: 384, columns: 1152, transposing: .right),
    Shape(use: "GHN-3-XL, feed-forward", rows: 161, inner: 1536, columns: 384, transposing: .right),
    Shape(
      use: "GHN-3-XL, channels of one", rows: 1, inner: 3072, columns: 384, transposing: .right),
    Shape(use: "GHN-3-XL, channels", rows: 49, inner: 3072, columns: 384, transposing: .right),
    Shape(use: "training, gradient of V", rows: 4096, inner: 49, columns: 256, transposing: .left),
    Shape(use: "training, gradient of features", rows: 49, inner: 4096, columns: 256),
    Shape(use: "training, logits", rows: 32, inner: 64, columns: 10, transposing: .right),
  ]

  /// Measures every shape on one thread.
  func measure(repetitions: Int) -> [ProductResult] {
    Self.shapes.map { shape in
      var rates: [String: Double] = [:]
      for kernels in ProductKernels.allCases where kernels.isAvailable && kernels != .portable {
        rates[kernels.rawValue] = rate(of: shape, by: kernels, repetitions: repetitions)
      }
      return ProductResult(
        use: shape.use, rows: shape.rows, inner: shape.inner, columns: shape.columns,
        transposing: "\(shape.transposing)", gigaflops: rates)
    }
  }

  /// 10⁹ floating-point operations per second.
  private func rate(of shape: Shape, by kernels: ProductKernels, repetitions: Int) -> Double {
    let a = Tensor(repeating: 0.5, shape: [shape.rows, shape.inner])
    let b = Tensor(repeating: 0.25, shape: [shape.inner, shape.columns])
    let work = 2 * shape.rows * shape.inner * shape.columns
    let runs = max(1, 20_000_000 / work)
    let seconds = medianSeconds(of: repetitions) {
      Tensor(shape: [shape.rows, shape.columns]) { c in
        a.withScalars { a in
          b.withScalars { b in
            for _ in 0..<runs {
              MatrixProduct(
                rows: shape.rows, inner: shape.inner, columns: shape.columns,
                transposing: shape.transposing, update: .replacing
              ).multiply(a, b, into: &c, by: kernels)
            }
          }
        }
      }
    }
    return Double(work) * Double(runs) / seconds / 1e9
  }
}

/// How fast one shape is multiplied.
struct ProductResult: Codable {
  let use: String
  let rows, inner, columns: Int
  let transposing: String
  /// 10⁹ floating-point operations per second on one thread, by the kind of kernels.
  let gigaflops: [String: Double]
}

/// What is written of a run over all shapes.
struct ProductResults: Codable {
  let commit: String
  /// The processor's features that kernels are chosen by.
  let kernels: String
  /// The processor that OpenBLAS takes this one for.
  let core: String
  let products: [ProductResult]

  /// The results as Markdown.
  var table: String {
    let kinds = ["avx512", "avx2", "blas"].filter { kind in
      products.contains { $0.gigaflops[kind] != nil }
    }
    let rows = products.map { product in
      let shape = "\(product.rows) × \(product.inner) × \(product.columns)"
      let rates = kinds.map { String(Int((product.gigaflops[$0] ?? 0).rounded())) }
      return "| \(product.use) | \(shape) | \(product.transposing) | "
        + rates.joined(separator: " | ") + " |"
    }
    return """
      Kernels \(kernels), OpenBLAS core \(core), one thread, 10⁹ operations per second; commit \
      \(commit).

      | product | rows × inner × columns | transposed | \(kinds.joined(separator: " | ")) |
      | --- | --- | --- | \(kinds.map { _ in "---:" }.joined(separator: " | ")) |
      \(rows.joined(separator: "\n"))
      """
  }
}
