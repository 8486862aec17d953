import ArchDAG
import Autograd
import Tensors

/// One operator on operands of some shapes; images are (N, H, W, C).
enum OperatorCall: Hashable {
  case convolution(Shape, weight: Shape, ImageWindow, groups: Int)
  case linear(Shape, outputs: Int)
  case batchNorm(Shape)
  case layerNorm(Shape)
  case relu(Shape)
  case gelu(Shape)
  case sum(Shape)
  case maxPool(Shape, ImageWindow)
  case averagePool(Shape, ImageWindow)

  /// The call that an operation of a network becomes; `nil` for one that is not measured.
  init?(_ operation: Operation, of architecture: Architecture, batch: Int) {
    let operands = operation.inputs.map { $0.map { architecture[$0] } }
    guard let extents = operands.first??.extents, extents.count >= 2,
      case let known = [batch] + extents.dropFirst().map({ $0 ?? batch }), !known.contains(0)
    else { return nil }
    let images: Shape? = known.count == 4 ? [known[0], known[2], known[3], known[1]] : nil
    switch operation.kind {
    case .convolution(let attributes):
      guard let images, operands.count > 1,
        case .parameter(let weight, _)? = operands[1]?.origin, weight.rank == 4
      else { return nil }
      self = .convolution(
        images, weight: weight, ImageWindow(attributes, weight.extents), groups: attributes.groups)
    case .linear:
      guard operands.count > 1, case .parameter(let weight, _)? = operands[1]?.origin,
        let inputs = known.last, inputs > 0, weight.count % inputs == 0
      else { return nil }
      self = .linear(
        [known.dropLast().reduce(1, *), inputs], outputs: weight.count / inputs)
    case .batchNorm: self = .batchNorm(images ?? Shape(known))
    case .layerNorm: self = .layerNorm(Shape(known))
    case .activation(.relu): self = .relu(images ?? Shape(known))
    case .activation(.gelu): self = .gelu(images ?? Shape(known))
    case .arithmetic(.add): self = .sum(images ?? Shape(known))
    case .maxPool(let pooling):
      guard let images else { return nil }
      self = .maxPool(images, ImageWindow(pooling))
    case .averagePool(let pooling):
      guard let images else { return nil }
      self = .averagePool(images, ImageWindow(pooling))
    default: return nil
    }
  }

  /// What is reported together.
  var name: String {
    switch self {
    case .convolution(let images, let weight, _, let groups):
      let kernel = "\(weight[2])×\(weight[3])"
      return if groups == 1 {
        "convolution \(kernel)"
      } else if groups == images[3] {
        "depthwise convolution \(kernel)"
      } else {
        "convolution \(kernel) in groups"
      }
    case .linear: return "linear map"
    case .batchNorm: return "batch norm"
    case .layerNorm: return "layer norm"
    case .relu: return "ReLU"
    case .gelu: return "GELU"
    case .sum: return "sum"
    case .maxPool: return "maximum of windows"
    case .averagePool: return "mean of windows"
    }
  }

  /// The shapes of what it takes.
  var operands: [Shape] {
    switch self {
    case .convolution(let x, let weight, _, _): [x, weight]
    case .linear(let x, let outputs): [x, [outputs, x[1]]]
    case .batchNorm(let x), .layerNorm(let x): [x, [x[x.rank - 1]], [x[x.rank - 1]]]
    case .sum(let x): [x, x]
    case .relu(let x), .gelu(let x), .maxPool(let x, _), .averagePool(let x, _): [x]
    }
  }

  /// The shape of what it makes.
  private var result: Shape {
    switch self {
    case .convolution(let x, let weight, let window, _):
      let extents = window.outputExtents(height: x[1], width: x[2])
      return [x[0], extents?.height ?? 0, extents?.width ?? 0, weight[0]]
    case .linear(let x, let outputs): return [x[0], outputs]
    case .maxPool(let x, let window), .averagePool(let x, let window):
      let extents = window.outputExtents(height: x[1], width: x[2])
      return [x[0], extents?.height ?? 0, extents?.width ?? 0, x[3]]
    case .batchNorm(let x), .layerNorm(let x), .relu(let x), .gelu(let x), .sum(let x): return x
    }
  }

  /// How many scalars it reads and writes, each once.
  var scalars: Int { operands.reduce(result.count) { $0 + $1.count } }

  /// The bytes of them.
  var bytes: Double { Double(scalars * MemoryLayout<Float>.stride) }

  /// The multiplications and additions of its products.
  var operations: Double {
    switch self {
    case .convolution(_, let weight, _, _):
      2 * Double(result.count) * Double(weight.extents.dropFirst().reduce(1, *))
    case .linear(let x, _): 2 * Double(result.count) * Double(x[1])
    default: 0
    }
  }

  /// Does it.
  func run(_ x: [Variable]) -> Variable {
    switch self {
    case .convolution(_, _, let window, let groups):
      x[0].convolved(with: x[1], over: window, groups: groups)
    case .linear: linearMap(x[0], weight: x[1], bias: nil)
    case .batchNorm: x[0].batchNormalized(scale: x[1], shift: x[2])
    case .layerNorm: x[0].layerNormalized(scale: x[1], shift: x[2])
    case .relu: x[0].relu()
    case .gelu: x[0].gelu()
    case .sum: x[0] + x[1]
    case .maxPool(_, let window): x[0].maxPooled(over: window)
    case .averagePool(_, let window): x[0].averagePooled(over: window, countsPadding: false)
    }
  }
}

extension ImageWindow {
  fileprivate init(_ convolution: ConvolutionAttributes, _ weight: [Int]) {
    self.init(
      kernel: Array(weight.suffix(2)), strides: convolution.strides, padding: convolution.padding,
      dilations: convolution.dilations)
  }

  fileprivate init(_ pooling: PoolingAttributes) {
    self.init(
      kernel: pooling.kernel, strides: pooling.strides, padding: pooling.padding,
      dilations: pooling.dilations)
  }

  private init(kernel: [Int], strides: [Int], padding: [Int], dilations: [Int]) {
    func window(_ axis: Int) -> SlidingWindow {
      SlidingWindow(
        extent: kernel[axis], stride: strides[axis], padding: padding[axis],
        trailingPadding: padding[axis + 2], dilation: dilations[axis])
    }
    self.init(vertical: window(0), horizontal: window(1))
  }
}
