import Evaluation

/// A line for each form, other than the usual one, in which networks take images.
func imageFormLines(_ networks: [(title: String, extents: [Int])]) -> [String] {
  let forms = networks.map(\.extents).withoutRepetitions.filter { $0 != [3, 32, 32] }
  return forms.filter { !$0.isEmpty }.map { form in
    let titles = networks.filter { $0.extents == form }.map(\.title).withoutRepetitions
    let others = titles.count > 1 ? " and \(titles.count - 1) more" : ""
    return "images as \(form.map(String.init).joined(separator: " × ")) for "
      + lineTitle(titles[0]) + others
  }
}
