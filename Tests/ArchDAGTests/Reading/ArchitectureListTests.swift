import ArchDAG
import FileBytes
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ArchitectureListTests {
  private func file(_ text: String) throws -> MappedFile {
    let folder = try TemporaryDirectory()
    return try MappedFile(path: folder.file("list.json", holding: text))
  }

  private let cell = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"

  @Test func buildsEachArchitectureWhenItIsAskedFor() throws {
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\", \"\(cell)\"]"))
    #expect(list.count == 2)
    let all = try Architecture.all(in: file("[\"\(cell)\", \"\(cell)\"]"))
    #expect(try list.architecture(at: 1).parameters == all[1].parameters)
    #expect(try list.architecture(at: 1).name.hasSuffix("[1]"))
  }

  @Test func shapesNetworksByTheOptions() throws {
    var options = GenotypeOptions()
    options.classCount = 7
    let list = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"), options: options)
    #expect(try list.architecture(at: 0).parameters.last?.shape == [7])
  }

  @Test func tellsListsApart() throws {
    let one = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"))
    let same = try ArchitectureList(contentsOf: file("[\"\(cell)\"]"))
    let other = try ArchitectureList(contentsOf: file("[\"\(cell)\" ]"))
    #expect(one.fingerprint == same.fingerprint)
    #expect(one.fingerprint != other.fingerprint)
  }

  @Test func refusesAListThatIsNotSound() throws {
    #expect(throws: ArchitectureError.self) {
      try ArchitectureList(contentsOf: file("[{\"genotype\": 3}]"))
    }
  }
}
