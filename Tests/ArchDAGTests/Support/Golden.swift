import ArchDAG
import Foundation
import Tensors

/// The files beside the tests, as text.
enum Golden {
  /// The bytes of a file in the folder `Golden`.
  static func bytes(_ name: String, source: String = #filePath) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The ten networks of `deepnets-genotypes.json`: arguments drawn by the published generator of
  /// DeepNets-1M, facebookresearch/ppuda (MIT).
  static func deepNets() throws -> [DeepNetsNetwork] {
    let bytes = try bytes("deepnets-genotypes.json")
    return try JSONDecoder().decode([DeepNetsNetwork].self, from: Data(bytes))
  }

  /// The cells of DARTS, second order, as its paper's code publishes them.
  ///
  /// Source: DARTS (arXiv:1806.09055), figure 4; reference code `cnn/genotypes.py`.
  static let darts = Genotype(
    normal: .init(
      edges: [
        .init(.separableConvolution3, of: 0), .init(.separableConvolution3, of: 1),
        .init(.separableConvolution3, of: 0), .init(.separableConvolution3, of: 1),
        .init(.separableConvolution3, of: 1), .init(.skipConnection, of: 0),
        .init(.skipConnection, of: 0), .init(.dilatedConvolution3, of: 2),
      ], concatenation: [2, 3, 4, 5]),
    reduction: .init(
      edges: [
        .init(.maxPool3, of: 0), .init(.maxPool3, of: 1), .init(.skipConnection, of: 2),
        .init(.maxPool3, of: 1), .init(.maxPool3, of: 0), .init(.skipConnection, of: 2),
        .init(.skipConnection, of: 2), .init(.maxPool3, of: 1),
      ], concatenation: [2, 3, 4, 5]))

  /// `name shape` of each parameter, in order.
  static func parameters(of model: String) throws -> [String] {
    String(decoding: try bytes("\(model).parameters.txt"), as: UTF8.self)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
  }
}

extension Architecture {
  /// `name shape` of each parameter, in order.
  var parameterLines: [String] {
    parameters.map { "\($0.name) \($0.shape.extents.map(String.init).joined(separator: ","))" }
  }
}
