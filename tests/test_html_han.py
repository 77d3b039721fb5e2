"""Lines of Chinese pages: source, author, editor and date behind their labels, in one line or each in its own."""

from __future__ import annotations

import pytest

from tasks.normalize import normalize_page
from tasks.split.html import split_html

TITLE = "下游水闸的四台水泵周五重新启动"
TEXT = (
    "洪水过后第十一周，下游水闸的四台水泵周五重新启动，工程师们在码头上把电机一台一台地拆开又装好。",
    "孩子们在旁边数螺丝，最后只丢了一颗。闸门将在周一向货船开放，游船要等货船全部通过以后才能进入。",
    "镇议会将在下周二讨论谁来付修理费，议员们说，这笔钱本来是留给新桥的油漆的，现在只好等到明年再刷。",
)


def split(*lines: str, below: str = "", title: str = f"{TITLE}_闸门日报"):
    """The primary of a page with these lines between its title and its text."""
    between = "".join(f"<div>{line}</div>" for line in lines)
    text = "".join(f"<p>{line}</p>" for line in TEXT)
    html = (
        f"<html lang=zh><head><title>{title}</title></head><body><h2>{TITLE}</h2>{between}"
        f"<div>{text}</div>{below}</body></html>"
    )
    page = split_html(html, url=None, profile=None)
    assert page.primary is not None
    return page, page.primary


@pytest.mark.parametrize(
    ("lines", "publisher", "authors"),
    [
        (("2026-03-04 14:30 来源：河畔晚报 作者：安桦 编辑：柏林 人气：5380 次",), "河畔晚报", ("安桦",)),
        (("2026-03-04 14:30 字号：A- A A+ 出处：Weir Post",), "Weir Post", ()),
        (("来源：河畔晚报 调整字体", "责任编辑：安桦"), "河畔晚报", ("安桦",)),
        (("来源: | 发布时间: 2026-03-04 | 浏览次数: 21",), None, ()),
        (("来源：本站原创 作者：未知 责任编辑：安桦",), None, ("安桦",)),
        (("2026-03-04 14:30 来源:", "<a href=/r>河畔晚报</a>"), "河畔晚报", ()),
        (("【文/闸门网专栏作者 安桦】",), None, ("安桦",)),
        (("闸门新闻记者 安桦 柏小林",), None, ("安桦", "柏小林")),
        (("<span class=user>注册</span>", "<span class=author>关注</span>"), None, ()),
    ],
)
def test_labels_tell_the_source_from_the_author(
    lines: tuple[str, ...], publisher: str | None, authors: tuple[str, ...]
) -> None:
    _, primary = split(*lines)
    assert (primary.publisher_raw, primary.authors) == (publisher, authors)
    assert primary.paragraphs == TEXT


def test_a_heading_is_the_title_though_an_underscore_glues_the_site_to_the_stated_one() -> None:
    page, primary = split()
    assert primary.title == TITLE
    assert [one.rule for one in page.blocks if one.block.text == TITLE] == ["title-vote"]


def test_two_digits_of_a_year_stand_first() -> None:
    page, primary = split("26-03-04")
    assert primary.published_raw == "26-03-04"
    normal = normalize_page(page, None, None).primary
    assert normal is not None and normal.published_at is not None
    assert normal.published_at.date().isoformat() == "2026-03-04"


def test_a_short_report_far_below_its_title_stays_its_text() -> None:
    buttons = "".join(f"<div>按钮{n}</div>" for n in range(30))
    body = f"<h1>{TITLE}</h1>{buttons}<p>{TEXT[0]}</p>"
    page = split_html(f"<html lang=zh><title>{TITLE}</title><body>{body}</body></html>", url=None, profile=None)
    assert page.primary is not None
    assert page.primary.paragraphs == TEXT[:1]
