import JSONText
import Testing

@Suite struct JSONValueTests {
  @Test func keepsTheOrderOfFields() {
    let value = JSONValue.object([
      ("b", .integer(1)), ("a", .array([.null, .string("x\"\n")])), ("c", .seconds(1.23456)),
    ])
    #expect("\(value)" == #"{"b": 1, "a": [null, "x\"\u000a"], "c": 1.235}"#)
  }

  @Test("what is no number is null") func notFinite() {
    #expect("\(JSONValue.number(.nan, fractionDigits: 2))" == "null")
    #expect("\(JSONValue.seconds(.infinity))" == "null")
  }

  @Test("the compact form orders fields by their names, and has no spaces")
  func compact() {
    let value = JSONValue.object([
      ("b", .array([.integer(1), .null])),
      ("a", .object([("z", .real(0.5)), ("c", .string("x"))])),
    ])
    #expect(value.compact == #"{"a":{"c":"x","z":0.5},"b":[1,null]}"#)
  }
}
