"""Run newsweir from a checkout with nothing but Python 3.11+ and pip:

    python3 run.py ingest            any command of newsweir (see: python3 run.py --help)
    python3 run.py test              lint, types and tests

Makes .venv when it is missing or the lock file changed, installs the pinned, hashed dependencies, and goes on there.
Standard library only; works where the system's Python is externally managed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "newsweir-lock.sha256"


def main(arguments: list[str]) -> int:
    """Set up what the arguments need and run it; its exit code."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return fail(
            f"Python {sys.version.split()[0]} runs this; newsweir needs 3.11, 3.12 or 3.13: python3.12 run.py …"
        )
    is_test = arguments[:1] == ["test"]
    lock = ROOT / ("requirements-dev.lock" if is_test else "requirements.lock")
    if not is_set_up(lock):
        set_up(lock)
    if is_test:
        return check(arguments[1:])
    os.environ.setdefault("NEWSWEIR_COMMAND", "python3 run.py")
    command = [str(BIN / "newsweir"), *(arguments or ["--help"])]
    if os.name == "nt":
        return subprocess.call(command)
    return os.execv(command[0], command)


def is_set_up(lock: Path) -> bool:
    """Whether .venv holds what the lock file asks for; the test lock holds all of the other."""
    if not STAMP.exists() or not (BIN / "newsweir").exists():
        return False
    stamps = STAMP.read_text().split()
    return digest(lock) in stamps


def digest(lock: Path) -> str:
    """What set-up depends on: the lock file and the project's own declaration."""
    return hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def set_up(lock: Path) -> None:
    """Make .venv and install the lock file into it, then the project itself."""
    say(f"setting up {VENV} from {lock.name} (once; a minute or two)")
    try:
        if not (BIN / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        # The lock file is complete, so nothing is resolved; an old pip would resolve extras past it and then refuse.
        subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", str(lock)], check=True)
        # pip refuses hashes together with an editable install, so the project comes in a step of its own.
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(
            fail(f"set-up failed ({' '.join(map(str, error.cmd[-3:]))}); mend what pip says above and run this again")
        )
    known = [digest(ROOT / "requirements.lock"), digest(ROOT / "requirements-dev.lock")]
    STAMP.write_text("\n".join(known if lock.name == "requirements-dev.lock" else known[:1]))


def check(arguments: list[str]) -> int:
    """Lint, types, tests; with arguments, only these tests."""
    python = str(BIN / "python")
    steps = [] if arguments else [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    for step in [*steps, ["pytest", *arguments]]:
        say("> " + " ".join(step))
        code = subprocess.call([python, "-m", *step], cwd=ROOT)
        if code:
            return code
    return 0


def say(text: str) -> None:
    """Tell on standard error, so that standard output stays the command's own."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> int:
    """Tell what is wrong; the exit code for it."""
    say("run.py: " + text)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
