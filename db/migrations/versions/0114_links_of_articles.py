"""What links to an article lead to, the site of a check, rollups read less: schemas star and bi are made anew, no table moves.

Revision 0114.
"""

from __future__ import annotations

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of schema news moves; what follows a migration makes schemas star and bi."""


def downgrade() -> None:
    """Nothing of schema news moves."""
