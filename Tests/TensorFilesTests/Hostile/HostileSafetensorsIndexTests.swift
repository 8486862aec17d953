import FileBytes
import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing

/// Attack 26: indexes that point elsewhere, or say what is not so.
@Suite struct HostileSafetensorsIndexTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try SafetensorsFile.write(["a": Tensor(zeros: [1])], to: directory.path(of: "1.safetensors"))
    try SafetensorsFile.write(["b": Tensor(zeros: [1])], to: directory.path(of: "2.safetensors"))
  }

  private func expect(_ flaw: SafetensorsIndexFlaw, _ index: String) throws {
    let path = try directory.file("index.json", holding: Array(index.utf8))
    #expect(throws: TensorFileError.safetensorsIndex(file: path, flaw)) {
      try ShardedSafetensors(indexPath: path)
    }
  }

  @Test(
    "a shard outside the directory of its index is refused",
    arguments: ["../1.safetensors", "/1.safetensors", "x/1.safetensors", "..", "", "a\\\\b"])
  func shardPath(path: String) throws {
    let name = path.replacingOccurrences(of: "\\\\", with: "\\")
    try expect(.shardPath(name), "{\"weight_map\":{\"a\":\"\(path)\"}}")
  }

  @Test func aShardThatIsALinkIsRefused() throws {
    let link = directory.path(of: "link.safetensors")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: directory.path(of: "1.safetensors"))
    let path = try directory.file(
      "index.json", holding: Array(#"{"weight_map":{"a":"link.safetensors"}}"#.utf8))
    #expect(throws: TensorFileError.file(.notARegularFile(path: link))) {
      try ShardedSafetensors(indexPath: path)
    }
  }

  @Test func aTensorThatItsShardLacksIsRefused() throws {
    try expect(
      .missingTensor("c", shard: "1.safetensors"),
      #"{"weight_map":{"a":"1.safetensors","c":"1.safetensors"}}"#)
  }

  @Test func aTensorInTwoShardsIsRefused() throws {
    try SafetensorsFile.write(
      ["a": Tensor(zeros: [1]), "b": Tensor(zeros: [1])], to: directory.path(of: "3.safetensors"))
    try expect(
      .misplacedTensor(
        "a", shard: directory.path(of: "3.safetensors"),
        expected: directory.path(of: "1.safetensors")),
      #"{"weight_map":{"a":"1.safetensors","b":"3.safetensors"}}"#)
    try expect(
      .json(.duplicateKey(offset: 36, key: "a")),
      #"{"weight_map":{"a":"1.safetensors", "a":"2.safetensors"}}"#)
  }

  @Test func aTensorThatIsNotListedIsRefused() throws {
    try expect(
      .misplacedTensor("a", shard: directory.path(of: "1.safetensors"), expected: nil),
      #"{"weight_map":{"c":"1.safetensors"}}"#)
  }

  @Test func anIndexWithoutMapIsRefused() throws {
    try expect(.noWeightMap, #"{"metadata":{"total_size":8}}"#)
  }

  @Test func aHundredThousandLevelsAreRefused() throws {
    try expect(
      .json(.tooDeep(offset: 44, limit: 32)),
      #"{"metadata":"# + String(repeating: "[", count: 100_000))
  }

  @Test func aSoundIndexReadsAllShards() throws {
    let path = try directory.file(
      "index.json",
      holding: Array(
        #"{"metadata":{"total_size":8.0,"x":[null,true,{}]},"#.utf8)
        + Array(#""weight_map":{"a":"1.safetensors","b":"2.safetensors"}}"#.utf8))
    let file = try ShardedSafetensors(indexPath: path)
    #expect(try file.tensors().names == ["a", "b"])
    #expect(try file.tensor(named: "b") == Tensor(zeros: [1]))
    #expect(throws: TensorFileError.missingTensor(file: path, tensor: "c")) {
      try file.tensor(named: "c")
    }
  }
}
