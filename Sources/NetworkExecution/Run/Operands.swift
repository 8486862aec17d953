import Autograd
import Tensors

/// The operands of an operation that is being run, and its name for messages.
struct Operands {
  let operation: String
  let values: [ArrangedVariable?]
  /// Along which axis of each the images lie, where that is known and the batch is not that of the file.
  var images: [ImageAxis?] = []

  /// An operand that the operation needs.
  ///
  /// - Throws: ``ExecutionError/unfitOperands(operation:expected:found:)`` if it is left out.
  subscript(index: Int) -> ArrangedVariable {
    get throws(ExecutionError) {
      guard let value = optional(index) else {
        throw misfit("an operand \(index)", found: "none")
      }
      return value
    }
  }

  /// An operand, or `nil` if it is left out.
  func optional(_ index: Int) -> ArrangedVariable? {
    values.indices.contains(index) ? values[index] : nil
  }

  /// An operand that must hold as many numbers as this shape, with the axes as stated.
  ///
  /// - Throws: ``ExecutionError/unfitOperands(operation:expected:found:)``.
  func vector(_ index: Int, count: Int) throws(ExecutionError) -> Variable? {
    guard let value = optional(index) else { return nil }
    guard value.count == count else {
      throw misfit("operand \(index) of \(count) numbers", found: "\(value.extents)")
    }
    return value.stated.reshaped(to: [count])
  }

  /// An operand of so many numbers, or of one that is repeated, as a vector; `nil` if it is left out.
  func repeatedVector(_ index: Int, count: Int) throws(ExecutionError) -> Variable? {
    guard let value = optional(index), value.count == 1, count > 1 else {
      return try vector(index, count: count)
    }
    return Variable(Tensor(repeating: 1, shape: [count])) * value.stated.reshaped(to: [1])
  }

  /// Whether images may lie along an axis of an operand: it is not known that they lie along another.
  func mayHoldImages(_ index: Int, along axis: Int) -> Bool {
    guard images.indices.contains(index), let images = images[index] else { return true }
    return images.axis == axis
  }

  /// The whole numbers of an operand: at most 128 of them, as settings have.
  ///
  /// - Throws: ``ExecutionError/unfitOperands(operation:expected:found:)``.
  func integers(_ index: Int) throws(ExecutionError) -> [Int] {
    let operand = try self[index]
    guard operand.count <= 128 else {
      throw misfit("at most 128 numbers", found: "\(operand.extents)")
    }
    var integers: [Int] = []
    for scalar in operand.stated.value.scalars {
      // The ends of slices may be as large as numbers are.
      guard scalar == scalar.rounded(), let whole = Int(exactly: min(max(scalar, -0x1p62), 0x1p62))
      else { throw misfit("whole numbers", found: "\(scalar)") }
      integers.append(whole)
    }
    return integers
  }

  /// An axis counted from the front.
  ///
  /// - Throws: ``ExecutionError/unfitOperands(operation:expected:found:)`` if there is none.
  func axis(_ axis: Int, of x: ArrangedVariable) throws(ExecutionError) -> Int {
    guard let found = x.axis(axis) else {
      throw misfit("an axis \(axis)", found: "\(x.rank) axes")
    }
    return found
  }

  /// The error of operands that do not fit.
  func misfit(_ expected: String, found: String) -> ExecutionError {
    .unfitOperands(operation: operation, expected: expected, found: found)
  }
}
