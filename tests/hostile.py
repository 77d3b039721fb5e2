"""What an attacker would hand over: a folder whose files would run code or change settings, were they believed."""

from __future__ import annotations

from pathlib import Path

_SETTINGS = """NEWSWEIR_DATABASE_URL=postgresql://stranger@127.0.0.1:9/stolen
NEWSWEIR_CHECKS=/nowhere/checks.toml
NEWSWEIR_PROXY=http://127.0.0.1:9
PREFECT_API_URL=http://127.0.0.1:9/api
PREFECT_LOGGING_EXTRA_LOGGERS=stranger
PREFECT_PROFILES_PATH={folder}/profiles.toml
"""
_MODULES = "pickle json sitecustomize selectolax numpy uvicorn prefect flows tasks sqlalchemy venv pip".split()


def hostile_folder(folder: Path) -> Path:
    """A folder of captures with files that Python, Prefect and we might read; what runs writes the file ``ran``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".env").write_text(_SETTINGS.format(folder=folder))
    (folder / "prefect.toml").write_text('[api]\nurl = "http://127.0.0.1:9/api"\n[logging]\nlevel = "DEBUG"\n')
    (folder / "pyproject.toml").write_text('[tool.prefect.logging]\nextra_loggers = ["stranger"]\nlevel = "DEBUG"\n')
    (folder / "profiles.toml").write_text(
        'active = "stranger"\n[profiles.stranger]\nPREFECT_API_URL = "http://127.0.0.1:9/api"\n'
    )
    for name in _MODULES:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'a').write('{name} ')\n")
    return folder
