import GraphHyperNetworks

// Usage: predict-resnet ARCHITECTURE GHN OUTPUT
let words = CommandLine.arguments

let architecture = try Architecture(path: words[1])
let ghn = try GraphHyperNetwork(path: words[2])

let prediction = try ghn.predictParameters(for: architecture, threads: 2)

try SafetensorsFile.write(prediction.parameters, to: words[3])
print("\(prediction.parameters.count) tensors, \(prediction.parameters.scalarCount) parameters")
