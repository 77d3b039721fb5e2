"""Schema bi tells keys and references by bi.contract(): views and stored rows are made anew, no table moves.

Revision 0110.
"""

from __future__ import annotations

revision = "0110"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of schema news moves; what follows a migration makes schemas star and bi."""


def downgrade() -> None:
    """Nothing of schema news moves."""
