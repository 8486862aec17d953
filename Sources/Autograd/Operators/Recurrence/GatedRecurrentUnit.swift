import Kernels
import Tensors

extension Variable {
  /// The next states of a gated recurrent unit with these states, given the gates of its input.
  ///
  /// With a = inputGates and c = hiddenGates, each split into three parts in the order r, z, n:
  /// r = σ(a_r + c_r), z = σ(a_z + c_z), n = tanh(a_n + r·c_n), h′ = (1 − z)·n + z·h.
  ///
  /// - Gradient: da = dc = the derivative of each gate's argument, but dc_n = r·da_n;
  ///   dh = z·dh′.
  ///
  /// The gates are those of W·input + b and U·h + b′.
  ///
  /// - Precondition: h is (rows, width), both gates are (rows, 3·width).
  ///
  /// Source: Cho et al. (arXiv:1406.1078), with the reset gate behind U as PyTorch has it.
  public func gatedUpdate(inputGates: Variable, hiddenGates: Variable) -> Variable {
    let (rows, width) = matrixExtents
    precondition(
      inputGates.matrixExtents == (rows, 3 * width)
        && hiddenGates.matrixExtents == (rows, 3 * width),
      "gates of shapes \(inputGates.shape) and \(hiddenGates.shape) for states \(shape)")
    let (a, c, h) = (inputGates.value, hiddenGates.value, value)
    let next = Tensor(shape: shape) { next in
      a.withScalars { a in
        c.withScalars { c in
          h.withScalars { h in
            updateGatedRecurrentUnit(
              inputGates: a, hiddenGates: c, hidden: h, width: width, into: &next)
          }
        }
      }
    }
    guard let tape = commonTape(self, inputGates, hiddenGates) else { return Variable(next) }
    let slots = (slot, inputGates.slot, hiddenGates.slot)
    return tape.record(next) { dnext, gradients in
      // All three parts share the gates, which are cheaper to compute again than to keep.
      var da = [Float](repeating: 0, count: a.shape.count)
      var dc = da
      var dh = [Float](repeating: 0, count: h.shape.count)
      a.withScalars { a in
        c.withScalars { c in
          h.withScalars { h in
            var daSpan = da.mutableSpan
            var dcSpan = dc.mutableSpan
            var dhSpan = dh.mutableSpan
            gatedRecurrentUnitGradient(
              inputGates: a, hiddenGates: c, hidden: h, dnext: dnext, width: width,
              intoInputGates: &daSpan, intoHiddenGates: &dcSpan, to: &dhSpan)
          }
        }
      }
      gradients.give(&dh, to: slots.0)
      gradients.give(&da, to: slots.1)
      gradients.give(&dc, to: slots.2)
    }
  }
}
