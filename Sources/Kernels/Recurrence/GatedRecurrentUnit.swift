import CKernels

/// h′ ← (1 − z)·n + z·h for each row, with r = σ(a_r + c_r), z = σ(a_z + c_z) and
/// n = tanh(a_n + r·c_n).
///
/// a and c are the parts of the gates that the input and the state decide, (rows, 3·width) each, in
/// the order r, z, n; the states are (rows, width).
package func updateGatedRecurrentUnit(
  inputGates a: Span<Float>, hiddenGates c: Span<Float>, hidden: Span<Float>, width: Int,
  into next: inout MutableSpan<Float>
) {
  let rows = width == 0 ? 0 : next.count / width
  precondition(
    a.count == 3 * rows * width && c.count == a.count && hidden.count == rows * width
      && next.count == rows * width)
  // SAFETY: the function touches rows × width scalars of the states and 3 × rows × width of the
  // gates, which the precondition ties to the spans.
  unsafe a.withUnsafeBufferPointer { a in
    unsafe c.withUnsafeBufferPointer { c in
      unsafe hidden.withUnsafeBufferPointer { hidden in
        unsafe next.withUnsafeMutableBufferPointer { next in
          var operands = unsafe ghn_gru_operands(
            a: a.baseAddress, c: c.baseAddress, hidden: hidden.baseAddress, rows: rows,
            width: width)
          unsafe ghn_gru(&operands, next.baseAddress)
        }
      }
    }
  }
}

/// The gradient of ``updateGatedRecurrentUnit(inputGates:hiddenGates:hidden:width:into:)``: writes
/// da and dc, and adds to dhidden what reaches h through the last sum, not through c.
package func gatedRecurrentUnitGradient(
  inputGates a: Span<Float>, hiddenGates c: Span<Float>, hidden: Span<Float>,
  dnext: Span<Float>, width: Int, intoInputGates da: inout MutableSpan<Float>,
  intoHiddenGates dc: inout MutableSpan<Float>, to dhidden: inout MutableSpan<Float>
) {
  let rows = width == 0 ? 0 : dnext.count / width
  precondition(
    a.count == 3 * rows * width && c.count == a.count && da.count == a.count
      && dc.count == a.count && hidden.count == rows * width && dnext.count == rows * width
      && dhidden.count == rows * width)
  // SAFETY: the function touches rows × width scalars of the states and 3 × rows × width of the
  // gates, which the precondition ties to the spans.
  unsafe a.withUnsafeBufferPointer { a in
    unsafe c.withUnsafeBufferPointer { c in
      unsafe hidden.withUnsafeBufferPointer { hidden in
        unsafe dnext.withUnsafeBufferPointer { dnext in
          unsafe da.withUnsafeMutableBufferPointer { da in
            unsafe dc.withUnsafeMutableBufferPointer { dc in
              unsafe dhidden.withUnsafeMutableBufferPointer { dhidden in
                var operands = unsafe ghn_gru_operands(
                  a: a.baseAddress, c: c.baseAddress, hidden: hidden.baseAddress, rows: rows,
                  width: width)
                unsafe ghn_gru_gradient(
                  &operands, dnext.baseAddress, da.baseAddress, dc.baseAddress,
                  dhidden.baseAddress)
              }
            }
          }
        }
      }
    }
  }
}
