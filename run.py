"""Run newsweir from a checkout with nothing but Python 3.11 to 3.14 and pip, on Linux or macOS:

    python3 run.py ingest            any command of newsweir (see: python3 run.py --help)
    python3 run.py test              lint, types and tests, the tests in parallel
    python3 run.py test --slow       the slow proofs: drawn kills, real schedules, two workers, Dask
    python3 run.py audit         the locked packages looked up for known advisories, by pip-audit where it is installed
    python3 run.py test PATH …       some tests; every option of pytest is taken

Makes .venv when it is missing or the lock file changed, installs the pinned, hashed dependencies, and goes on there.
Standard library only; works where the system's Python is externally managed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "newsweir-lock.sha256"
FIRST, LAST = (3, 11), (3, 14)
"""Versions of Python for which every compiled dependency of the lock files has a wheel."""


def main(arguments: list[str]) -> int:
    """Set up what the arguments need and run it; its exit code."""
    if sys.platform not in ("linux", "darwin"):
        return fail(f"this is {sys.platform}; newsweir runs on Linux and macOS only")
    if not FIRST <= sys.version_info[:2] <= LAST:
        return fail(f"Python {sys.version.split()[0]} runs this; newsweir needs 3.11 to 3.14: python3.12 run.py …")
    if arguments[:1] == ["audit"]:
        return audit()
    is_test = arguments[:1] == ["test"]
    lock = ROOT / ("requirements-dev.lock" if is_test else "requirements.lock")
    if not is_set_up(lock):
        set_up(lock)
    if is_test:
        return check(arguments[1:])
    os.environ.setdefault("NEWSWEIR_COMMAND", "python3 run.py")
    command = [str(BIN / "newsweir"), *(arguments or ["--help"])]
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
            subprocess.run([sys.executable, "-P", "-m", "venv", str(VENV)], check=True)
        # -P: modules of the folder that happens to be current are not ours.
        pip = [
            str(BIN / "python"),
            "-P",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        # Each Python brings another pip: the one of the lock file comes first and installs all the rest.
        with tempfile.NamedTemporaryFile("w", suffix=".lock") as pip_alone:
            pip_alone.write(entry_of("pip", lock))
            pip_alone.flush()
            subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", pip_alone.name], check=True)
        # The lock file is complete, so nothing is resolved.
        subprocess.run([*pip, "--no-deps", "--require-hashes", "-r", str(lock)], check=True)
        # pip refuses hashes together with an editable install, so the project comes in a step of its own. setuptools
        # warns of any editable install, whatever the project looks like.
        quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True, env=quiet)
    except subprocess.CalledProcessError as error:
        sys.exit(
            fail(f"set-up failed ({' '.join(map(str, error.cmd[-3:]))}); fix what pip says above and run this again")
        )
    warm_up()
    known = [digest(ROOT / "requirements.lock"), digest(ROOT / "requirements-dev.lock")]
    STAMP.write_text("\n".join(known if lock.name == "requirements-dev.lock" else known[:1]))


def warm_up() -> None:
    """Compile the project and unpack its language model, which else every process does where it may not write."""
    python = [str(BIN / "python"), "-P"]
    subprocess.run([*python, "-m", "compileall", "-q", "flows", "tasks", "db", "newsweir.py"], cwd=ROOT, check=False)
    program = "from tasks.normalize.language import warm_up; warm_up()"
    subprocess.run([*python, "-c", program], cwd=ROOT, check=False)


def entry_of(name: str, lock: Path) -> str:
    """The lines of a lock file that pin one package: its version and, indented below it, its hashes."""
    lines = lock.read_text().splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def check(arguments: list[str]) -> int:
    """Lint, types and tests in parallel; with arguments, only these tests."""
    python = str(BIN / "python")
    if arguments and arguments[0] != "--slow":
        return run([python, "-m", "pytest", *arguments])
    # Many tests wait for servers and processes: two processes more than cores keep all cores busy.
    parallel = ["-n", str(core_count() + 2), "--dist", "loadgroup"]
    if arguments:
        # Whole clusters: two processes, which wait for most of their time.
        return run([python, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "slow", *arguments[1:]])
    warm_up()  # Tests start some hundreds of processes.
    code = run([python, "-m", "ruff", "check"]) or run([python, "-m", "ruff", "format", "--check"])
    if code:
        return code
    # Types are checked beside the tests, which wait for most of that time; what mypy says comes behind them.
    say("> mypy, beside the tests")
    with subprocess.Popen(
        [python, "-m", "mypy"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as types:
        code = run([python, "-m", "pytest", *parallel])
        say(f"> mypy\n{types.communicate()[0]}")
    return code or types.returncode


def audit() -> int:
    """Look up the locked packages for known advisories; without pip-audit or a network it is left out with a word."""
    program = shutil.which("pip-audit")
    if program is None:
        say("run.py: audit left out: pip-audit is not installed (pipx install pip-audit)")
        return 0
    for name in ("requirements.lock", "requirements-dev.lock"):
        options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "-r", name]
        done = subprocess.run([program, *options], cwd=ROOT, capture_output=True, text=True, check=False)
        if any(word in done.stderr for word in ("ConnectionError", "ServiceError", "Max retries", "ConnectTimeout")):
            say(f"run.py: audit left out: the service of advisories does not answer ({name} was not looked up)")
            return 0
        print(done.stdout + done.stderr, end="", flush=True)
        unknown = done.stdout.count("could not be audited")
        if unknown:
            say(f"run.py: audit of {name}: {unknown} packages were not looked up, the service does not know them")
        if done.returncode:
            return fail(f"{name}: a pinned version has a known advisory, or could not be looked up; see above")
    return 0


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(command: list[str]) -> int:
    """Say what is run and run it; its exit code."""
    say("> " + " ".join(command[2:]))
    return subprocess.call(command, cwd=ROOT)


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
