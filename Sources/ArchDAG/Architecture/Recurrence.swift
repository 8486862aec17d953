/// A recurrent layer: it goes through a sequence step by step, with a state of its own.
///
/// With x the numbers of a step, h and c the state before it, Wₖ, Rₖ, bₖ, rₖ the parts of weights and
/// biases that belong to gate k, and σ the logistic function:
///
/// - `lstm`, gates i, o, f, c: i = σ(Wᵢx + bᵢ + Rᵢh + rᵢ + pᵢc), f likewise, g = tanh(W_c x + b_c + R_c h + r_c),
///   c′ = f·c + i·g, o = σ(W_o x + b_o + R_o h + r_o + p_o c′), h′ = o·tanh(c′).
/// - `gru`, gates z, r, h: z = σ(…), r = σ(…), n = tanh(W_h x + b_h + R_h(r·h) + r_h), or
///   tanh(W_h x + b_h + r·(R_h h + r_h)) where ``resetsAfterProduct``; h′ = (1 − z)·n + z·h.
/// - `tanh`, `relu`: h′ = tanh(Wx + b + Rh + r), or its rectification.
///
/// Where ``functions`` says others, they stand instead of σ and tanh.
///
/// Source: ONNX operators `LSTM`, `GRU` and `RNN`, opset 14.
public struct Recurrence: Hashable, Sendable {
  /// How a step changes the state.
  public enum Cell: String, Hashable, Sendable, CaseIterable {
    case lstm, gru, tanh, relu

    /// How many parts weights and biases have.
    public var gateCount: Int {
      switch self {
      case .lstm: 4
      case .gru: 3
      case .tanh, .relu: 1
      }
    }

    /// The functions of gates, of the candidate and of the memory.
    public var functions: [Activation] {
      switch self {
      case .lstm: [.sigmoid, .tanh, .tanh]
      case .gru: [.sigmoid, .tanh]
      case .tanh: [.tanh]
      case .relu: [.relu]
      }
    }

    /// What people call the layer.
    public var title: String {
      switch self {
      case .lstm: "LSTM"
      case .gru: "GRU"
      case .tanh, .relu: "RNN"
      }
    }
  }

  /// In which order it goes through the steps.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case forward, reverse, both
  }

  /// How a step changes the state.
  public var cell: Cell
  /// In which order it goes through the steps; both ways have weights and a state of their own.
  public var direction: Direction
  /// How many numbers a state has.
  public var stateCount: Int
  /// Whether sequences are (N, T, …), and not (T, N, …).
  public var isBatchFirst: Bool
  /// Of a GRU, whether the reset gate multiplies the product with the state, and not the state.
  public var resetsAfterProduct: Bool
  /// Of an LSTM, whether f = 1 − i.
  public var couplesGates: Bool

  /// Functions other than the cell's own: of an LSTM those of gates, of g and of c′, of a GRU those of
  /// gates and of n, else one; empty for the cell's own.
  public var functions: [Activation] = []
  /// How large the numbers that functions are given may be in size; `nil` for no limit.
  public var limit: Float?

  /// Makes the attributes of a recurrent layer with the cell's own functions.
  public init(
    cell: Cell, direction: Direction = .forward, stateCount: Int, isBatchFirst: Bool = false,
    resetsAfterProduct: Bool = false, couplesGates: Bool = false, limit: Float? = nil
  ) {
    self.cell = cell
    self.direction = direction
    self.stateCount = stateCount
    self.isBatchFirst = isBatchFirst
    self.resetsAfterProduct = resetsAfterProduct
    self.couplesGates = couplesGates
    self.limit = limit
  }

  /// This layer with other functions than the cell's own.
  public func computing(_ functions: [Activation]) -> Recurrence {
    var result = self
    result.functions = functions
    return result
  }

  /// How many ways it goes.
  public var directionCount: Int { direction == .both ? 2 : 1 }

  /// The extents of the states of all steps, of the last ones, and of the last cells.
  func resultExtents(of x: Extents?, count: Int) -> [Extents?] {
    let steps = x?.count == 3 ? x?[isBatchFirst ? 1 : 0] : nil
    let batch = x?.count == 3 ? x?[isBatchFirst ? 0 : 1] : nil
    let all: Extents =
      isBatchFirst
      ? [batch, steps, directionCount, stateCount] : [steps, directionCount, batch, stateCount]
    let last: Extents =
      isBatchFirst ? [batch, directionCount, stateCount] : [directionCount, batch, stateCount]
    return (0..<count).map { $0 == 0 ? all : last }
  }
}
