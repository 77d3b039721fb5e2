"""Stored rows that are new are written without being compared: schema star is made anew, no table moves.

Revision 0112.
"""

from __future__ import annotations

revision = "0112"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of schema news moves; what follows a migration makes schemas star and bi."""


def downgrade() -> None:
    """Nothing of schema news moves."""
