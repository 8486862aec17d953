/// What a data set looks like, for a hypernetwork that serves several: a small mean image of each class.
///
/// So the numbers say which class has which number, too.
public struct DataSummary: Hashable, Sendable, Codable {
  /// The rows and the columns of a class's mean image.
  public static let side = 4
  /// The numbers that describe a class.
  public static let classLength = side * side

  /// The data set's name.
  public let name: String
  /// The mean images (classes, ``side``, ``side``), of pixels as networks see them.
  public let prototypes: [Float]

  /// Takes mean images.
  ///
  /// - Precondition: there are whole images, and all numbers are finite.
  public init(name: String, prototypes: [Float]) {
    precondition(
      prototypes.count % Self.classLength == 0 && prototypes.allSatisfy(\.isFinite),
      "\(prototypes.count) numbers for images of \(Self.classLength)")
    self.name = name
    self.prototypes = prototypes
  }

  /// How many classes the data have.
  public var classCount: Int { prototypes.count / Self.classLength }
}
