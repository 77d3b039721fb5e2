"""Charsets: how many files of others' test suites are read as the text that they are, beside detectors alone.

``python -m benchmarks.charsets.score CHARDET HTML5LIB`` takes the unpacked sources of chardet and the folder
``tests/testdata/encoding`` of html5lib. A file counts as read when the text is that of its true charset.
"""

from __future__ import annotations

import codecs
import importlib.metadata
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tasks.decode import decode_page
from tasks.errors import SkipPage

_OFF_THE_WEB = ("ibm", "mac", "johab", "euc-tw", "iso-2022-kr")
"""Charsets of DOS, Macs and mainframes, and those that no browser reads: no page on the web is in them."""
_WEB = {
    "iso-8859-1": "cp1252", "ascii": "cp1252", "big5": "big5hkscs", "gb2312": "gb18030", "euc-kr": "cp949",
    "shift_jis": "cp932", "tis-620": "cp874", "iso-8859-9": "cp1254", "utf-8": "utf-8", "euc-jp": "euc_jp",
}  # fmt: skip
Reader = Callable[[bytes], str]


def main() -> None:
    """Print a line of counts for each reader and suite, and the files that ours reads as another text."""
    chardet, html5lib = map(Path, sys.argv[1:3])
    suites = {
        "chardet, undeclared": [*_files(chardet / "tests", is_off_the_web=False)],
        "chardet, off the web": [*_files(chardet / "tests", is_off_the_web=True)],
        "chardet, declared UTF-8": [
            (f"{name} declared", b'<html><head><meta charset="utf-8"></head><body>' + content, truth)
            for name, content, truth in _files(chardet / "tests", is_off_the_web=False)
            if not content.startswith(tuple(mark for mark in _MARKS)) and b"\0" not in content[:200]
        ],
        "html5lib": [*_prescans(html5lib)],
    }
    for suite, files in suites.items():
        for name, read in _readers().items():
            started = time.process_time()
            found = Counter(_verdict(read, content, truth) for _, content, truth in files)
            milliseconds = 1000 * (time.process_time() - started) / len(files)
            print(f"{suite:24} {name:28} {found['right']:4} right {found['wrong']:4} wrong {found['refused']:4} refused"
                  f" of {len(files)}, {milliseconds:.1f} ms a file")  # fmt: skip
    for suite, files in suites.items():
        for label, content, truth in files:
            verdict = _verdict(_ours, content, truth)
            if verdict != "right" and "--list" in sys.argv:
                print(f"{suite}: {label}: {verdict}, {_told(content)} for {truth}")


_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def _files(folder: Path, *, is_off_the_web: bool) -> Iterator[tuple[str, bytes, str]]:
    for path in sorted(folder.glob("*/*")):
        name = path.parent.name.lower()
        if path.suffix not in (".py", ".pyc") and name.startswith(_OFF_THE_WEB) == is_off_the_web:
            truth = "-".join(name.split("-")[:3]) if name.startswith("iso") else "-".join(name.split("-")[:2])
            truth = name if name in _WEB or name.startswith(("utf", "koi8", "iso-2022")) else truth
            try:
                codecs.lookup(truth)
            except LookupError:
                continue  # A charset that Python does not know: there is no text to compare with.
            yield f"{path.parent.name}/{path.name}", path.read_bytes(), truth


def _prescans(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    for path in sorted(folder.rglob("*.dat")):
        for number, case in enumerate(path.read_bytes().split(b"#data\n")[1:]):
            content, _, rest = case.partition(b"\n#encoding\n")
            yield f"{path.name} {number}", content, rest.split(b"\n")[0].decode().strip()


def _verdict(read: Reader, content: bytes, truth: str) -> str:
    expected = content.decode(_WEB.get(truth.lower(), truth), "replace").lstrip("\ufeff")
    try:
        found = read(content).lstrip("\ufeff")
    except (SkipPage, LookupError, UnicodeError, TypeError):
        return "refused"
    return "right" if found == expected else "wrong"


def _ours(content: bytes) -> str:
    return decode_page(content).text


def _told(content: bytes) -> str:
    try:
        return decode_page(content).charset
    except SkipPage as error:
        return str(error)[:60]


def _readers() -> dict[str, Reader]:
    """Ours and the detectors that are installed, each with its version."""
    readers: dict[str, Reader] = {"newsweir": _ours}

    def offer(package: str, detect: Callable[[bytes], str | None]) -> None:
        readers[f"{package} {importlib.metadata.version(package)}"] = lambda content: content.decode(
            _WEB.get((detect(content) or "none").lower(), detect(content) or "none"), "replace"
        )

    try:
        import chardet

        offer("chardet", lambda content: chardet.detect(content)["encoding"])
        import charset_normalizer

        offer(
            "charset-normalizer",
            lambda content: getattr(charset_normalizer.from_bytes(content).best(), "encoding", None),
        )
        import cchardet

        offer("faust-cchardet", lambda content: cchardet.detect(content)["encoding"])
        from chardetng_py import detect

        offer("chardetng-py", detect)
        from html5lib._inputstream import HTMLBinaryInputStream

        offer("html5lib", lambda content: HTMLBinaryInputStream(content).charEncoding[0].codec_info.name)
    except ImportError as error:
        print(f"left out: {error}", file=sys.stderr)
    return readers


if __name__ == "__main__":
    main()
