/// The hyperbolic functions and their inverses, in forms in which nothing cancels or overflows before
/// the result does.
///
/// Source: ONNX operators `Sinh`, `Cosh`, `Asinh`, `Acosh`, `Atanh`, opset 9.
extension OperatorMeaning.Expression {
  /// sinh x = sign(x) · sinh |x|: by tanh up to 1, where exponentials cancel, and by these beyond.
  var hyperbolicSine: Self {
    let size = Self.shared(0, applying(.elementwise(.absolute)))
    let half = Self.shared(
      1,
      size.combined(.minimum, with: 1).combined(.multiply, with: 0.5).applying(.activation(.tanh)))
    let near = half.combined(.multiply, with: 2)
      .combined(
        .divide, with: Self.one.combined(.subtract, with: half.combined(.multiply, with: half)))
    let isFar = Self.operation(.discrete(.greater), [size, Self.one], extents: nil)
    return applying(.elementwise(.sign))
      .combined(
        .multiply,
        with: .operation(
          .select, [isFar, size.exponentials(.subtract, sharing: 2), near], extents: nil))
  }

  /// cosh x = cosh |x|.
  var hyperbolicCosine: Self {
    Self.shared(0, applying(.elementwise(.absolute))).exponentials(.add, sharing: 1)
  }

  /// arsinh x = sign(x) · log(1 + a + a² / (1 + √(1 + a²))), with a = |x|.
  ///
  /// From 10⁹ on, where a² may be infinite, it grows as log a does.
  var inverseHyperbolicSine: Self {
    let size = Self.shared(0, applying(.elementwise(.absolute)))
    let near = Self.shared(1, size.combined(.minimum, with: 1e9))
    let square = Self.shared(2, near.combined(.multiply, with: near))
    let root = square.combined(.add, with: 1).applying(.elementwise(.squareRoot))
    let beyondOne = near.combined(
      .add, with: square.combined(.divide, with: root.combined(.add, with: 1)))
    let growth = size.combined(.multiply, with: 1e-9).combined(.maximum, with: 1)
      .applying(.elementwise(.logarithm))
    return applying(.elementwise(.sign))
      .combined(.multiply, with: beyondOne.logarithmBeyondOne.combined(.add, with: growth))
  }

  /// arcosh x = log(1 + t + √t · √(t + 2)), with t = x − 1.
  var inverseHyperbolicCosine: Self {
    let beyond = Self.shared(0, combined(.subtract, with: 1))
    let root = beyond.combined(.add, with: 2).applying(.elementwise(.squareRoot))
      .combined(.multiply, with: beyond.applying(.elementwise(.squareRoot)))
    return beyond.applying(.elementwise(.sign))
      .combined(.multiply, with: beyond.combined(.add, with: root).logarithmBeyondOne)
  }

  /// artanh x = sign(x) · ½ · log(1 + 2·a / (1 − a)), with a = |x|.
  var inverseHyperbolicTangent: Self {
    let size = Self.shared(0, applying(.elementwise(.absolute)))
    let ratio = size.combined(.multiply, with: 2)
      .combined(.divide, with: Self.one.combined(.subtract, with: size))
    return applying(.elementwise(.sign))
      .combined(.multiply, with: ratio.logarithmBeyondOne.combined(.multiply, with: 0.5))
  }

  /// log(1 + y) of a y ≥ 0 as softplus(log y), which is exact for small ones too.
  ///
  /// A number far below all others stands for 0, whose logarithm has no gradient.
  private var logarithmBeyondOne: Self {
    combined(.add, with: 1e-36).applying(.elementwise(.logarithm)).applying(.activation(.softplus))
  }

  /// Half of eᵃ and e⁻ᵃ combined, of an a ≥ 0; eᵃ is a square, since half of it may be finite alone.
  private func exponentials(_ function: Arithmetic, sharing number: Int) -> Self {
    let root = Self.shared(
      number, combined(.multiply, with: 0.5).applying(.elementwise(.exponential)))
    return root.combined(.multiply, with: 0.5).combined(.multiply, with: root)
      .combined(
        function,
        with: applying(.elementwise(.negate)).applying(.elementwise(.exponential))
          .combined(.multiply, with: 0.5))
  }
}
