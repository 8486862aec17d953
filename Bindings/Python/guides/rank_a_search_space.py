"""Rank a search space.

Thousands of architectures in order, without training one; then a predictor that learns from a few
accuracies, and a search.
"""

import ghn
from ghn import nas

# 1. Architectures are texts. A space draws them; a benchmark's own strings, genotypes and NASLib's
#    indices do as well.
space = nas.space("nas-bench-201")
cells = space.draw(60, seed=0)
print(space, cells[0], nas.to_naslib(cells[0]))

# Isomorphic cells have one representative.
print(len({space.canonical(cell) for cell in cells}), "different cells of", len(cells))

# 2. Scores. On small networks (8 channels, a cell a stage) they come in hundredths of a second.
ranking = nas.rank(cells, ["vote", "params", "naswot"], channels=8, cells=1, batch=16)
print(ranking)
for cell in ranking.best(3):
    print("  ", cell)

# 3. How good is the order? Against a column of your own accuracies; here, how many convolutions of 3×3
#    a cell has stands for it.
truth = [cell.count("nor_conv_3x3") for cell in cells]
for score, found in ranking.against(truth).items():
    print(f"{score}: Kendall {found.kendall}, regret@10 {found.regret}")

# 4. A predictor learns from twenty labels, and orders the others. It has NASLib's methods.
predictor = nas.Predictor(["params"], channels=8, cells=1)
predictor.fit(cells[:20], truth[:20])
means, variances = predictor.estimate(cells[20:])
print("predictor:", nas.metrics(means, truth[20:]).kendall)

# 5. A search: regularized evolution within a budget, and a limit of parameters.
found = nas.search(
    "nas-bench-201", "naswot", evaluations=24, population=8, sample=4, max_params=800_000,
    channels=8, cells=1, batch=16, seed=1,
)
print(found)

# What it found is an architecture like any other: predict its weights, and begin to train.
print(ghn.load().predict(found.json))
