public import GHN
public import ImageData
import Tensors

extension DataSummary {
  /// How many images of a class the mean is of, at most.
  private static let imagesOfClass = 100

  /// What a data set looks like: each class's first hundred images, gray, as networks see them.
  ///
  /// A class without images is gray all over, 0.
  public init(of images: ImageDataset) {
    var indices = [[Int]](repeating: [], count: images.classCount)
    for (index, label) in images.labels.enumerated()
    where indices[Int(label)].count < Self.imagesOfClass {
      indices[Int(label)].append(index)
    }
    self.init(
      name: images.name,
      prototypes: indices.flatMap { indices in
        indices.isEmpty
          ? [Float](repeating: 0, count: Self.classLength)
          : Self.pooledMean(of: images.batch(indices).images)
      })
  }

  /// The mean of images (N, C, H, W) over images, channels and the pixels of each of the small image's.
  private static func pooledMean(of images: Tensor) -> [Float] {
    let (height, width) = (images.shape[2], images.shape[3])
    var sums = [Double](repeating: 0, count: classLength)
    var counts = sums
    images.withScalars { scalars in
      for index in scalars.indices {
        let (row, column) = (index / width % height, index % width)
        let pixel = row * side / height * side + column * side / width
        sums[pixel] += Double(scalars[index])
        counts[pixel] += 1
      }
    }
    return zip(sums, counts).map { $1 > 0 ? Float($0 / $1) : 0 }
  }
}
