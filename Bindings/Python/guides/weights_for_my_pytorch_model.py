"""Weights for my PyTorch model.

A hypernetwork predicts all parameters of a module in a fraction of a second. They are a better beginning
than random ones; what they are worth on your data, fine-tuning tells.
"""

import ghn
import torch
import torchvision

# Any module will do, with a batch that it takes. Nothing is trained, and nothing is downloaded.
module = torchvision.models.resnet18(num_classes=10)
example = torch.zeros(2, 3, 32, 32)

model = ghn.load()
print(model)

# 1. The parameters as arrays: an ordered mapping, over the library's own memory.
prediction = model.predict(module, example)
print(prediction)
print("conv1.weight", prediction["conv1.weight"].shape, prediction["conv1.weight"].dtype)

# 2. Into the module, buffers of batch norms included ...
module.load_state_dict(prediction.state_dict(), strict=True)

# ... or in place, in the module's own types and on its devices, without the class layer: that one
# belongs to the classes that the hypernetwork was trained on.
left = model.predict_into(module, example, class_layer="kept")
print("kept:", ", ".join(left))

# 3. As orthogonal weights (GHN-orth), which often learn faster.
orthogonal = model.orthogonalize(module, example)
print("orthogonal:", len(orthogonal), "tensors")

# 4. Into a file.
prediction.save("resnet18.safetensors", overwrite=True)

# Predicted networks have no running statistics yet: let batch norms see some images first.
module.train()
with torch.no_grad():
    for _ in range(3):
        module(torch.randn(16, 3, 32, 32))
module.eval()
print("logits", tuple(module(example).shape))
