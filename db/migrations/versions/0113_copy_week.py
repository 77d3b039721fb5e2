"""bi.copy_week, a rollup of who copies whom: schemas star and bi are made anew, no table moves.

Revision 0113.
"""

from __future__ import annotations

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of schema news moves; what follows a migration makes schemas star and bi."""


def downgrade() -> None:
    """Nothing of schema news moves."""
