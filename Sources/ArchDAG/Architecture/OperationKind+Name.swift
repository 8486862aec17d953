extension OperationKind {
  /// The name of the kind, without its attributes; for an operation that no rule knows, the name
  /// that the architecture's file gives its operator.
  public var name: String {
    switch self {
    case .convolution: "convolution"
    case .transposedConvolution: "transposedConvolution"
    case .linear: "linear"
    case .embedding: "embedding"
    case .batchNorm: "batchNorm"
    case .layerNorm: "layerNorm"
    case .groupNorm: "groupNorm"
    case .rootMeanSquareNorm: "rootMeanSquareNorm"
    case .maxPool: "maxPool"
    case .averagePool: "averagePool"
    case .globalAveragePool: "globalAveragePool"
    case .adaptiveAveragePool: "adaptiveAveragePool"
    case .mean: "mean"
    case .activation: "activation"
    case .softmax: "softmax"
    case .matrixProduct: "matrixProduct"
    case .einsum: "einsum"
    case .arithmetic(let function): function.rawValue
    case .select: "select"
    case .concatenation: "concatenation"
    case .split: "split"
    case .slice: "slice"
    case .gather: "gather"
    case .reshape: "reshape"
    case .flatten: "flatten"
    case .transpose: "transpose"
    case .squeeze: "squeeze"
    case .unsqueeze: "unsqueeze"
    case .expand: "expand"
    case .pad: "pad"
    case .resize: "resize"
    case .dropout: "dropout"
    case .elementwise(let function): function.rawValue
    case .identity: "identity"
    case .unrecognized(let type): type
    }
  }
}
