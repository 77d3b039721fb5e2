"""No table of schema news moves: the stored rows of schema bi are made anew, with rollups that follow moved days.

Revision 0105.
"""

from __future__ import annotations

revision = "0105"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: the scripts of ``db/views`` are applied after every migration."""


def downgrade() -> None:
    """Nothing: the program of 0101 makes its own stored rows."""
