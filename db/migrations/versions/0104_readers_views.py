"""The scripts of ``db/views`` are applied again: publishers joined by domain, search bounded; no table changes.

Revision 0104.
"""

from __future__ import annotations

revision = "0104"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing here: what follows every migration makes the views anew."""


def downgrade() -> None:
    """Nothing here."""
