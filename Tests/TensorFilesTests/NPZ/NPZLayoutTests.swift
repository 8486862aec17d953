import TensorFiles
import Tensors
import Testing

@Suite struct NPZLayoutTests {
  private func bytes(_ numbers: [UInt64]) -> [UInt8] { numbers.flatMap { littleEndian($0) } }

  @Test("sizes and offsets beyond 32 bits go to the zip64 fields")
  func beyond32Bits() {
    let layout = NPZLayout([
      TensorEntry(name: "a", shape: [1 << 30, 2]), TensorEntry(name: "b", shape: [1]),
    ])
    let size: UInt64 = 1 << 33 + 128
    let localHeader: UInt64 = 30 + 5 + 20
    let directory = layout.directory(checks: [0x0403_0201, 0])
    // Of the first file: two lengths of 64 bits, and an offset that fits.
    let first = Array(directory.prefix(46 + 5 + 20))
    #expect(first[16..<20] == [1, 2, 3, 4])
    #expect(Array(first[20..<28]) == [UInt8](repeating: 0xff, count: 8))
    #expect(Array(first[42..<46]) == [0, 0, 0, 0])
    #expect(Array(first[51...]) == [1, 0, 16, 0] + bytes([size, size]))
    // Of the second: an offset of 64 bits.
    let second = Array(directory[71..<71 + 46 + 5 + 12])
    #expect(Array(second[20..<28]) == littleEndian(UInt32(132)) + littleEndian(UInt32(132)))
    #expect(Array(second[42..<46]) == [0xff, 0xff, 0xff, 0xff])
    #expect(Array(second[51...]) == [1, 0, 8, 0] + bytes([size + localHeader]))
    // The end of the data, behind the second file; its header is the short one.
    let end = size + localHeader + 30 + 5 + 132
    #expect(UInt64(layout.directoryOffset) == end)
    let record = Array(directory[134...])
    #expect(Array(record[24..<56]) == bytes([2, 2, 134, end]))
    #expect(
      Array(record[56..<76]) == [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + bytes([end + 134]) + [1, 0, 0, 0])
    #expect(Array(record[76..<80]) == [0x50, 0x4b, 5, 6])
  }

  @Test("small archives have none of the zip64 fields")
  func small() {
    let layout = NPZLayout([TensorEntry(name: "a", shape: [3])])
    #expect(layout.directoryOffset == 30 + 5 + 128 + 12)
    #expect(layout.directory(checks: [0]).count == 46 + 5 + 22)
  }
}
