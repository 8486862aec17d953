/// A complete description of a DeepNets-1M network: a genotype, and how to stack its cells.
///
/// The default of every argument is that of the published network; together they are DARTS'
/// network for small images.
///
/// Source: DeepNets-1M (arXiv:2110.13100), section 3 and appendix A; reference code
/// `ppuda/deepnets1m/net.py`.
public struct DeepNetsNetwork: Hashable, Sendable {
  /// The two cells; `genotype` in JSON.
  public var genotype: Genotype
  /// How many cells follow each other; `n_cells` in JSON.
  ///
  /// Cells ⌊n/3⌋ and ⌊2n/3⌋ reduce, but never cell 0.
  public var cellCount = 20
  /// The width of the first cell in channels; `C` in JSON.
  public var channels = 32
  /// What the width is multiplied by at a reduction; `C_mult` in JSON.
  public var channelMultiplier = 2
  /// How many classes the network tells apart; `num_classes` in JSON.
  public var classCount = 10
  /// The shape of an image; `input` in JSON.
  ///
  /// For images of more than 64 pixels a side the stem has larger strides.
  public var input = ImageExtents(channels: 3, height: 32, width: 32)
  /// How an image becomes the first two states; `stem_type` in JSON.
  public var stem = Stem.single
  /// The extent of the stem's first window; `ks` in JSON.
  public var stemKernel = 3
  /// Whether a max pool ends a single stem; `stem_pool` in JSON.
  public var poolsStem = false
  /// The norm behind convolutions; `norm` in JSON, where any name with `bn` in front will do.
  public var normalization = Normalization.batch
  /// Whether convolutions bring a cell's inputs to its width; `preproc` in JSON.
  public var preprocessesInputs = true
  /// How many linear layers end the network; `fc_layers` in JSON.
  public var headLayers = 1
  /// The width between the linear layers; `fc_dim` in JSON.
  public var headWidth = 256
  /// Whether the head sees the mean over all pixels or every pixel; `glob_avg` in JSON.
  public var averagesGlobally = true

  /// Describes the network of a genotype by the defaults.
  public init(genotype: Genotype) {
    self.genotype = genotype
  }

  /// How an image becomes the first two states of the first cell.
  public enum Stem: Int, Hashable, Sendable, CaseIterable {
    /// One convolution makes both.
    case single = 0
    /// Two convolutions make the older state, a strided third one the newer.
    case double = 1
  }

  /// Whether the cell at `index` halves the image's extents.
  func isReduction(_ index: Int) -> Bool {
    index > 0 && (index == cellCount / 3 || index == 2 * cellCount / 3)
  }

  /// Whether the network is made for images of about 224 pixels a side instead of 32.
  var isLarge: Bool { max(input.height, input.width) > 64 }
}
