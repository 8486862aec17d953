/// Tells the inputs that are weights from those that a caller feeds.
///
/// A file that was exported without its weights lists them among the graph's inputs. An input
/// without an initializer is
/// 1. fed by the caller, if its numbers are not real or an extent may vary;
/// 2. a weight, if it is read as one (``ValueUse/weight``), and not as data, too;
/// 3. fed by the caller, if it stands where operators have their data, such as operand 0 of `Conv`,
///    or if any initializer stands where operators have their weights: the file then carries its
///    weights, but for those of rule 2;
/// 4. otherwise a weight, such as a class token or a position table, if any input is one by rule 2, or
///    bears the name of a module's parameter, and an input fed by the caller stands before it, with
///    another first extent, or extent 1, or if it bears such a name.
///
/// Whole numbers behind the first weight, such as the index table of relative positions, and real
/// numbers without an axis, such as what a mask fills in, are a buffer of the network: a constant
/// whose numbers the file does not carry.
struct InputRoles {
  private let uses: [ValueUse]
  /// By a value's number, its index among the initializers.
  private let initializers: [Int?]

  /// The role of each input without an initializer, by its number; `fed` where there is none.
  static func roles(in graph: ONNXGraph, _ uses: ValueUses) -> [Int: ONNXValueRoles.Input] {
    InputRoles(uses: uses.uses, initializers: uses.initializers).roles(in: graph)
  }

  private func roles(in graph: ONNXGraph) -> [Int: ONNXValueRoles.Input] {
    let candidates = graph.inputs.filter { initializers[$0.number] == nil }
    guard candidates.contains(where: { isWeight($0) || isNamed($0) }) else { return [:] }
    let carriesWeights = graph.initializers.contains { uses[$0.number].contains(.weight) }
    var roles: [Int: ONNXValueRoles.Input] = [:]
    var fed: (number: Int, info: ValueInfo)?
    var hasWeight = false
    for candidate in candidates {
      if isWeight(candidate) {
        roles[candidate.number] = .weight
        hasWeight = true
      } else if carriesWeights {
        continue
      } else if hasWeight && isTable(candidate.info) {
        roles[candidate.number] = .table
      } else if let fed, isSound(candidate.info), !uses[candidate.number].contains(.data) {
        let batch = fed.info.extents?.first ?? nil
        let first = candidate.info.extents?.first ?? nil
        if candidate.info.extents?.isEmpty ?? false {
          roles[candidate.number] = .table
        } else if first != batch || first == 1 || isNamed(candidate) {
          roles[candidate.number] = .weight
        }
      } else {
        fed = fed ?? candidate
      }
    }
    return roles
  }

  private func isWeight(_ input: (number: Int, info: ValueInfo)) -> Bool {
    let uses = uses[input.number]
    return isSound(input.info) && uses.contains(.weight) && !uses.contains(.data)
  }

  /// Whether the input bears the name of a module's parameter.
  private func isNamed(_ input: (number: Int, info: ValueInfo)) -> Bool {
    isSound(input.info) && !uses[input.number].contains(.data) && input.info.name.isParameterPath
  }

  private func isSound(_ info: ValueInfo) -> Bool {
    info.type.isReal && (info.extents?.allSatisfy { $0 != nil } ?? false)
  }

  private func isTable(_ info: ValueInfo) -> Bool {
    guard info.extents?.allSatisfy({ $0 != nil }) ?? false else { return false }
    switch info.type {
    case .integer, .boolean: return true
    case .undefined, .float, .double, .float16, .bfloat16, .other: return false
    }
  }
}
