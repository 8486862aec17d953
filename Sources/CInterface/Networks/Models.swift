import Evaluation
import FileBytes
import GHN
import ImageData
import Layers
import Tensors

/// `ghn_version` of `ghn.h`.
@c(ghn_version)
public func version() -> UnsafePointer<CChar>? {
  // SAFETY: a literal lives as long as the process.
  unsafe UnsafePointer(OpaquePointer(versionText.utf8Start))
}

/// The version of the library, a C string.
private let versionText: StaticString = "0.1.0"

/// `ghn_error_clear` of `ghn.h`.
@c(ghn_error_clear)
public func clearError(_ error: ErrorStrings?) {
  guard let error = unsafe error else { return }
  // SAFETY: `ghn_error` has four pointers, each NULL or made by `copied`.
  for output in 0..<4 {
    unsafe freeString(error[output])
    unsafe error[output] = nil
  }
}

/// `ghn_model_load` of `ghn.h`.
@c(ghn_model_load)
public func loadModel(
  _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let model = unsafe try result(model, "model")
    let path = unsafe try text(path, "path")
    let box = ModelBox(try GraphHyperNetwork(path: path), name: fileStem(of: path))
    unsafe model.pointee = retained(box)
  }
}

/// `ghn_model_told` of `ghn.h`.
@c(ghn_model_told)
public func tellModel(
  _ model: OpaquePointer?, _ data: UnsafePointer<CChar>?,
  _ told: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(told, "told")
    let box = unsafe try object(model, ModelBox.self, "model")
    let ghn = try box.model.conditioned(
      onDataset: unsafe try text(data, "data"), model: box.name)
    unsafe output.pointee = retained(ModelBox(ghn, name: box.name))
  }
}

/// `ghn_model_free` of `ghn.h`.
@c(ghn_model_free)
public func freeModel(_ model: UnsafeMutablePointer<OpaquePointer?>?) {
  unsafe release(model, ModelBox.self)
}

/// `ghn_model_describe` of `ghn.h`.
@c(ghn_model_describe)
public func describeModel(
  _ model: OpaquePointer?, _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let box = unsafe try object(model, ModelBox.self, "model")
    let description = ModelDescription(
      name: box.name, hidden: box.model.configuration.hiddenWidth,
      parameters: box.model.parameters.reduce(0) { $0 + $1.value.shape.count })
    unsafe output.pointee = copied(CInterface.json(description))
  }
}

private struct ModelDescription: Encodable {
  let name: String
  let hidden: Int
  let parameters: Int
}
