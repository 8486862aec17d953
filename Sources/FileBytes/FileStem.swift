/// A file's name without its folder and its extension.
///
/// A name that begins with its only dot is all stem.
package func fileStem(of path: String) -> String {
  let name = path.split(separator: "/").last ?? ""
  guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
  return String(name[..<dot])
}
