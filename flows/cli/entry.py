"""Where the command starts. One way in is kept short: scorers start it once for a few thousand documents.

``newsweir stories cluster IN OUT [--state DIR]`` runs without the command line library, whose start costs as much as
clustering six hundred texts; written in any other way (options first, ``--help``, a mistake) the library answers.
"""

from __future__ import annotations

import sys

_HEAD = ["stories", "cluster"]


def main() -> None:
    """Run the command."""
    words = sys.argv[1:]
    plain = words[2:4]
    is_quick = words[:2] == _HEAD and len(plain) == 2 and not any(word.startswith("-") for word in plain)
    if is_quick and (len(words) == 4 or (len(words) == 6 and words[4] == "--state")):
        from flows.cli.clustering import cluster_file
        from tasks.errors import NewsweirError

        try:
            cluster_file(words[2], words[3], words[5] if len(words) == 6 else None)
        except NewsweirError as error:
            print(f"newsweir: {error}", file=sys.stderr)
            sys.exit(2)
        return
    from flows.cli.app import main as whole

    whole()
