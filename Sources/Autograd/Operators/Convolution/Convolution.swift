import Kernels
public import Tensors

extension Variable {
  /// The convolution of these images with a weight.
  ///
  /// z[n, y, x, o] = bias[o] + Σ over the weight's elements (r, s) and the inputs i of o's group of
  /// self[n, y·stride − padding + r·dilation, x·stride − padding + s·dilation, i] · weight[o, i, r, s].
  ///
  /// - Gradient: dz is convolved with the reversed kernel for these images, and multiplied with
  ///   what each element of the kernel saw for the weight; dbias = Σ dz.
  ///
  /// - Parameters:
  ///   - weight: (outputs, inputs / groups, height, width), as ONNX stores it.
  ///   - bias: (outputs), or `nil` for zero.
  ///   - window: how the kernel moves; its extents are those of the weight.
  ///   - groups: into how many groups inputs and outputs are divided; outputs see their own group.
  /// - Returns: (N, H′, W′, outputs), for images of shape (N, H, W, inputs).
  /// - Precondition: the shapes fit each other, and the window fits the images.
  ///
  /// Source: ONNX operator `Conv`, opset 11, with the channels moved last.
  public func convolved(
    with weight: Variable, bias: Variable? = nil, over window: ImageWindow, groups: Int = 1
  ) -> Variable {
    precondition(shape.rank == 4 && weight.shape.rank == 4, "\(shape) with \(weight.shape)")
    let extents = window.outputExtents(height: shape[1], width: shape[2])
    guard let extents else {
      preconditionFailure("the window \(window) does not fit images of shape \(shape)")
    }
    let outputs = weight.shape[0]
    let convolution = Convolution(
      input: shape, output: [shape[0], extents.height, extents.width, outputs], over: window,
      groups: groups)
    precondition(
      weight.shape == convolution.weightShape && bias.map { $0.shape == [outputs] } ?? true,
      "a weight of shape \(weight.shape) where \(convolution.weightShape) is expected")
    let z = Tensor(shape: convolution.outputShape) { z in
      value.withScalars { x in
        weight.value.withScalars { w in
          guard let bias else { return convolution.convolve(x, with: w, into: &z) }
          bias.value.withScalars { convolution.convolve(x, with: w, bias: $0, into: &z) }
        }
      }
    }
    guard let tape = commonTape(self, weight, bias) else {
      return Variable(z)
    }
    let (x, w) = (value, weight.value)
    let (xSlot, wSlot, bSlot) = (slot, weight.slot, bias?.slot)
    return tape.record(z) { dz, gradients in
      gradients.accumulate(bSlot) { sumColumns(of: dz, into: &$0, update: $1) }
      gradients.update(wSlot) { dw in
        x.withScalars { convolution.convolveWeightGradient($0, dz, addingTo: &dw) }
      }
      gradients.accumulate(xSlot) { dx, update in
        w.withScalars {
          convolution.convolveInputGradient(dz, with: $0, into: &dx, update: update)
        }
      }
    }
  }

  /// The transposed convolution of these images with a weight: the images from which a convolution
  /// would have been made, up to its weights.
  ///
  /// z[n, y·stride − padding + r·dilation, x·stride − padding + s·dilation, o] sums
  /// self[n, y, x, i] · weight[i, o, r, s] over all positions and inputs of o's group, plus bias[o].
  ///
  /// - Gradient: dz is convolved with the weight for these images.
  ///
  /// - Parameters:
  ///   - weight: (inputs, outputs / groups, height, width), as ONNX stores it.
  ///   - bias: (outputs), or `nil` for zero.
  ///   - window: how the kernel moves over the result; its extents are those of the weight.
  ///   - groups: into how many groups inputs and outputs are divided.
  ///   - outputHeight: the height of the result; with it the window must have as many positions as
  ///     these images have rows, or more.
  ///   - outputWidth: the width of the result, likewise.
  /// - Returns: (N, outputHeight, outputWidth, outputs), for images of shape (N, H, W, inputs).
  /// - Precondition: the shapes fit each other.
  ///
  /// Source: ONNX operator `ConvTranspose`, opset 11, with the channels moved last.
  public func transposedConvolved(
    with weight: Variable, bias: Variable? = nil, over window: ImageWindow, groups: Int = 1,
    outputHeight: Int, outputWidth: Int
  ) -> Variable {
    precondition(shape.rank == 4 && weight.shape.rank == 4, "\(shape) with \(weight.shape)")
    let outputs = weight.shape[1] * groups
    let convolution = Convolution(
      input: [shape[0], outputHeight, outputWidth, outputs], output: shape, over: window,
      groups: groups)
    precondition(
      weight.shape == convolution.weightShape && bias.map { $0.shape == [outputs] } ?? true,
      "a weight of shape \(weight.shape) where \(convolution.weightShape) is expected")
    let z = Tensor(shape: convolution.inputShape) { z in
      value.withScalars { x in
        weight.value.withScalars { w in
          guard let bias else {
            return convolution.convolveInputGradient(x, with: w, into: &z, update: .replacing)
          }
          bias.value.withScalars {
            convolution.convolveInputGradient(
              x, with: w, bias: $0, into: &z, update: .replacing)
          }
        }
      }
    }
    guard let tape = commonTape(self, weight, bias) else {
      return Variable(z)
    }
    let (x, w) = (value, weight.value)
    let (xSlot, wSlot, bSlot) = (slot, weight.slot, bias?.slot)
    return tape.record(z) { dz, gradients in
      gradients.accumulate(bSlot) { sumColumns(of: dz, into: &$0, update: $1) }
      gradients.update(wSlot) { dw in
        x.withScalars { convolution.convolveWeightGradient(dz, $0, addingTo: &dw) }
      }
      gradients.accumulate(xSlot) { dx, update in
        w.withScalars { convolution.convolve(dz, with: $0, into: &dx, update: update) }
      }
    }
  }
}
