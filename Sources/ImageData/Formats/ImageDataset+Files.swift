import FoundationEssentials

extension ImageDataset {
  /// Where Debian's package `dataset-fashion-mnist` puts its files.
  public static let fashionMNISTFolder = "/usr/share/datasets/fashion-mnist"

  /// Reads one split of a data set.
  ///
  /// - Parameters:
  ///   - word: `fashion-mnist`, which Debian's package `dataset-fashion-mnist` brings, or a folder
  ///     with MNIST-style files, with the binary or pickled files of CIFAR-10 or CIFAR-100, with
  ///     NumPy's arrays (`x_train.npy`, `y_train.npy`, or `train_images.npy`, `train_labels.npy`, and
  ///     the same with `test`, which may also lie in one `.npz` file), or with a folder of images for each class in one for each split.
  ///   - split: which part of it.
  /// - Throws: ``DataError``.
  public init(_ word: String, split: DataSplit) throws(DataError) {
    if word == "fashion-mnist" {
      try self.init(fashionMNIST: Self.fashionMNISTFolder, split: split)
    } else if CIFAR10File.paths(in: word).contains(where: FileManager.default.fileExists(atPath:)) {
      try self.init(cifar10: word, split: split)
    } else if FileManager.default.fileExists(atPath: CIFAR100File.path(in: word, split: split)) {
      try self.init(cifar100: word, split: split)
    } else if let pickles = CIFARPickles(in: word) {
      try self.init(pickles, split: split)
    } else if let pair = try ArrayPair(in: word, split: split) {
      try self.init(arrays: pair, in: word, split: split)
    } else if word.hasSuffix(".npz") {
      throw try ArrayPair.missing(in: word, split: split)
    } else if let folder = try ImageFolder(path: word) {
      try self.init(imagesIn: folder, split: split)
    } else {
      try self.init(mnistStyle: word, split: split)
    }
  }

  /// Reads one split of Fashion-MNIST.
  ///
  /// Source: Xiao, Rasul, Vollgraf (arXiv:1708.07747).
  public init(fashionMNIST folder: String, split: DataSplit) throws(DataError) {
    guard let paths = MNISTPaths(folder: folder, split: split) else {
      throw .missing(
        path: folder, expected: "Fashion-MNIST's files",
        suggestion: "install them with: apt-get install dataset-fashion-mnist")
    }
    try self.init(
      name: "fashion-mnist", paths: paths, classCount: 10, preprocessing: .fashionMNIST)
    guard height == 28 && width == 28 else {
      throw .malformed(
        path: paths.images, expected: "images of 28 × 28 pixels", found: "\(height) × \(width)")
    }
  }

  /// Reads one split of a data set in the manner of MNIST: idx files, packed by gzip or not, which
  /// are called `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the same with `t10k`.
  ///
  /// Images are normalized by the mean and deviation of the train split, whichever split is read.
  public init(mnistStyle folder: String, split: DataSplit) throws(DataError) {
    guard let paths = MNISTPaths(folder: folder, split: split) else {
      var isFolder = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
        throw .missing(
          path: folder, expected: "a folder or a NumPy archive (.npz) of that name",
          suggestion: "name 'fashion-mnist', or a folder that holds a data set")
      }
      guard isFolder else {
        throw .malformed(
          path: folder, expected: "a folder or a NumPy archive (.npz)", found: "another file")
      }
      throw .missing(
        path: folder,
        expected: "a folder with \(MNISTPaths.names(of: split)), the binary files of CIFAR-10 or "
          + "CIFAR-100, pickled batches of CIFAR, NumPy's arrays, or folders of images",
        suggestion: "name 'fashion-mnist', or a folder that holds a data set")
    }
    var train: ImageDataset?
    if split == .test, let paths = MNISTPaths(folder: folder, split: .train) {
      train = try ImageDataset(name: "", paths: paths, classCount: nil)
    }
    try self.init(
      name: Self.name(of: folder), paths: paths, classCount: train?.classCount,
      preprocessing: train?.preprocessing)
  }

  /// How many classes a split's labels tell: those that are known, as from the train split, or as many as
  /// the largest label says.
  ///
  /// - Throws: ``DataError`` where a label goes beyond the known classes.
  static func classCount(
    of labels: [UInt8], atMost known: Int?, path: String
  ) throws(DataError) -> Int {
    guard let known else { return 1 + Int(labels.max() ?? 0) }
    if let index = labels.firstIndex(where: { $0 >= known }) {
      throw .malformed(
        path: path, expected: "labels of the \(known) classes 0 to \(known - 1)",
        found: "\(labels[index]) of image \(index)")
    }
    return known
  }

  /// What reports call the data set of a folder.
  static func name(of folder: String) -> String {
    folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// Reads one split of CIFAR-10 from its binary files: five of the train split, one of the test
  /// split.
  public init(cifar10 folder: String, split: DataSplit) throws(DataError) {
    let paths = CIFAR10File.paths(in: folder)
    let (pixels, labels) = try CIFAR10File.records(
      paths: split == .train ? paths.dropLast() : paths.suffix(1))
    self.init(
      name: "cifar-10",
      LabeledPixels(cifar: pixels, labels, classCount: CIFAR10File.classCount),
      preprocessing: .cifar10
    )
  }

  /// Reads one split of CIFAR-100 from its binary files; the classes are the hundred fine ones.
  public init(cifar100 folder: String, split: DataSplit) throws(DataError) {
    let (pixels, labels) = try CIFAR100File.records(
      path: CIFAR100File.path(in: folder, split: split))
    self.init(
      name: "cifar-100",
      LabeledPixels(cifar: pixels, labels, classCount: CIFAR100File.classCount),
      preprocessing: .cifar100)
  }

  /// Reads one split of CIFAR from its pickled files.
  init(_ pickles: CIFARPickles, split: DataSplit) throws(DataError) {
    let (pixels, labels) = try pickles.records(split)
    self.init(
      name: pickles.name,
      LabeledPixels(cifar: pixels, labels, classCount: pickles.classCount),
      preprocessing: pickles.classCount == CIFAR10File.classCount ? .cifar10 : .cifar100)
  }

  /// Reads one split of a folder of images, as gray and as normalized as the train split.
  init(imagesIn folder: ImageFolder, split: DataSplit) throws(DataError) {
    var train: ImageDataset?
    if split == .test, try folder.folder(of: .train) != nil {
      train = try ImageDataset(imagesIn: folder, split: .train)
    }
    let images = try folder.images(of: split, channels: train?.channels)
    self.init(
      name: Self.name(of: folder.path), images,
      preprocessing: train?.preprocessing)
  }

  /// Reads images and their labels, of as many classes as the largest label says where
  /// `classCount` is `nil`.
  private init(
    name: String, paths: MNISTPaths, classCount: Int?, preprocessing: ImagePreprocessing? = nil
  ) throws(DataError) {
    let images = try IDXFile.images(path: paths.images)
    let labels = try IDXFile.labels(path: paths.labels)
    let area = images.height * images.width
    guard labels.count * area == images.pixels.count else {
      throw .malformed(
        path: paths.labels, expected: "a label for each of \(images.pixels.count / area) images",
        found: "\(labels.count)")
    }
    self.init(
      name: name,
      LabeledPixels(
        channels: 1, height: images.height, width: images.width,
        classCount: try Self.classCount(of: labels, atMost: classCount, path: paths.labels),
        pixels: images.pixels, labels: labels),
      preprocessing: preprocessing)
  }
}

extension LabeledPixels {
  /// Images of CIFAR, which all have one extent.
  fileprivate init(cifar pixels: [UInt8], _ labels: [UInt8], classCount: Int) {
    self.init(
      channels: CIFAR10File.channels, height: CIFAR10File.extent, width: CIFAR10File.extent,
      classCount: classCount, pixels: pixels, labels: labels)
  }
}

/// The two files of a split of a data set in the manner of MNIST.
private struct MNISTPaths {
  let images: String
  let labels: String

  /// Looks for the files; `nil` if one of them is missing.
  init?(folder: String, split: DataSplit) {
    let prefix = Self.prefix(of: split)
    func path(_ kind: String, _ rank: Int) -> String? {
      ["-idx", ".idx"].flatMap { separator in
        ["", ".gz"].map { "\(folder)/\(prefix)-\(kind)\(separator)\(rank)-ubyte\($0)" }
      }
      .first { FileManager.default.fileExists(atPath: $0) }
    }
    guard let images = path("images", 3), let labels = path("labels", 1) else { return nil }
    self.images = images
    self.labels = labels
  }

  static func prefix(of split: DataSplit) -> String { split == .train ? "train" : "t10k" }

  /// What errors call the files.
  static func names(of split: DataSplit) -> String {
    "\(prefix(of: split))-images-idx3-ubyte[.gz] and \(prefix(of: split))-labels-idx1-ubyte[.gz]"
  }
}
