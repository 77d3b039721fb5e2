"""Brings the bundle into a Superset, by that Superset's own Python and settings.

    NEWSWEIR_BI_URL=postgresql://dashboard:PASSWORD@HOST/newsweir python docker/superset/load.py

Doing it again brings the bundle's datasets, charts and dashboards up to date, and leaves everything else as it is. They
belong to the user admin, or SUPERSET_OWNER. The password stays out of process lists; Superset keeps it encrypted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

BUNDLE = Path(__file__).parent / "bundle"
DATABASE = "newsweir"


def main() -> None:
    """Import the files, then say where the database is."""
    url = os.environ.get("NEWSWEIR_BI_URL", "")
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] not in ("postgres", "postgresql") or not rest:
        sys.exit("set NEWSWEIR_BI_URL to the address of the database with the login of `newsweir db grant LOGIN`:"
                 " postgresql://dashboard:PASSWORD@HOST/newsweir")  # fmt: skip
    try:
        from flask import g
        from superset.app import create_app
        from superset.cli.main import superset
    except ImportError:
        sys.exit(f"{sys.executable} has no Superset; run this with the Python of the Superset that gets the dashboards")
    owner = os.environ.get("SUPERSET_OWNER", "admin")
    with create_app().app_context():
        # Its commands need an application around them when they are imported.
        from superset import security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand

        g.user = security_manager.find_user(username=owner)
        if g.user is None:
            sys.exit(
                f"this Superset has no user {owner!r}: make one (superset fab create-admin), or set SUPERSET_OWNER"
            )
        files = BUNDLE.rglob("*.yaml")
        ImportAssetsCommand({path.relative_to(BUNDLE).as_posix(): path.read_text("utf-8") for path in files}).run()
    superset.main(["set-database-uri", "-d", DATABASE, "-u", f"postgresql+psycopg2://{rest}"], standalone_mode=False)
    print("the dashboards are at /dashboard/list/", file=sys.stderr)


if __name__ == "__main__":
    main()
