"""Checks that PyTorch and ONNX Runtime draw what the core drew: check.py FOLDER TOLERANCE.

The folder has the files of generators, X.safetensors and X.onnx for each X.
"""

import sys
from pathlib import Path

import onnx
import onnxruntime
import torch

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
from generator import Generator  # noqa: E402


def onnx_difference(path, samples):
    """How far an ONNX model's images are from the core's."""
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    known = {"z": samples["latents"].numpy(), "labels": samples["labels"].long().numpy()}
    (images,) = session.run(["images"], {each.name: known[each.name] for each in session.get_inputs()})
    return (torch.from_numpy(images) - samples["images"]).abs().max().item()


def main(folder, tolerance):
    files = sorted(folder.glob("*.safetensors"))
    worst = {"PyTorch": 0.0, "ONNX": 0.0}
    for file in files:
        generator = Generator(file)
        found = {
            "PyTorch": generator.same_samples()[1],
            "ONNX": onnx_difference(file.with_suffix(".onnx"), generator.samples),
        }
        for name, difference in found.items():
            if not difference < tolerance:
                sys.exit(f"{file.name}: {name} differs by {difference}")
            worst[name] = max(worst[name], difference)
    print(f"{len(files)} generators: {', '.join(f'{name} differs by {most:.1e}' for name, most in worst.items())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
