"""Names of authors in scripts where a name has no space: Chinese characters, kana, hangul."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.rules import NOT_BYLINE
from tasks.split.html.tree import Run

_ASIAN_BY = re.compile(
    r"(?:责任编辑|責任編輯|责编|责任编辑|记者|記者|作者|撰文|著者|執筆|文)\s?[:：/／]\s?([一-鿿]{2,4}(?:[、,，\s]+[一-鿿]{2,4}(?![一-鿿:：]))*)(?![一-鿿:：])"
    r"|(?:记者|記者)\s?([一-鿿]{2,4}(?:[、,，][一-鿿]{2,4})*)[／/]"
    r"|(?<![가-힣])([가-힣]{2,4})\s?(?:기자|특파원)(?![가-힣])"
)
_SPACELESS = re.compile("[一-鿿가-힣]")
"""Without which no line has such a name; a look, before the searches."""
_ASIAN_JOINT = re.compile(r"[、,，\s]+")
_REPORTERS = re.compile(
    r"[一-鿿]{0,10}(?:记者|記者|通讯员|通訊員|撰稿人?|作者)[\s:：/／]+([一-鿿]{2,4}(?:[、,，\s]+[一-鿿]{2,4})*)"
)
"""A line that is nothing but reporters, their paper before them."""
_SUFFIXED = re.compile(
    r"(?:[^・／/\s　]{1,12}[・／/\s　])?([一-鿿々][一-鿿々ぁ-ヿ]{2,6}?)\s?(?:記者|論説委員|編集委員)"
)
"""A line that is nothing but a desk and its reporter, the word behind the name."""
_WRITTEN = re.compile(r"^(?:文|撰文|作者|采写|撰稿)\s?[/／:：]\s?")
HAN_ROLE = re.compile(r"^\S*(?:作者|记者|記者|编辑|編輯|通讯员|主笔|撰稿人?)\s+(?=[一-鿿])|^(?:原创|原創|转载)\s+")
"""What stands before a name: what the person is, and for whom; that the text was written for this site."""
NO_HAN_NAME = re.compile(
    r"^(?:登录|登陆|登入|注册|註冊|关注|關注|订阅|訂閱|未知|佚名|匿名|本站|本站原创|原创|原創|网络|網絡|小编|管理员|收藏|分享|举报|更多|"
    r"记者|記者|实习生|實習生|实习记者|見習記者|见习记者|通讯员|通訊員|摄影|攝影|撮影|相关.*|相關.*)$|(?:编辑|編輯|作者|文章)$"
)
"""Labels and buttons where a name is looked for."""
_IN_BRACKETS = re.compile(r"[【\[（(]\s*([^【】\[\]（）()]{3,40})\s*[】\]）)]")
HAN_NAME = re.compile(
    r"(?!速報|写真|動画|図解|独自|関連|特集|詳報)[一-鿿々][一-鿿々ぁ-ヿ]{1,6}|[一-鿿々]{1,4}[ 　][一-鿿々ぁ-ヿ]{1,4}"
)


def bracketed_names(runs: list[Run], head: int | None, low: int) -> tuple[list[str], Run] | None:
    """Names in brackets, or behind the word for reporters, on a line of their own between title and text."""
    for run in runs[low if head is None else head + 1 : low + 1]:
        inside = _IN_BRACKETS.fullmatch(run.text) or (_REPORTERS.fullmatch(run.text) if run.size < 60 else None)
        reporter = _SUFFIXED.fullmatch(run.text)
        if reporter and _is_free(reporter[1]):
            return [reporter[1]], run
        if inside:
            text = HAN_ROLE.sub("", _WRITTEN.sub("", inside[1]))
            names = [name for name in _ASIAN_JOINT.split(text) if HAN_NAME.fullmatch(name) and _is_free(name)]
            if names:
                return names, run
    return None


def han_names(runs: list[Run], first: int, high: int) -> tuple[list[str], Run] | None:
    """Names beside the word for a writer or an editor, in scripts where a name has no space."""
    for at in (*range(first, min(len(runs), first + 60)), *range(max(first, high - 3), min(len(runs), high + 6))):
        run = runs[at]
        if not run.text.isascii() and not run.bits & NOT_BYLINE & ~c.FOOTER and _SPACELESS.search(run.text):
            for found in (*_ASIAN_BY.finditer(run.text[:60]), *_ASIAN_BY.finditer(run.text[-40:])):
                names = [name for name in _ASIAN_JOINT.split(next(filter(None, found.groups()))) if _is_free(name)]
                if names:
                    return names, run
    return None


def _is_free(name: str) -> bool:
    return bool(name) and not NO_HAN_NAME.search(name)
