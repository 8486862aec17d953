import ArchDAG
import ParameterFiles
import Tensors

/// `ghn_tensors_count` of `ghn.h`.
@c(ghn_tensors_count)
public func tensorCount(_ tensors: OpaquePointer?) -> Int {
  (unsafe try? object(tensors, TensorsBox.self, "tensors").count) ?? 0
}

/// `ghn_tensors_get` of `ghn.h`.
@c(ghn_tensors_get)
public func tensor(
  _ tensors: OpaquePointer?, _ index: Int,
  _ name: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ scalars: UnsafeMutablePointer<UnsafePointer<Float>?>?,
  _ extents: UnsafeMutablePointer<UnsafePointer<Int64>?>?, _ rank: UnsafeMutablePointer<Int>?,
  _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let outputs = unsafe (
      try result(name, "name"), try result(scalars, "scalars"), try result(extents, "extents"),
      try result(rank, "rank")
    )
    let box = unsafe try object(tensors, TensorsBox.self, "tensors")
    guard let view = unsafe box.view(at: index) else {
      throw CallFailure.argument("index", expected: "less than \(box.count)", found: "\(index)")
    }
    unsafe outputs.0.pointee = view.name
    unsafe outputs.1.pointee = view.scalars
    unsafe outputs.2.pointee = view.extents
    unsafe outputs.3.pointee = view.rank
  }
}

/// `ghn_tensors_unpredicted` of `ghn.h`.
@c(ghn_tensors_unpredicted)
public func unpredictedTensors(
  _ tensors: OpaquePointer?, _ json: StringResult?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let output = unsafe try result(json, "json")
    let box = unsafe try object(tensors, TensorsBox.self, "tensors")
    unsafe output.pointee = copied(CInterface.json(box.unpredicted))
  }
}

/// `ghn_tensors_free` of `ghn.h`.
@c(ghn_tensors_free)
public func freeTensors(_ tensors: UnsafeMutablePointer<OpaquePointer?>?) {
  unsafe release(tensors, TensorsBox.self)
}

/// `ghn_tensors_make` of `ghn.h`.
@c(ghn_tensors_make)
public func makeTensors(
  _ tensors: UnsafeMutablePointer<OpaquePointer?>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    unsafe try result(tensors, "tensors").pointee = retained(TensorsBox([:]))
  }
}

/// `ghn_tensors_add` of `ghn.h`.
@c(ghn_tensors_add)
public func addTensor(
  _ tensors: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ scalars: UnsafePointer<Float>?,
  _ extents: UnsafePointer<Int64>?, _ rank: Int, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let box = unsafe try object(tensors, TensorsBox.self, "tensors")
    let name = unsafe try text(name, "name")
    let isTold = unsafe rank == 0 || extents != nil
    guard (0...64).contains(rank), isTold else {
      throw CallFailure.argument("extents", expected: "those of 0 to 64 axes", found: "\(rank)")
    }
    var list: [Int] = []
    // SAFETY: the caller promises an extent for each axis.
    if let extents = unsafe extents {
      for axis in 0..<rank { list.append(Int(unsafe extents[axis])) }
    }
    guard let shape = Shape(checking: list) else {
      throw CallFailure.argument("extents", expected: "extents of a tensor", found: "\(list)")
    }
    let isGiven = unsafe shape.count == 0 || scalars != nil
    guard isGiven else {
      throw CallFailure.argument("scalars", expected: "\(shape.count) numbers", found: "NULL")
    }
    // SAFETY: the caller promises as many numbers as the extents say.
    let copy = unsafe Array(UnsafeBufferPointer(start: scalars, count: shape.count))
    guard box.add(Tensor(shape: shape, scalars: copy), named: name) else {
      throw CallFailure.argument("name", expected: "a new name", found: "'\(name)' once more")
    }
  }
}

/// `ghn_tensors_write` of `ghn.h`.
@c(ghn_tensors_write)
public func writeTensors(
  _ tensors: OpaquePointer?, _ architecture: OpaquePointer?, _ path: UnsafePointer<CChar>?,
  _ options: UnsafePointer<CChar>?, _ error: ErrorStrings?
) -> Int32 {
  unsafe call(error) {
    let tensors = unsafe try object(tensors, TensorsBox.self, "tensors").tensors
    let network = unsafe try object(architecture, ArchitectureBox.self, "architecture")
    let options = unsafe try CallOptions(options, allowing: [.overwrite])
    var parameters = NamedTensors()
    for parameter in network.architecture.parameters where parameter.isTrainable {
      guard let tensor = tensors[parameter.name], tensor.shape == parameter.shape else {
        throw CallFailure.argument(
          parameter.name, expected: "a tensor of shape \(parameter.shape)",
          found: tensors[parameter.name].map { "\($0.shape)" } ?? "none")
      }
      parameters[parameter.name] = tensor
    }
    let file = try ParameterFile(
      path: unsafe try text(path, "path"), of: network.source, as: network.architecture,
      overwriting: options.overwrite ?? false)
    try file.write(parameters)
    try file.finish()
  }
}
