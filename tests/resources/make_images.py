"""Store the digits and photographs that come with the app.

Run by hand with scikit-learn and scikit-image, which bring the originals:
``python tests/resources/make_images.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import skimage.data
from PIL import Image
from sklearn.datasets import load_digits

OUT = Path(__file__).resolve().parents[2] / "resources" / "images"
LONGEST = 512
PHOTOGRAPHS = {
    "camera": "camera.png",
    "chelsea": "chelsea.jpg",
    "coffee": "coffee.jpg",
    "astronaut": "astronaut.jpg",
    "rocket": "rocket.jpg",
    "horse": "horse.png",
    "brick": "brick.png",
    "gravel": "gravel.png",
    "text": "writing.png",
}


def main() -> None:
    """Write digits.npz and one file for each photograph."""
    digits = load_digits()
    np.savez_compressed(
        OUT / "digits.npz",
        images=digits.images.astype(np.uint8),
        labels=digits.target.astype(np.uint8),
    )
    for source, name in PHOTOGRAPHS.items():
        values = np.asarray(getattr(skimage.data, source)())
        image = Image.fromarray(values * np.uint8(255) if values.dtype == bool else values)
        scale = LONGEST / max(image.size)
        if scale < 1:
            size = (round(image.width * scale), round(image.height * scale))
            image = image.resize(size, Image.Resampling.LANCZOS)
        if values.dtype == bool:
            image = image.convert("1")
        image.save(OUT / name, quality=92, subsampling=0, optimize=True)
        print(name, image.size, OUT.joinpath(name).stat().st_size)


if __name__ == "__main__":
    main()
