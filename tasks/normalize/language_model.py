"""The model of the language identifier, unpacked once per installation and mapped by every process that reads a page.

Packed it costs each process half a second and 70 MB. The unpacked arrays lie where Python keeps what it has compiled of
this package, and are as much to be trusted as that; where nothing may be written, the packed model is loaded.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Lock
from typing import Any

import numpy as np
from py3langid import langid

_PLACE = Path(__file__).parent / "__pycache__"
_MAPPED = ("ptc", "nextmove")
_SMALL = ("pc", "classes", "nextmove_row", "out_feat")
_one_loads = Lock()


def identifier() -> Any:
    """The identifier of this process, kept where py3langid keeps its own.

    A thread that warms up and the one that meets the first text would each load it.
    """
    with _one_loads:
        langid.IDENTIFIER = langid.IDENTIFIER or open_model()
        return langid.IDENTIFIER


def open_model(place: Path = _PLACE) -> Any:
    """A LanguageIdentifier of py3langid whose large arrays are mapped files below ``place``, made if need be."""
    found = (langid.MODEL_DIR / langid.MODEL_FILE).stat()
    folder = place / f"language-{found.st_size}-{found.st_mtime_ns}"
    with suppress(OSError, ValueError, EOFError):
        return _mapped(folder)
    packed = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    with suppress(OSError):  # A disk that is full or read-only: the next process unpacks it again.
        _unpack(packed, folder)
    return packed


def _mapped(folder: Path) -> Any:
    large = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _MAPPED]
    pc, classes, row, output = (np.load(folder / f"{name}.npy", allow_pickle=False) for name in _SMALL)
    weights, moves = np.asarray(large[0]), memoryview(large[1])  # One item is read as fast as of an array.
    return langid.LanguageIdentifier(weights, pc, classes.tolist(), moves, output.tolist(), tk_row=row.tolist())


def _unpack(packed: Any, folder: Path) -> None:
    """Write the arrays beside their place and move them there at once, so that nobody ever maps half of them."""
    folder.parent.mkdir(exist_ok=True)
    made = Path(mkdtemp(prefix=".language-", dir=folder.parent))
    try:
        arrays = {
            "ptc": packed.nb_ptc, "nextmove": np.asarray(packed.tk_nextmove), "pc": packed.nb_pc,
            "classes": np.array(packed.nb_classes), "nextmove_row": np.asarray(packed.tk_row),
            "out_feat": np.asarray(packed.tk_output, dtype=np.int32),
        }  # fmt: skip
        for name, values in arrays.items():
            np.save(made / f"{name}.npy", values, allow_pickle=False)
        made.chmod(0o755)
        for other in folder.parent.glob("language-*"):
            if other != folder:
                rmtree(other, ignore_errors=True)  # Of another version; who has it mapped keeps it.
        made.rename(folder)
    finally:
        rmtree(made, ignore_errors=True)  # Of another process that was first, or nothing any more.
