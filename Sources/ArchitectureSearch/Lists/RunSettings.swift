import ArchDAG

/// Which setting of an earlier run differs from that of this one.
///
/// - Parameters:
///   - here: the settings of this run, by their names.
///   - there: those of the earlier one.
/// - Returns: the first by name, with both values; `nil` where none differs.
func settingsDifference(_ here: [String: String], _ there: [String: String]) -> String? {
  let name = Set(here.keys).union(there.keys).sorted().first { here[$0] != there[$0] }
  return name.map { "\($0) is \(there[$0] ?? "not said") there, \(here[$0] ?? "not said") here" }
}

extension GenotypeOptions {
  /// The wishes that are there, as the command names them: files that say them outlast this type's own form.
  var settings: [String: String] {
    [
      "channels": channels.map(String.init), "cells": cellCount.map(String.init),
      "classes": classCount.map(String.init),
      "image": input.map { "\($0.channels)x\($0.height)x\($0.width)" },
      "multiplier": channelMultiplier.map(String.init),
      "norm": normalization?.rawValue,
    ].compactMapValues { $0 }
  }
}
