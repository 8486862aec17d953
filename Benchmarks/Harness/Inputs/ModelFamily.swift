/// The family of architectures that a model belongs to, by its name.
struct ModelFamily {
  let title: String

  init(of model: String) {
    let parts = model.split(separator: "_", maxSplits: 1)
    // Of a model of another collection, the name without the collection's.
    let isForeign = ["timm", "hf"].contains(parts.first.map(String.init) ?? "")
    let name = isForeign && parts.count == 2 ? String(parts[1]) : model
    title = Self.families.first { name.hasPrefix($0.prefix) }?.title ?? "others"
  }

  /// The longer of two prefixes stands first.
  private static let families: [(prefix: String, title: String)] = [
    ("alexnet", "AlexNet, VGG, SqueezeNet"), ("vgg", "AlexNet, VGG, SqueezeNet"),
    ("squeezenet", "AlexNet, VGG, SqueezeNet"),
    ("resnetv2", "ResNet with group norms or scaled weights"),
    ("nf_", "ResNet with group norms or scaled weights"),
    ("dm_nfnet", "ResNet with group norms or scaled weights"),
    ("own_standardized", "ResNet with group norms or scaled weights"),
    ("resnet", "ResNet, ResNeXt, Wide ResNet"), ("resnext", "ResNet, ResNeXt, Wide ResNet"),
    ("wide_resnet", "ResNet, ResNeXt, Wide ResNet"),
    ("res2net", "ResNet, ResNeXt, Wide ResNet"), ("resnest", "ResNet with attention"),
    ("seresnet", "ResNet with attention"), ("skresnet", "ResNet with attention"),
    ("ecaresnet", "ResNet with attention"), ("gcresnet", "ResNet with attention"),
    ("botnet", "ResNet with attention"), ("halonet", "ResNet with attention"),
    ("lambda", "ResNet with attention"), ("bat_", "ResNet with attention"),
    ("own_channel", "ResNet with attention"),
    ("densenet", "DenseNet"), ("rdnet", "DenseNet"),
    ("googlenet", "GoogLeNet, Inception, Xception"),
    ("inception_next", "ConvNeXt, layer scale"),
    ("inception", "GoogLeNet, Inception, Xception"),
    ("xception", "GoogLeNet, Inception, Xception"),
    ("mobilenet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("mnasnet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("shufflenet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("ghostnet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("own_ghostnet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("lcnet", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("hardcorenas", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("mobileone", "MobileNet, MNASNet, ShuffleNet, GhostNet"),
    ("efficientnet", "EfficientNet"), ("tf_efficientnet", "EfficientNet"),
    ("tinynet", "EfficientNet"), ("rexnet", "EfficientNet"),
    ("regnet", "RegNet"), ("convnext", "ConvNeXt, layer scale"),
    ("own_layer_scaled", "ConvNeXt, layer scale"), ("convmixer", "ConvNeXt, layer scale"),
    ("swin", "Swin"), ("maxvit", "MaxViT, CoAtNet"), ("coatnet", "MaxViT, CoAtNet"),
    ("vit", "Vision transformers"), ("deit", "Vision transformers"),
    ("beit", "Vision transformers"), ("eva", "Vision transformers"),
    ("cait", "Vision transformers"), ("dinov2", "Vision transformers"),
    ("ppuda_vit", "Vision transformers"), ("small_vit", "Vision transformers"),
    ("test_vit", "Vision transformers"), ("own_vision", "Vision transformers"),
    ("hiera", "Vision transformers"), ("mvit", "Vision transformers"),
    ("mixer", "MLP-Mixer, ResMLP, gMLP"), ("resmlp", "MLP-Mixer, ResMLP, gMLP"),
    ("gmlp", "MLP-Mixer, ResMLP, gMLP"), ("own_mixer", "MLP-Mixer, ResMLP, gMLP"),
    ("bert", "BERT, RoBERTa, T5"), ("roberta", "BERT, RoBERTa, T5"),
    ("distilbert", "BERT, RoBERTa, T5"), ("t5", "BERT, RoBERTa, T5"),
    ("own_bert", "BERT, RoBERTa, T5"),
    ("gpt2", "GPT-2, Llama, Qwen"), ("llama", "GPT-2, Llama, Qwen"),
    ("qwen", "GPT-2, Llama, Qwen"), ("own_gpt2", "GPT-2, Llama, Qwen"),
    ("own_llama", "GPT-2, Llama, Qwen"), ("own_tied", "GPT-2, Llama, Qwen"),
    ("own_lstm", "LSTM, GRU, RNN"), ("own_gru", "LSTM, GRU, RNN"),
    ("own_rnn", "LSTM, GRU, RNN"), ("sequencer", "LSTM, GRU, RNN"),
    ("deepnet", "DeepNets-1M, DARTS"), ("darts", "DeepNets-1M, DARTS"),
    ("own_unet", "transposed convolutions"), ("own_generator", "transposed convolutions"),
    ("own_signal", "one and three axes"), ("own_video", "one and three axes"),
    ("own_two", "several inputs or outputs"), ("own_siamese", "several inputs or outputs"),
    ("own_query", "several inputs or outputs"), ("own_pyramid", "several inputs or outputs"),
  ]
}
