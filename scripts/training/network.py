# SPDX-License-Identifier: Apache-2.0
"""The detector: an anchor-free, single-stage network small enough for one CPU core per camera.

Three decisions shape it. Plain 3x3 convolutions with few channels, because ONNX Runtime runs them near the
arithmetic limit of a CPU while depthwise ones wait for memory. ReLU, because it melts into the convolution
before it. No objectness branch, because the assigner (see loss.py) trains the class score to say how well
the box fits as well.
"""

import torch
from torch import nn

CLASSES = ("car", "truck", "bus", "motorcycle", "person", "fire", "smoke")
WIDTH, HEIGHT = 416, 256
STRIDES = (8, 16, 32)


class ConvBlock(nn.Module):
    """Convolution, batch normalisation, ReLU; `fold` merges the normalisation into the convolution."""

    def __init__(self, cin, cout, kernel=3, stride=1, groups=1, act=True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(cout, eps=1e-3, momentum=0.03)
        self.act = nn.ReLU(inplace=True) if act else nn.Identity()

    def forward(self, x):
        return self.act(self.norm(self.conv(x)))

    def fold(self):
        if isinstance(self.norm, nn.Identity):
            return
        conv, norm = self.conv, self.norm
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        folded = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size, conv.stride, conv.padding,
                           groups=conv.groups, bias=True)
        folded.weight.data = conv.weight.data * scale.data.reshape(-1, 1, 1, 1)
        folded.bias.data = norm.bias.data - norm.running_mean * scale.data
        self.conv, self.norm = folded, nn.Identity()


class Stage(nn.Module):
    """Cross-stage-partial stage: half the channels pass straight through, half go through residual blocks."""

    def __init__(self, cin, cout, depth, residual=True):
        super().__init__()
        half = cout // 2
        self.straight = ConvBlock(cin, half, 1)
        self.entry = ConvBlock(cin, half, 1)
        self.blocks = nn.ModuleList([ConvBlock(half, half) for _ in range(depth)])
        self.residual = residual
        self.merge = ConvBlock(2 * half, cout, 1)

    def forward(self, x):
        y = self.entry(x)
        for block in self.blocks:
            y = y + block(y) if self.residual else block(y)
        return self.merge(torch.cat((self.straight(x), y), 1))


class Pyramid(nn.Module):
    """Widens the view of the coarsest level by pooling three times (as SPPF in YOLOv5 does)."""

    def __init__(self, channels):
        super().__init__()
        self.reduce = ConvBlock(channels, channels // 2, 1)
        self.pool = nn.MaxPool2d(5, 1, 2)
        self.expand = ConvBlock(channels * 2, channels, 1)

    def forward(self, x):
        a = self.reduce(x)
        b = self.pool(a)
        c = self.pool(b)
        return self.expand(torch.cat((a, b, c, self.pool(c)), 1))


class Head(nn.Module):
    """Decoupled head of one level: class logits, and logarithms of the four distances in strides."""

    def __init__(self, cin, channels):
        super().__init__()
        self.stem = ConvBlock(cin, channels, 1)
        self.cls_conv = nn.Sequential(ConvBlock(channels, channels, 3, groups=channels), ConvBlock(channels, channels, 1))
        self.box_conv = ConvBlock(channels, channels // 2)
        self.cls = nn.Conv2d(channels, len(CLASSES), 1)
        self.box = nn.Conv2d(channels // 2, 4, 1)
        nn.init.constant_(self.cls.bias, -4.6)  # sigmoid = 1 %: nearly every place is background
        nn.init.constant_(self.box.bias, 0.7)   # exp = 2 strides from the centre to each side

    def forward(self, x):
        x = self.stem(x)
        return self.cls(self.cls_conv(x)), self.box(self.box_conv(x))


def grid(height=HEIGHT, width=WIDTH):
    """Centres of all places in input pixels [A, 2] and their strides [A, 1], level after level, row after row."""
    points, strides = [], []
    for stride in STRIDES:
        ys, xs = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
        points.append((torch.stack((xs, ys), -1).reshape(-1, 2).float() + 0.5) * stride)
        strides.append(torch.full((len(points[-1]), 1), float(stride)))
    return torch.cat(points), torch.cat(strides)


class Detector(nn.Module):
    """Raw outputs: class logits [B, A, 7] and boxes x1,y1,x2,y2 in input pixels [B, A, 4]."""

    def __init__(self, widths=(16, 32, 48, 96, 128), neck=64, head=64):
        super().__init__()
        w1, w2, w3, w4, w5 = widths
        self.widths, self.neck, self.head = tuple(widths), neck, head
        self.stem = nn.Sequential(ConvBlock(3, w1, 3, 2), ConvBlock(w1, w2, 3, 2), Stage(w2, w2, 1))
        self.down3 = nn.Sequential(ConvBlock(w2, w3, 3, 2), Stage(w3, w3, 2))
        self.down4 = nn.Sequential(ConvBlock(w3, w4, 3, 2), Stage(w4, w4, 2))
        self.down5 = nn.Sequential(ConvBlock(w4, w5, 3, 2), Pyramid(w5), Stage(w5, w5, 1))
        self.side3, self.side4, self.side5 = (ConvBlock(w, neck, 1) for w in (w3, w4, w5))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.top4 = Stage(2 * neck, neck, 1, residual=False)
        self.top3 = Stage(2 * neck, neck, 1, residual=False)
        self.step4 = ConvBlock(neck, neck, 3, 2)
        self.out4 = Stage(2 * neck, neck, 1, residual=False)
        self.step5 = ConvBlock(neck, neck, 3, 2)
        self.out5 = Stage(2 * neck, neck, 1, residual=False)
        self.heads = nn.ModuleList([Head(neck, head) for _ in STRIDES])
        self.grids = {}

    def grid_of(self, images):
        """Places and strides for pictures of this size (training looks at smaller parts as well)."""
        key = (images.shape[-2], images.shape[-1], images.device)
        if key not in self.grids:
            self.grids[key] = tuple(t.to(images.device) for t in grid(*key[:2]))
        return self.grids[key]

    def features(self, x):
        c3 = self.down3(self.stem(x))
        c4 = self.down4(c3)
        p5 = self.side5(self.down5(c4))
        p4 = self.top4(torch.cat((self.side4(c4), self.up(p5)), 1))
        n3 = self.top3(torch.cat((self.side3(c3), self.up(p4)), 1))
        n4 = self.out4(torch.cat((self.step4(n3), p4), 1))
        n5 = self.out5(torch.cat((self.step5(n4), p5), 1))
        return n3, n4, n5

    def raw(self, x):
        """Class logits [B, 7, A] and log distances [B, 4, A]."""
        logits, logs = [], []
        for head, level, stride in zip(self.heads, self.features(x), STRIDES):
            cls, box = head(level)
            places = int(x.shape[-2]) // stride * (int(x.shape[-1]) // stride)  # a number: static shapes in the export
            logits.append(cls.reshape(-1, len(CLASSES), places))
            logs.append(box.reshape(-1, 4, places))
        return torch.cat(logits, 2), torch.cat(logs, 2)

    def forward(self, x):
        logits, logs = self.raw(x)
        logits, logs = logits.float().transpose(1, 2), logs.float().transpose(1, 2)
        points, strides = self.grid_of(x)
        reach = logs.clamp(max=4.0).exp() * strides
        return logits, torch.cat((points - reach[..., :2], points + reach[..., 2:]), -1)

    def fold(self):
        """Merges every batch normalisation into its convolution; the network is then for inference only."""
        for module in list(self.modules()):
            if isinstance(module, ConvBlock):
                module.fold()
        return self


class Exported(nn.Module):
    """The detector as other programs see it: [1, 4 + 7, A], cx,cy,w,h in input pixels and class scores 0..1."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector
        points, strides = grid()
        self.register_buffer("centres", points.t().unsqueeze(0).contiguous(), persistent=False)
        self.register_buffer("scales", strides.t().unsqueeze(0).contiguous(), persistent=False)

    def forward(self, images):
        logits, logs = self.detector.raw(images)
        reach = logs.clamp(max=4.0).exp() * self.scales
        near, far = reach[:, :2], reach[:, 2:]
        return torch.cat((self.centres + (far - near) * 0.5, near + far, logits.sigmoid()), 1)


def parameters(model):
    return sum(p.numel() for p in model.parameters())


def multiply_adds(model):
    """Multiply-adds of all convolutions for one frame, counted while one frame runs through."""
    total = []

    def count(layer, _, out):
        total.append(out[0].numel() * layer.weight[0].numel())

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    training = model.training
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, 3, HEIGHT, WIDTH))
    model.train(training)
    for hook in hooks:
        hook.remove()
    return sum(total)
