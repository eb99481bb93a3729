"""Draws samples with a generator that the GAN playground exported, and writes them as a PNG.

    pip install torch safetensors numpy pillow
    python generator.py generator.safetensors                           # the samples that the page showed
    python generator.py generator.safetensors --seed 1 --labels 3 1 4   # others, three a row

One script for all models: the file says which layers there are. To use the generator in a program of your own:

    from generator import Generator
    generator = Generator("generator.safetensors")
    images = generator.sample(labels=[3, 1, 4], seed=1)  # [3, channels, height, width], from 0, dark, to 1, light
"""

import argparse
import json

import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from torch import nn

KEY = "gan-playground-generator"
LAYERS = {
    layer.__name__: layer
    for layer in (
        nn.BatchNorm1d,
        nn.BatchNorm2d,
        nn.ConvTranspose2d,
        nn.LeakyReLU,
        nn.Linear,
        nn.ReLU,
        nn.Sigmoid,
        nn.Tanh,
        nn.Unflatten,
    )
}


class Generator(nn.Module):
    """The network of a file. `about` is what the file says of it; `samples` is what the page showed, and of which
    latent vectors and labels."""

    def __init__(self, path):
        super().__init__()
        with safe_open(path, framework="pt") as file:
            self.about = json.loads((file.metadata() or {})[KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        self.samples = part(tensors, "samples.")
        self.network = nn.Sequential(*map(layer, self.about["layers"]))
        self.network.load_state_dict(part(tensors, "network."))
        self.eval()

    def forward(self, latents, labels=None):
        """Images [n, channels, height, width] from 0, dark, to 1, light, of latent vectors [n, latent] and labels [n]."""
        classes = self.about["classes"]
        if classes:
            one_hot = nn.functional.one_hot(labels.long(), classes)
            latents = torch.cat([latents, one_hot.to(latents)], dim=1)
        black, white = self.about["range"]
        return ((self.network(latents) - black) / (white - black)).clamp(0, 1)

    @torch.no_grad()
    def sample(self, labels, seed=0):
        """An image for each label, of PyTorch's random numbers. Only the number of labels counts where the network
        is not told the class."""
        noise = torch.Generator().manual_seed(seed)
        latents = torch.randn(len(labels), self.about["latent"], generator=noise)
        return self(latents, torch.tensor(labels))

    @torch.no_grad()
    def same_samples(self):
        """The samples that the page showed, and how far they are from the page's own at the most."""
        images = self(self.samples["latents"], self.samples["labels"])
        return images, (images - self.samples["images"]).abs().max().item()


def layer(spec):
    """A layer of what the file says of it: its class and what to make it with."""
    arguments = dict(spec)
    return LAYERS[arguments.pop("type")](**arguments)


def part(tensors, prefix):
    """The tensors whose names begin with the prefix, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def grid(images, columns):
    """Images [n, channels, height, width] as one, this many beside each other."""
    pixels = (images.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8)
    if pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    rows = [np.hstack(pixels[start : start + columns]) for start in range(0, len(pixels), columns)]
    return Image.fromarray(np.vstack(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, help="draw new samples in the place of those that the page showed")
    parser.add_argument("--labels", type=int, nargs="+", help="draw new samples, a column of each class")
    parser.add_argument("--rows", type=int, default=6, help="rows of new samples")
    parser.add_argument("--out", default="samples.png")
    options = parser.parse_args()

    generator = Generator(options.file)
    about = generator.about
    print(f"{about['model']} on {about['dataset']}, {about['step']} steps")
    labels = options.labels or list(range(len(about["shape"]["classes"])))
    if options.seed is None and options.labels is None:
        images, difference = generator.same_samples()
        print(f"pixels in 0..1 differ from the page's by {difference:.1e} at the most")
    else:
        images = generator.sample(labels * options.rows, options.seed or 0)
    grid(images, len(labels)).save(options.out)
    print(f"{options.out} has {len(images)} samples")


if __name__ == "__main__":
    main()
