import ArchDAG
import ArchitectureSearch
import FileBytes
import Foundation
import Testing

@Suite struct ListedNetworkTests {
  @Test("a file that leaves rows and columns open costs what it does for images of 32 x 32")
  func openExtents() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("NetworkExecutionTests/Golden/operations/open_extents.onnx").path
    let listed = try Architecture(listed: path, options: GenotypeOptions())
    let file = try MappedFile(path: path)
    let sized = try Architecture(onnx: file, inputExtents: [nil, 3, 32, 32])
    #expect(listed.operationCount == sized.operationCount)
    #expect(listed.operationCount > 100 * (try Architecture(onnx: file)).operationCount)
  }
}
