"""Writes tests/fixtures/pictures/: one rendered face as JPEG in the ways that the tests' own encoder cannot write.

    /usr/bin/python3 -m pip install pillow
    /usr/bin/python3 tests/reference/pictures.py tests/fixtures/renders/03-frontal.png tests/fixtures/pictures

Made with Pillow 13.0.0 (libjpeg-turbo).
"""

import pathlib
import sys

from PIL import Image

WAYS = {
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_rows": 1},
    "progressive-restarts": {"progressive": True, "restart_marker_blocks": 5},
    "optimised": {"optimize": True, "subsampling": "4:2:0"},
}


def main(render, folder):
    picture = Image.open(render).convert("RGB")
    for name, ways in WAYS.items():
        picture.save(pathlib.Path(folder) / f"{name}.jpg", quality=85, **ways)
    picture.convert("L").save(pathlib.Path(folder) / "grey.jpg", quality=85)
    picture.convert("CMYK").save(pathlib.Path(folder) / "cmyk.jpg", quality=85)


if __name__ == "__main__":
    main(*sys.argv[1:])
