/// The operations that a graph hypernetwork tells apart.
///
/// The order of the cases is that of the rows of a GHN's primitive embedding; raw values are the
/// names that the published code uses.
///
/// Source: GHN-2 (arXiv:2110.13100), table 1; reference code `ppuda/deepnets1m/genotypes.py`.
public enum Primitive: String, CaseIterable, Hashable, Sendable {
  case maxPool = "max_pool"
  case averagePool = "avg_pool"
  /// A convolution with more than one group, dense within each group.
  case separableConvolution = "sep_conv"
  /// A convolution with more than one group whose taps are dilated along every axis.
  case dilatedConvolution = "dil_conv"
  /// Every other convolution, and every linear layer.
  case convolution = "conv"
  case multiHeadSelfAttention = "msa"
  /// The channel-wise multiplication of a squeeze-and-excitation block.
  case squeezeExcitation = "cse"
  case sum
  case concatenation = "concat"
  case input
  case bias
  case batchNorm = "bn"
  case layerNorm = "ln"
  case positionalEncoding = "pos_enc"
  case globalAveragePool = "glob_avg"
}
