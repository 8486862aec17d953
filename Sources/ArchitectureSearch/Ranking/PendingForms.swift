/// Which of the architectures that have no scores yet are scored, and which take the scores of another
/// of their form.
struct PendingForms {
  /// The indices of those that are scored.
  var first: [Int] = []
  /// For some of them the indices of others of the same form.
  var others: [Int: [Int]] = [:]
  /// Those of whose form an earlier run has the scores.
  var known: [(index: Int, entry: ScoredArchitecture)] = []

  /// Each is scored by itself.
  init(_ pending: [Int]) { first = pending }

  /// Each form is scored once.
  ///
  /// - Parameters:
  ///   - pending: the indices of the architectures without scores.
  ///   - list: their list.
  ///   - earlier: what an earlier run has computed.
  init(_ pending: [Int], of list: some CandidateList, earlier: [ScoredArchitecture]) {
    let forms = IsomorphicForms()
    var scored: [String: ScoredArchitecture] = [:]
    for entry in earlier { scored[forms.form(of: entry.name)] = entry }
    var representatives: [String: Int] = [:]
    for index in pending {
      // What cannot be read has no form, and is told from others when it is scored.
      guard let text = try? list.text(at: index) else {
        first.append(index)
        continue
      }
      let form = forms.form(of: text)
      if let entry = scored[form] {
        known.append((index, entry))
      } else if let representative = representatives[form] {
        others[representative, default: []].append(index)
      } else {
        representatives[form] = index
        first.append(index)
      }
    }
  }
}
