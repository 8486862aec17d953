/// The name of a class or function that the reader does not know, and where the pickle names it.
struct ForeignName: Equatable {
  let module: String
  let name: String
  /// Where the pickle names it.
  let offset: Int

  /// Module and name, as Python writes them.
  var full: String { "\(module).\(name)" }

  /// The error that what it would make is wanted.
  var failure: TorchFailure {
    .pickle(offset: offset, .forbiddenGlobal(module: module, name: name))
  }
}

/// What a class or function that the reader does not know would make, of which nothing is made.
///
/// It may be called, filled and given attributes as everything in Python: all that is kept is what it
/// was given, since a file is refused whose tensors it holds.
struct ForeignObject {
  let name: ForeignName
  /// The nodes that it was made of, and that were put into it.
  var parts: [Int]
}
