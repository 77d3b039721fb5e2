"""Search reads digits of full width, publishers are told the spellings they have now: schemas star and bi are made anew.

No table moves.

Revision 0115.
"""

from __future__ import annotations

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of schema news moves; what follows a migration makes schemas star and bi."""


def downgrade() -> None:
    """Nothing of schema news moves."""
