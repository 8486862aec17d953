"""Small networks of every kind that people bring, for export-networks.py."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def image(*shapes):
    """Example arguments: images of these shapes."""
    return lambda: (tuple(torch.randn(*shape) for shape in shapes), {})


def tokens(*lengths, kinds=100):
    """Example arguments: rows of tokens."""
    return lambda: (tuple(torch.randint(0, kinds, (2, n)) for n in lengths), {})


class TwoInputs(nn.Module):
    """An image and a vector, joined before the class layer."""

    def __init__(self):
        super().__init__()
        self.image = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.vector = nn.Sequential(nn.Linear(12, 24), nn.ReLU())
        self.head = nn.Linear(40, 10)

    def forward(self, image, vector):
        return self.head(torch.cat([self.image(image), self.vector(vector)], 1))


class TwoOutputs(nn.Module):
    """One trunk, a class layer, and a box."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classes = nn.Linear(16, 10)
        self.box = nn.Linear(16, 4)

    def forward(self, x):
        x = self.trunk(x)
        return self.classes(x), self.box(x)


class Siamese(nn.Module):
    """One encoder for two images."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 8))
        self.head = nn.Linear(8, 2)

    def forward(self, a, b):
        return self.head((self.encoder(a) - self.encoder(b)).abs())


class TiedLanguageModel(nn.Module):
    """The embedding's table is the last layer's weight."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(100, 32)
        self.body = nn.Sequential(nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 32))
        self.head = nn.Linear(32, 100, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x):
        return self.head(self.body(self.embedding(x)))


class SignalNetwork(nn.Module):
    """Convolutions along one axis, and group norms."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(1, 16, 9, stride=4), nn.GroupNorm(4, 16), nn.ReLU(),
            nn.Conv1d(16, 32, 5, groups=16), nn.BatchNorm1d(32), nn.GELU(),
            nn.Conv1d(32, 32, 3, dilation=2), nn.InstanceNorm1d(32, affine=True), nn.ReLU(),
            nn.MaxPool1d(2))
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.layers(x).mean(-1))


class GroupNormNetwork(nn.Module):
    """A residual network with group norms and standardized weights, as Big Transfer has them."""

    class Convolution(nn.Conv2d):
        def forward(self, x):
            weight = self.weight
            weight = weight - weight.mean([1, 2, 3], keepdim=True)
            weight = weight / (weight.flatten(1).std(1).view(-1, 1, 1, 1) + 1e-5)
            return F.conv2d(x, weight, self.bias, self.stride, self.padding)

    def __init__(self):
        super().__init__()
        self.stem = self.Convolution(3, 32, 3, padding=1)
        self.norm1, self.norm2 = nn.GroupNorm(8, 32), nn.GroupNorm(8, 32)
        self.conv1 = self.Convolution(32, 32, 3, padding=1)
        self.conv2 = self.Convolution(32, 32, 3, padding=1)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))
        return self.head(x.mean([2, 3]))


class GroupNorms(nn.Module):
    """Group norms behind plain convolutions."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 32, 3, bias=False), nn.GroupNorm(8, 32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, bias=False), nn.GroupNorm(1, 64), nn.SiLU(),
            nn.Conv2d(64, 64, 3, bias=False), nn.InstanceNorm2d(64, affine=True), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def forward(self, x):
        return self.layers(x)


class RootMeanSquareNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.weight * (x * scale)


class UNet(nn.Module):
    """Down, up by transposed convolutions, and across."""

    def __init__(self):
        super().__init__()
        def double(a, b):
            return nn.Sequential(
                nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(),
                nn.Conv2d(b, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU())
        self.first, self.second, self.bottom = double(3, 16), double(16, 32), double(32, 64)
        self.up2, self.up1 = nn.ConvTranspose2d(64, 32, 2, 2), nn.ConvTranspose2d(32, 16, 2, 2)
        self.back2, self.back1 = double(64, 32), double(32, 16)
        self.last = nn.Conv2d(16, 5, 1)

    def forward(self, x):
        a = self.first(x)
        b = self.second(F.max_pool2d(a, 2))
        c = self.bottom(F.max_pool2d(b, 2))
        b = self.back2(torch.cat([b, self.up2(c)], 1))
        return self.last(self.back1(torch.cat([a, self.up1(b)], 1)))


class Generator(nn.Module):
    """A vector to an image by transposed convolutions."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ConvTranspose2d(64, 32, 4, 1, 0, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Tanh())

    def forward(self, x):
        return self.layers(x)


class BertLayer(nn.Module):
    """A layer as BERT has it: norms behind the sums, a mask added to the scores."""

    def __init__(self, width=64, heads=4):
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.output = nn.Linear(width, width), nn.Linear(width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(0.1)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).permute(0, 2, 1, 3)

    def forward(self, x, mask):
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask
        mixed = self.dropout(scores.softmax(-1)) @ v
        mixed = mixed.permute(0, 2, 1, 3).reshape(x.shape)
        x = self.norm1(x + self.dropout(self.output(mixed)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Bert(nn.Module):
    """Three tables summed, layers, a pooler."""

    def __init__(self, layers=2, width=64):
        super().__init__()
        self.words, self.places = nn.Embedding(100, width), nn.Embedding(32, width)
        self.kinds, self.norm = nn.Embedding(2, width), nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(BertLayer(width) for _ in range(layers))
        self.pooler, self.classes = nn.Linear(width, width), nn.Linear(width, 3)
        self.register_buffer("position_ids", torch.arange(32).expand(1, -1))

    def forward(self, tokens, mask, kinds):
        mask = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        places = self.places(self.position_ids[:, : tokens.shape[1]])
        x = self.norm(self.words(tokens) + places + self.kinds(kinds))
        for layer in self.layers:
            x = layer(x, mask)
        return self.classes(torch.tanh(self.pooler(x[:, 0])))


class Conv1D(nn.Module):
    """GPT-2's linear layer: the weight lies (in, out)."""

    def __init__(self, outputs, inputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.02)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        flat = torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight)
        return flat.view(x.size()[:-1] + (self.bias.numel(),))


class Gpt2Block(nn.Module):
    def __init__(self, width=64, heads=4, context=32):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.c_attn, self.c_proj = Conv1D(3 * width, width), Conv1D(width, width)
        self.c_fc, self.mlp_proj = Conv1D(4 * width, width), Conv1D(width, 4 * width)
        causal = torch.tril(torch.ones(context, context, dtype=torch.bool))
        self.register_buffer("causal", causal.view(1, 1, context, context))
        self.register_buffer("masked", torch.tensor(-1e4))

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).permute(0, 2, 1, 3)

    def forward(self, x):
        n = x.shape[1]
        q, k, v = map(self.split, self.c_attn(self.ln_1(x)).split(x.shape[-1], dim=2))
        scores = q @ k.transpose(-1, -2) / math.sqrt(v.shape[-1])
        scores = torch.where(self.causal[:, :, :n, :n], scores, self.masked)
        mixed = (scores.softmax(-1) @ v).permute(0, 2, 1, 3).reshape(x.shape)
        x = x + self.c_proj(mixed)
        y = self.c_fc(self.ln_2(x))
        y = 0.5 * y * (1 + torch.tanh(math.sqrt(2 / math.pi) * (y + 0.044715 * y.pow(3))))
        return x + self.mlp_proj(y)


class Gpt2(nn.Module):
    """Tied head, causal mask, weights that lie (in, out)."""

    def __init__(self, layers=2, width=64):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(100, width), nn.Embedding(32, width)
        self.h = nn.ModuleList(Gpt2Block(width) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, 100, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


class LlamaBlock(nn.Module):
    """Root-mean-square norms, rotated queries and keys, shared keys, a gated feed-forward map."""

    def __init__(self, width=64, heads=4, shared=2):
        super().__init__()
        self.heads, self.shared, self.size = heads, shared, width // heads
        self.norm1, self.norm2 = RootMeanSquareNorm(width), RootMeanSquareNorm(width)
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(width, shared * self.size, bias=False)
        self.v_proj = nn.Linear(width, shared * self.size, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)
        self.gate, self.up = nn.Linear(width, 96, bias=False), nn.Linear(width, 96, bias=False)
        self.down = nn.Linear(96, width, bias=False)
        frequencies = 1e4 ** -(torch.arange(0, self.size, 2).float() / self.size)
        self.register_buffer("frequencies", frequencies)

    def rotated(self, x):
        angles = torch.outer(torch.arange(x.shape[2]).float(), self.frequencies)
        angles = torch.cat([angles, angles], -1)
        a, b = x.chunk(2, -1)
        return x * angles.cos() + torch.cat([-b, a], -1) * angles.sin()

    def forward(self, x):
        b, n, width = x.shape
        y = self.norm1(x)
        q = self.rotated(self.q_proj(y).view(b, n, self.heads, self.size).transpose(1, 2))
        k = self.rotated(self.k_proj(y).view(b, n, self.shared, self.size).transpose(1, 2))
        v = self.v_proj(y).view(b, n, self.shared, self.size).transpose(1, 2)
        repeat = self.heads // self.shared
        k, v = k.repeat_interleave(repeat, 1), v.repeat_interleave(repeat, 1)
        mask = torch.full((n, n), -1e4).triu(1)
        scores = (q @ k.transpose(-1, -2)) / math.sqrt(self.size) + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, width)
        x = x + self.o_proj(mixed)
        y = self.norm2(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Llama(nn.Module):
    def __init__(self, layers=2, width=64):
        super().__init__()
        self.tokens = nn.Embedding(100, width)
        self.layers = nn.ModuleList(LlamaBlock(width) for _ in range(layers))
        self.norm, self.head = RootMeanSquareNorm(width), nn.Linear(width, 100, bias=False)

    def forward(self, tokens):
        x = self.tokens(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class Recurrent(nn.Module):
    """Recurrent layers over tokens."""

    def __init__(self, kind):
        super().__init__()
        self.tokens = nn.Embedding(100, 32)
        self.layers = kind(32, 24, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(48, 5)

    def forward(self, tokens):
        states, _ = self.layers(self.tokens(tokens))
        return self.head(states[:, -1])


class GhostModule(nn.Module):
    """Half of the channels by a convolution, half by a cheap one from those."""

    def __init__(self, inputs, outputs, activation=True):
        super().__init__()
        half = outputs // 2
        last = nn.ReLU() if activation else nn.Identity()
        self.primary = nn.Sequential(
            nn.Conv2d(inputs, half, 1, bias=False), nn.BatchNorm2d(half), last)
        self.cheap = nn.Sequential(
            nn.Conv2d(half, half, 3, padding=1, groups=half, bias=False),
            nn.BatchNorm2d(half), last)

    def forward(self, x):
        first = self.primary(x)
        return torch.cat([first, self.cheap(first)], 1)


class SqueezeExcite(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(width, width // 4, 1), nn.Conv2d(width // 4, width, 1)

    def forward(self, x):
        gate = x.mean((2, 3), keepdim=True)
        return x * F.hardsigmoid(self.expand(F.relu(self.reduce(gate))))


class GhostNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.expand, self.project = GhostModule(16, 48), GhostModule(48, 16, activation=False)
        self.gate = SqueezeExcite(48)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.project(self.gate(self.expand(x)))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


class MixerBlock(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.tokens = nn.Sequential(nn.Linear(tokens, 32), nn.GELU(), nn.Linear(32, tokens))
        self.channels = nn.Sequential(nn.Linear(width, 128), nn.GELU(), nn.Linear(128, width))

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 8, 8)
        self.blocks = nn.Sequential(MixerBlock(16, 64), MixerBlock(16, 64))
        self.norm, self.head = nn.LayerNorm(64), nn.Linear(64, 10)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        return self.head(self.norm(self.blocks(x)).mean(1))


class LayerScaledBlock(nn.Module):
    """Layer scales along channels, as ConvNeXt and CaiT have them."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width, 1e-6)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(1e-6 * torch.ones(width))

    def forward(self, x):
        y = self.norm(self.conv(x).permute(0, 2, 3, 1))
        return x + (self.gamma * self.down(F.gelu(self.up(y)))).permute(0, 3, 1, 2)


class LayerScaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 4, 4)
        self.blocks = nn.Sequential(*(LayerScaledBlock(32) for _ in range(3)))
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean([2, 3]))


class QueryDecoder(nn.Module):
    """Learned queries that attend to an image, as DETR has them."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 8, 8)
        self.queries = nn.Parameter(torch.randn(5, 1, 64))
        self.places = nn.Parameter(torch.randn(16, 1, 64))
        self.encoder = nn.TransformerEncoderLayer(64, 4, 128)
        self.decoder = nn.TransformerDecoderLayer(64, 4, 128)
        self.classes, self.boxes = nn.Linear(64, 10), nn.Linear(64, 4)

    def forward(self, x):
        memory = self.encoder(self.stem(x).flatten(2).permute(2, 0, 1) + self.places)
        answer = self.decoder(self.queries.expand(-1, x.shape[0], -1), memory)
        return self.classes(answer), self.boxes(answer).sigmoid()


class VisionTransformer(nn.Module):
    """Class token, a table of positions, and torch's own encoder layers."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 8, 8)
        self.token = nn.Parameter(torch.zeros(1, 1, 64))
        self.positions = nn.Parameter(torch.randn(1, 17, 64))
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(64, 4, 128, batch_first=True, norm_first=True)
            for _ in range(2))
        self.norm, self.head = nn.LayerNorm(64), nn.Linear(64, 10)

    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x)[:, 0])


class ChannelAttention(nn.Module):
    """Efficient channel attention: a convolution along the channels' means."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.PReLU(32))
        self.eca = nn.Conv1d(1, 1, 5, padding=2, bias=False)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        x = self.stem(x)
        gate = self.eca(x.mean([2, 3]).unsqueeze(1)).squeeze(1).sigmoid()
        return self.head((x * gate[:, :, None, None]).mean([2, 3]))


class VideoNetwork(nn.Module):
    """Convolutions along three axes."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv3d(3, 16, 3, padding=1), nn.BatchNorm3d(16), nn.ReLU(), nn.MaxPool3d(2),
            nn.Conv3d(16, 32, 3, padding=1), nn.BatchNorm3d(32), nn.ReLU(),
            nn.AdaptiveAvgPool3d(1), nn.Flatten(), nn.Linear(32, 10))

    def forward(self, x):
        return self.layers(x)


class AutoEncoder(nn.Module):
    """Linear layers alone, the last the first's transpose: tied weights."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 16)
        self.shift = nn.Parameter(torch.zeros(64))

    def forward(self, x):
        return F.linear(torch.relu(self.first(x)), self.first.weight.t(), self.shift)


class Experts(nn.Module):
    """A soft mixture of layers whose weights lie in one tensor."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(32, 4)
        self.weights = nn.Parameter(torch.randn(4, 32, 24))
        self.head = nn.Linear(24, 10)

    def forward(self, x):
        gate = self.gate(x).softmax(-1)
        each = torch.einsum("bi,eio->beo", x, self.weights)
        return self.head((gate.unsqueeze(-1) * each).sum(1))


class Resizing(nn.Module):
    """A pyramid: resized maps are added, and several heads answer."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 16, 3, 2, 1), nn.Conv2d(16, 32, 3, 2, 1)
        self.side_a, self.side_b = nn.Conv2d(16, 24, 1), nn.Conv2d(32, 24, 1)
        self.head = nn.Conv2d(24, 6, 3, padding=1)

    def forward(self, x):
        a = F.relu(self.a(x))
        b = F.relu(self.b(a))
        top = self.side_b(b)
        low = self.side_a(a) + F.interpolate(top, scale_factor=2.0, mode="nearest")
        low = F.interpolate(low, size=(32, 32), mode="bilinear", align_corners=False)
        return self.head(low), self.head(top)


def networks():
    """Each network's name, what makes it, and what makes example arguments."""
    mask = lambda: ((torch.randint(0, 100, (2, 16)), torch.ones(2, 16, dtype=torch.long),
                     torch.zeros(2, 16, dtype=torch.long)), {})
    yield "own_two_inputs", TwoInputs, image((2, 3, 32, 32), (2, 12))
    yield "own_two_outputs", TwoOutputs, image((2, 3, 32, 32))
    yield "own_siamese", Siamese, image((2, 3, 32, 32), (2, 3, 32, 32))
    yield "own_tied_language_model", TiedLanguageModel, tokens(16)
    yield "own_signal", SignalNetwork, image((2, 1, 400))
    yield "own_standardized_weights", GroupNormNetwork, image((2, 3, 32, 32))
    yield "own_group_norms", GroupNorms, image((2, 3, 32, 32))
    yield "own_unet", UNet, image((2, 3, 32, 32))
    yield "own_generator", Generator, image((2, 64, 1, 1))
    yield "own_bert", Bert, mask
    yield "own_gpt2", Gpt2, tokens(16)
    yield "own_llama", Llama, tokens(16)
    yield "own_lstm", lambda: Recurrent(nn.LSTM), tokens(16)
    yield "own_gru", lambda: Recurrent(nn.GRU), tokens(16)
    yield "own_rnn", lambda: Recurrent(nn.RNN), tokens(16)
    yield "own_ghostnet", GhostNet, image((2, 3, 32, 32))
    yield "own_mixer", Mixer, image((2, 3, 32, 32))
    yield "own_layer_scaled", LayerScaled, image((2, 3, 32, 32))
    yield "own_query_decoder", QueryDecoder, image((2, 3, 32, 32))
    yield "own_vision_transformer", VisionTransformer, image((2, 3, 32, 32))
    yield "own_channel_attention", ChannelAttention, image((2, 3, 32, 32))
    yield "own_video", VideoNetwork, image((2, 3, 8, 16, 16))
    yield "own_autoencoder", AutoEncoder, image((2, 64))
    yield "own_experts", Experts, image((2, 32))
    yield "own_pyramid", Resizing, image((2, 3, 64, 64))


def transformers():
    """Small configurations of the package transformers, where it is installed."""
    try:
        import transformers as hf
    except ImportError:
        return
    small = dict(
        hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128,
        vocab_size=100, max_position_embeddings=32, attn_implementation="eager",
        use_cache=False)
    pixels = dict(image_size=32, patch_size=8, hidden_size=64, num_hidden_layers=2,
                  num_attention_heads=4, intermediate_size=128)
    ids = tokens(16)
    masked = lambda: ((torch.randint(0, 100, (2, 16)), torch.ones(2, 16, dtype=torch.long)), {})
    text = [
        ("bert", "BertForSequenceClassification", "BertConfig", {}, masked),
        ("bert_masked", "BertForMaskedLM", "BertConfig", {}, masked),
        ("roberta", "RobertaForSequenceClassification", "RobertaConfig", {}, masked),
        ("distilbert", "DistilBertForSequenceClassification", "DistilBertConfig",
         dict(dim=64, n_layers=2, n_heads=4, hidden_dim=128), masked),
        ("gpt2", "GPT2LMHeadModel", "GPT2Config",
         dict(n_embd=64, n_layer=2, n_head=4, n_positions=32), ids),
        ("llama", "LlamaForCausalLM", "LlamaConfig", dict(num_key_value_heads=2), ids),
        ("qwen2", "Qwen2ForCausalLM", "Qwen2Config", dict(num_key_value_heads=2), ids),
        ("t5_encoder", "T5EncoderModel", "T5Config",
         dict(d_model=64, num_layers=2, num_heads=4, d_ff=128, d_kv=16), ids),
    ]
    for name, model, configuration, more, example in text:
        yield f"hf_{name}", hf_maker(hf, model, configuration, {**small, **more}), example
    vision = [
        ("vit", "ViTForImageClassification", "ViTConfig", {}),
        ("deit", "DeiTForImageClassification", "DeiTConfig", {}),
        ("dinov2", "Dinov2ForImageClassification", "Dinov2Config", {}),
        ("beit", "BeitForImageClassification", "BeitConfig", {}),
    ]
    for name, model, configuration, more in vision:
        yield f"hf_{name}", hf_maker(hf, model, configuration, {**pixels, **more}), image((2, 3, 32, 32))


class FirstAnswer(nn.Module):
    """A model of transformers that answers one tensor."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, first, mask=None):
        words = {} if mask is None else {"attention_mask": mask}
        return self.model(first, **words)[0]


def hf_maker(hf, model, configuration, settings):
    return lambda: FirstAnswer(getattr(hf, model)(getattr(hf, configuration)(**settings)))


# timm's models, each with its image's extent.
TIMM = {
    "resnet10t": 176, "resnetv2_50": 224, "resnetv2_50x1_bit": 224, "seresnet50": 224,
    "skresnet18": 224, "ecaresnet26t": 256, "resnest14d": 224, "res2net50_26w_4s": 224,
    "nf_resnet50": 256, "dm_nfnet_f0": 192, "regnety_004": 224, "regnetz_b16": 224,
    "efficientnet_b0": 224, "efficientnetv2_rw_t": 224, "mobilenetv3_small_100": 224,
    "mobilenetv4_conv_small": 224, "tf_efficientnet_lite0": 224, "mnasnet_small": 224,
    "ghostnet_100": 224, "ghostnetv2_100": 224, "hardcorenas_a": 224, "lcnet_050": 224,
    "tinynet_e": 106, "vgg11_bn": 224, "densenet121": 224, "dla34": 224, "hrnet_w18_small": 224,
    "inception_v4": 299, "xception41": 299, "darknet53": 256, "cspresnet50": 256,
    "repvgg_a2": 224, "rexnet_100": 224, "selecsls42b": 224, "convnext_atto": 224,
    "convnextv2_atto": 224, "inception_next_tiny": 224, "convmixer_768_32": 224,
    "vit_tiny_patch16_224": 224, "vit_base_patch16_gap_224": 224, "deit_tiny_patch16_224": 224,
    "deit3_small_patch16_224": 224, "deit_tiny_distilled_patch16_224": 224,
    "beit_base_patch16_224": 224, "beitv2_base_patch16_224": 224, "eva02_tiny_patch14_224": 224,
    "cait_xxs24_224": 224, "xcit_nano_12_p16_224": 224, "crossvit_tiny_240": 240,
    "convit_tiny": 224, "levit_128s": 224, "pit_ti_224": 224, "coat_tiny": 224,
    "swin_tiny_patch4_window7_224": 224, "swinv2_tiny_window8_256": 256,
    "maxvit_rmlp_pico_rw_256": 256, "coatnet_0_rw_224": 224, "twins_pcpvt_small": 224,
    "volo_d1_224": 224, "pvt_v2_b0": 224, "poolformer_s12": 224, "poolformerv2_s12": 224,
    "caformer_s18": 224, "mixer_s32_224": 224, "resmlp_12_224": 224, "gmlp_ti16_224": 224,
    "mobilevit_xxs": 256, "mobilevitv2_050": 256, "mobileone_s0": 224, "fastvit_t8": 256,
    "efficientformer_l1": 224, "efficientvit_b0": 224, "efficientvit_m0": 224, "edgenext_xx_small": 256,
    "focalnet_tiny_srf": 224, "davit_tiny": 224, "gcvit_xxtiny": 224, "nest_tiny": 224,
    "sequencer2d_s": 224, "tnt_s_patch16_224": 224, "visformer_tiny": 224, "hiera_tiny_224": 224,
    "mvitv2_tiny": 224, "repvit_m0_9": 224, "starnet_s1": 224, "rdnet_tiny": 224,
    "vovnet39a": 224, "tresnet_m": 224, "halonet26t": 256, "lambda_resnet26t": 256,
    "botnet26t_256": 256, "bat_resnext26ts": 256, "gcresnet33ts": 256, "vitamin_small_224": 224,
    "tiny_vit_5m_224": 224, "test_vit": 160, "nextvit_small": 224, "hgnet_tiny": 224,
}
