/// The fields of a record of CSV.
///
/// Quotes around a field keep its commas and ends of lines; two of them within it are one. Any other quote
/// is a character.
///
/// Source: RFC 4180, section 2.
func tableFields(of record: String) -> [String] {
  var fields: [String] = [""]
  var isQuoted = false
  var beginsField = true
  var index = record.startIndex
  while index < record.endIndex {
    let character = record[index]
    index = record.index(after: index)
    let next = index < record.endIndex ? record[index] : ","
    switch character {
    case "\"" where isQuoted && next == "\"":
      fields[fields.count - 1].append(character)
      index = record.index(after: index)
    case "\"" where isQuoted && next == ",": isQuoted = false
    case "\"" where beginsField: isQuoted = true
    case "," where !isQuoted:
      fields.append("")
      beginsField = true
      continue
    default: fields[fields.count - 1].append(character)
    }
    beginsField = false
  }
  return fields
}
