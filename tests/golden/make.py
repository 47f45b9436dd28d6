"""Make the golden arrays: run every setting through PyTorch and keep what it says.

Run ``python -m tests.golden.make`` where PyTorch is installed. Large results are
kept as their sum and a sample of cells, so that the file stays small.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.golden.settings import cases

FILE = Path(__file__).with_name("pytorch.npz")
SAMPLES = 24


def summary(array: np.ndarray) -> np.ndarray:
    """Keep the shape, the sum, and up to 24 cells spread over the array, as float32."""
    flat = np.asarray(array, np.float64).ravel()
    places = np.unique(np.linspace(0, flat.size - 1, SAMPLES).astype(int))
    return np.concatenate([np.shape(array), [flat.sum()], flat[places]]).astype(np.float32)


def main() -> None:
    """Write the file beside this script."""
    import torch

    from tests.golden import theirs

    torch.manual_seed(0)
    names, sizes, numbers = [], [], []
    for index, case in enumerate(cases()):
        for name, array in theirs.run(case).items():
            kept = summary(array)
            names.append(f"{index} {name}")
            sizes.append(kept.size)
            numbers.append(kept)
    np.savez_compressed(
        FILE,
        names=np.array(names),
        sizes=np.array(sizes),
        numbers=np.concatenate(numbers),
        version=np.array(torch.__version__),
    )


def load() -> dict[tuple[int, str], np.ndarray]:
    """Read the summaries, by setting and result."""
    with np.load(FILE, allow_pickle=False) as file:
        parts = np.split(file["numbers"], np.cumsum(file["sizes"])[:-1])
        keys = [str(name).split(" ", 1) for name in file["names"]]
    return {(int(i), name): part for (i, name), part in zip(keys, parts, strict=True)}


if __name__ == "__main__":
    main()
