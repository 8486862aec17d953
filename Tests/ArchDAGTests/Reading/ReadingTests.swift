import ArchDAG
import FileBytes
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct ReadingTests {
  static let darts =
    """
    {"normal": [["sep_conv_3x3", 1], ["skip_connect", 0]], "normal_concat": [2],
    "reduce": [["max_pool_3x3", 0], ["skip_connect", 1]], "reduce_concat": [2]}
    """

  static func read(_ text: String, _ options: GenotypeOptions = .init()) throws -> Architecture {
    try Architecture(bytes: Array(text.utf8), name: "text", options: options)
  }

  @Test("finds the kind of a text by what stands in it")
  func kinds() throws {
    let json = try ArchitectureJSONTests.sample(.identity).json()
    #expect(try Self.read(String(decoding: json, as: UTF8.self)).inputs.count == 2)
    #expect(try Self.read(Self.darts).parameters.count > 100)
    #expect(try Self.read(#"{"genotype": \#(Self.darts), "n_cells": 1}"#).parameters.count < 40)
    let cell101 = try Self.read(NASBench101Tests.inception)
    #expect(cell101.parameters.contains { $0.name.hasPrefix("layers.1.vertex_op.") })
    let cell201 = try Self.read(NASBench201Tests.text)
    #expect(cell201.parameters.contains { $0.name == "cells.0.layers.0.op.1.weight" })
    #expect(try Self.read("[\"\(NASBench201Tests.text)\"]") == cell201)
  }

  @Test("takes both forms of a genotype's edges, one list and a list for each sum")
  func nestedEdges() throws {
    let nested = Self.darts.replacing("[[", with: "[[[").replacing("]]", with: "]]]")
    #expect(try Self.read(nested) == Self.read(Self.darts))
  }

  @Test func takesWishesBeforeTheDescriptionAndTheDescriptionBeforeDefaults() throws {
    let text = #"{"genotype": \#(Self.darts), "n_cells": 1, "C": 8, "num_classes": 3}"#
    var options = GenotypeOptions()
    options.channels = 4
    let shapes = try Self.read(text, options).parameters.map(\.shape.extents)
    #expect(shapes.first == [12, 3, 3, 3])
    #expect(shapes.last == [3])
  }

  @Test(
    "skips a byte order mark and takes any line ends",
    arguments: [darts, NASBench101Tests.inception, NASBench201Tests.text + "\n"])
  func texts(text: String) throws {
    let plain = try Self.read(text)
    #expect(try Self.read("\u{feff}" + text) == plain)
    #expect(try Self.read("\r\n" + text.replacing("\n", with: "\r\n") + "\r\n") == plain)
  }

  @Test(
    "says that a text is UTF-16", arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf32])
  func refusesOtherEncodings(encoding: String.Encoding) throws {
    let bytes = Array(try #require(Self.darts.data(using: encoding)))
    let error = #expect(throws: ArchitectureError.self) {
      try Architecture(bytes: bytes, name: "wide")
    }
    #expect(error?.description.contains("expected UTF-8") == true)
  }

  @Test func readsAllArchitecturesOfAList() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.file("list.json", holding: Golden.bytes("deepnets-genotypes.json"))
    let file = try MappedFile(path: path)
    let architectures = try Architecture.all(in: file)
    #expect(architectures.count == 10)
    #expect(architectures[3].name.hasSuffix("[3]"))
    #expect(throws: ArchitectureError.self) { try Architecture(contentsOf: file) }
    let alone = try Architecture(try Golden.deepNets()[3], name: architectures[3].name)
    #expect(architectures[3] == alone)
  }

  @Test func tellsTextsFromNamesOfFiles() {
    #expect(Architecture.isText(NASBench201Tests.text))
    #expect(Architecture.isText("  {}"))
    #expect(!Architecture.isText("resnet50.onnx"))
    #expect(!Architecture.isText("-"))
  }

  @Test(
    "reads an ONNX file of the reference as its genotype's network",
    .enabled(if: referenceFolder != nil), arguments: 0...5)
  func onnx(index: Int) throws {
    let model = index == 5 ? "darts_cifar10" : "deepnet_\(index)"
    var network = DeepNetsNetwork(genotype: Golden.darts)
    network.channels = 36
    if index < 5 { network = try Golden.deepNets()[index] }
    // The TorchScript exporter merges DARTS' equal poolings of one state, and so their sums.
    for suffix in index == 5 ? ["dynamo.onnx"] : ["onnx", "dynamo.onnx"] {
      let path = "\(try #require(referenceFolder))/arch/\(model).\(suffix)"
      let exported = try Architecture(contentsOf: MappedFile(path: path))
      let native = ArchitectureGraph(try Architecture(network))
      let found = GraphFingerprint(ArchitectureGraph(exported))
      let expected = GraphFingerprint(native)
      #expect(found.edgeCount == expected.edgeCount)
      #expect(found.descriptions.symmetricDifference(expected.descriptions) == [])
      #expect(found == expected, "\(suffix)")
    }
  }
}
