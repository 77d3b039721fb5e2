"""Sites, pages and their tags."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from db.schema.base import created, instant, key, metadata, one_of, part_of_key, reference, surrogate, text, updated
from tasks.vocabulary import PageKind

site = Table(
    "site",
    metadata,
    surrogate("site_id", "site"),
    key("site_key", "Identity: the declared name, else the host of its pages without www."),
    text("title", "Name for people.", nullable=False),
    Column(
        "declaration",
        JSONB,
        comment="What newsweir site declared: start pages, bounds, pace. NULL: it is not declared.",
    ),
    created(),
    comment="One row per site: a declared one, or a host whose pages were captured.",
)

page = Table(
    "page",
    metadata,
    surrogate("page_id", "page"),
    key("page_key", "Identity: digest of the page's address, or of its bytes where the address is unknown."),
    reference(
        "site_id",
        "site.site_id",
        "Site of the page. NULL: it is not declared, and the page's address is unknown.",
        nullable=True,
    ),
    text("url", "Canonical address of the page. NULL: the capture does not tell it."),
    text("page_kind", "article, listing or publisher. NULL: no capture of the page was understood yet."),
    text("layout", "Layout that explained the newest capture. NULL: none did yet."),
    text("profile", "Profile that the newest capture was read with. NULL: the general rules read it, or none did yet."),
    instant("first_seen_at", "Moment of the earliest capture (UTC). NULL: no capture's moment is known."),
    instant("last_seen_at", "Moment of the latest capture (UTC). NULL: no capture's moment is known."),
    created(),
    updated(),
    one_of("page_kind", PageKind),
    CheckConstraint("first_seen_at <= last_seen_at", name="seen"),
    comment="One row per page: one address of a site, or one set of bytes whose address is unknown.",
)

tag = Table(
    "tag",
    metadata,
    surrogate("tag_id", "tag"),
    key("tag_key", "Identity: the tag's folded name."),
    text("name", "Name as first printed, without the #.", nullable=False),
    comment="One row per hashtag or keyword.",
)

page_tag = Table(
    "page_tag",
    metadata,
    part_of_key("page_id", "page.page_id", "Page that is about the tag."),
    part_of_key("tag_id", "tag.tag_id", "The tag."),
    created(),
    comment="One row per page and tag that the page is about (hashtag listings, keywords).",
)
page_tag.append_constraint(UniqueConstraint(page_tag.c.tag_id, page_tag.c.page_id))
