import Evaluation
import GHN
import ImageData
import Tensors
import Testing

@Suite struct DataSummaryTests {
  /// Images of 28 × 28 pixels: class 0 white at the top, class 2 gray all over, no image of class 1.
  private func images() -> ImageDataset {
    var pixels: [UInt8] = []
    for label in [0, 2, 0, 2] {
      for row in 0..<28 {
        pixels += [UInt8](repeating: label == 2 ? 100 : row < 14 ? 255 : 0, count: 28)
      }
    }
    return ImageDataset(
      name: "stripes",
      LabeledPixels(
        channels: 1, height: 28, width: 28, classCount: 3, pixels: pixels, labels: [0, 2, 0, 2]))
  }

  @Test("each class's mean image, in sixteen parts")
  func meanImages() {
    let images = images()
    let summary = DataSummary(of: images)
    #expect(summary.name == "stripes")
    #expect(summary.classCount == 3)
    let (networkImages, _) = images.batch([0, 1])
    // Slowly, pixel by pixel, of the first image of each class: all of a class are alike.
    for (place, label) in [(0, 0), (1, 2)] {
      for row in 0..<4 {
        for column in 0..<4 {
          var sum: Float = 0
          for channel in 0..<3 {
            for y in 8 * row..<8 * row + 8 {
              for x in 8 * column..<8 * column + 8 {
                sum += networkImages.scalars[((place * 3 + channel) * 32 + y) * 32 + x]
              }
            }
          }
          let found = summary.prototypes[label * DataSummary.classLength + 4 * row + column]
          #expect(abs(found - sum / 192) < 1e-4)
        }
      }
    }
    #expect(summary.prototypes[0] > summary.prototypes[12])
    #expect(summary.prototypes[16..<32].allSatisfy { $0 == 0 })
  }

  @Test func theFirstHundredOfAClassCount() {
    let few = images()
    let many = few.selecting((0..<400).map { $0 % 2 == 0 ? 0 : 1 })
    #expect(DataSummary(of: many).prototypes.count == DataSummary(of: few).prototypes.count)
    for (left, right) in zip(DataSummary(of: many).prototypes, DataSummary(of: few).prototypes) {
      #expect(abs(left - right) < 1e-4)
    }
  }
}
