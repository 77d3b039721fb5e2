"""Cue words: what class names, ids, roles and tags say about the text inside an element. Data, not code.

A class attribute is cut into words; every word may set bits; bits together may mean more than each alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

NAV = 1 << 0
FOOTER = 1 << 1
HEADER = 1 << 2
ASIDE = 1 << 3
RELATED = 1 << 4
COMMENT = 1 << 5
AD = 1 << 6
SHARE = 1 << 7
CAPTION = 1 << 8
BYLINE = 1 << 9
DATE = 1 << 10
TAGS = 1 << 11
PROMPT = 1 << 12
HIDDEN = 1 << 13
TITLE = 1 << 14
LEAD = 1 << 15
CATEGORY = 1 << 16
PUBLISHER = 1 << 17
ARTICLE = 1 << 18
BODY = 1 << 19
TEXT = 1 << 20
CARD = 1 << 21
FORM = 1 << 22
FIGURE = 1 << 23
RANKED = 1 << 24
BIO = 1 << 25
MEDIA = 1 << 26
LIST = 1 << 27
QUOTE = 1 << 28
MORE = 1 << 29
CREDIT = 1 << 30
EMBED = 1 << 31
CONSENT = 1 << 32
LINES = 1 << 33
"""Line breaks in the source are printed: white-space: pre-line and the like."""
NOTES = 1 << 34
"""Notes below a text; the sign in a sentence that leads to one has the same name."""

# word of a class name, id, role or data-testid -> bits
WORDS: dict[str, int] = {}


def _say(bits: int, words: str) -> None:
    for word in words.split():
        WORDS[word] = WORDS.get(word, 0) | bits


_say(
    NAV,
    "nav navbar navigation menu menubar breadcrumb breadcrumbs crumb crumbs pagination pager paging toolbar topbar "
    "navi subnav submenu toc contents dropdown tablist",
)
_say(FOOTER, "footer colophon copyright legal disclaimer foot impressum bottombar")
_say(HEADER, "masthead banner sitehead siteheader")
_say(
    ASIDE,
    "infobox factbox faktenbox infokasten sidebar aside rail sidecol sidebars rightcol leftcol rightrail complementary",
)
_say(
    RELATED,
    "related recommended recommend recommendation recommendations recommends readnext readmore morefrom "
    "similar suggested suggestions crosslink crosslinks interlink onward seealso relacionadas "
    "relacionados relacionada relacionado recirc recirculation associated linkbox "
    "moreon relates rel mehr verwandt tambien veja leia nextup yarpp jp-relatedposts relatedposts relatednews",
)
_say(RANKED, "trending popular mostread mostpopular mostviewed toplist topstories tendencias ticker")
_say(
    COMMENT, "comment comments commenting disqus respond discussion reply replies commentlist livefyre coral guestbook"
)
_say(
    AD,
    "ad ads adv advert adverts advertisement advertising adslot adbox adunit adwrapper sponsor sponsored "
    "dfp gpt werbung anzeige publicidad publicite reklama adsense googlead outbrain taboola "
    "zergnet ligatus revcontent mgid trc ob",
)
_say(
    SHARE,
    "share shares sharing social socials sharebar sharetools addthis addtoany sharedaddy follow followus "
    "bookmark email tools actions toolbox reactions whatsapp flattr utility buttons button btn cta",
)
_say(
    CAPTION,
    "caption captions figcaption cutline legend imagecaption bildunterschrift imgcaption photocaption wp-caption "
    "legenda leyenda epigrafe didascalia bildtext bildetekst billedtekst kuvateksti bijschrift onderschrift podpis",
)
_say(CREDIT, "credit credits copyrightholder photocredit photographer courtesy attribution rights")
_say(
    BYLINE,
    "byline bylines author authors autor autoren auteur autore writer writers contributor contributors "
    "reporter journalist columnist redacteur signature firma firmas avtor",
)
_say(
    DATE,
    "date dates dateline datetime time timestamp published pubdate pubtime updated modified datum fecha data "
    "posted timeago publish",
)
_say(TAGS, "tags tag taglist keywords topics topic hashtags hashtag taxonomy etiquetas themen")
_say(
    PROMPT,
    "newsletter newsletters subscribe subscription subscriptions signup paywall piano regwall login signin register "
    "registration donate donation donations support membership app apps download consent cookie cookies gdpr "
    "privacy modal dialog alertdialog popup overlay lightbox alert alerts notification notifications notice offer "
    "offers survey poll quiz enquete enquette encuesta umfrage sondage sondaggio ankieta anketa peiling "
    "optin inline-signup onboarding abo gate paygate metered upsell banner affiliate "
    "disclosure fallback",
)
_say(
    CONSENT,
    "consent gdpr cmpbox cmpwrapper onetrust didomi cookiebot cookieconsent cookiebanner cookiewall usercentrics "
    "sourcepoint iubenda cookieyes cookielaw cookiefirst cookienotice complianz cmplz borlabs klaro tarteaucitron "
    "axeptio trustarc truste osano termly civicuk quantcast ccpa",
)
_say(TITLE, "title headline heading titre titulo titel hed titulek headlines")
_say(
    LEAD,
    "lead lede standfirst dek deck subtitle subheadline subhead summary intro abstract excerpt description "
    "teasertext kicker-text entradilla bajada sapo vorspann sommario chapo perex leadin strapline introduction",
)
_say(CATEGORY, "category categories section-name kicker rubric rubrik eyebrow overline ressort dachzeile")
_say(PUBLISHER, "publisher source provider brand quelle fuente outlet sitename")
_say(ARTICLE, "article story post entry blogpost news newsarticle artikel articulo articolo noticia hentry")
_say(
    BODY,
    "articlebody storybody postbody entrycontent postcontent articlecontent storycontent articletext bodytext "
    "bodycopy articulocuerpo cuerpo corps textkoerper maintext newsbody newstext brodtext",
)
_say(TEXT, "body content text copy paragraph richtext prose cms wysiwyg texte texto contenido inhalt")
_say(CARD, "card cards tile item teaser promo box listitem")
_say(FORM, "form search searchform searchbox input")
_say(FIGURE, "figure image img photo picture gallery slideshow carousel slider media-image bild foto")
_say(BIO, "bio biography authorbox authorbio authorinfo aboutauthor profile vcard")
_say(MEDIA, "video player audio podcast embed jwplayer brightcove youtube videoplayer")
_say(QUOTE, "pullquote pullquotes")
_say(NOTES, "footnotes endnotes citations fussnoten voetnoten")
_say(MORE, "more next also other further read most")

# Whole names, where the words alone say too little.
TOKENS: dict[str, int] = dict.fromkeys(("twitter-tweet", "instagram-media", "tiktok-embed", "fb-post"), EMBED)
TOKENS |= dict.fromkeys(
    "cmp-banner cmp-modal cmp-overlay qc-cmp-ui qc-cmp-ui-container qc-cmp2-ui qc-cmp2-container".split(), CONSENT
)  # "cmp" alone is the prefix of all components of a widespread content system
TOKENS |= dict.fromkeys("cap img-cap photo-cap pic-cap pie-de-foto piefoto pie-foto".split(), CAPTION)
# What hides text from readers is a name of its own: "overflow-hidden" and "hidden-xs" hide none from all of them.
TOKENS |= dict.fromkeys(
    "hidden hide visuallyhidden visually-hidden visuallyHidden sr-only screen-reader-text screen-reader screenreader "
    "screen-reader-only screenReaderText offscreen off-screen invisible noprint no-print is-hidden is-hide u-hidden "
    "element-invisible assistive-text a11y-hidden vh u-visually-hidden is-visually-hidden hideText hide-text "
    "hidden-text js-hidden show-for-sr accessible-hide hide-element".split(),
    HIDDEN,
)

# The same for tags.
TAGS_BITS: dict[str, int] = {
    "nav": NAV,
    "footer": FOOTER,
    "aside": ASIDE,
    "figcaption": CAPTION,
    "figure": FIGURE,
    "time": DATE,
    "form": FORM,
    "button": SHARE,
    "address": BYLINE,
    "dialog": PROMPT,
    "menu": NAV,
}

_SHOWN = re.compile(r":(?:block|inline|flex|grid|table|contents)")
_GENERATED = ("css-", "sc-", "jsx-")
# Pieces of class names that build tools make up: random letters spell words, too.
_HASH = re.compile(
    r"(?<=__)(?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{5,8}$"
    r"|^(?:css|sc|jsx)-[A-Za-z0-9]+(?![a-z])"
    r"|(?<![A-Za-z0-9])(?=[A-Za-z]*\d[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{4,}(?![A-Za-z0-9])"
)
_MIXED = re.compile(r"\d[A-Za-z]")
"""Without it, two underscores or a build tool's prefix none of them is there; a look, before the search."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_STATES_FIRST = frozenset("has have with no without not enable enables show shows supports allow allows uses".split())
_STATES_LAST = frozenset("enabled disabled open opened closed allowed loaded ready on off expanded".split())
"""Words at the ends of a name that say what a page has or does."""
_LAYOUTS = frozenset("grid layout template page row columns cols container columned".split())
_PARTS = frozenset("widget item inner box content ad".split())
"""Heads of names of layouts that have a sidebar; and of what stands in one."""
_DATA = frozenset("table tables grid box list row cell chart viz set block view wrapper container point points".split())
"""Words behind "data" that make it English and no date."""
_CONTENTS = frozenset("table of toc nav menu list side sidebar".split())
"""Words beside "contents" that make it a list of them: what "post-contents" are, a post holds."""
_RANDOM = re.compile(r"[a-z]{1,4}[A-Z]{2,4}[a-z]{1,4}")
"""A short name in mixed letters that a build tool made up: "vpWAad" is no advertisement."""
_RANDOM_MOST = 12
MEMO: dict[str, int] = {}
"""Bits by whole attribute value, for the hot loop."""
_TOKEN_MEMO: dict[str, int] = {}
_BREAKS = bytes(byte if byte > 127 or chr(byte).isalpha() else 32 for byte in range(256))
"""ASCII but its letters becomes a space. Bytes are translated ten times as fast as letters."""
_MEMO_LIMIT = 50_000
_NAME_MOST = 300
"""Characters of an attribute that are read."""


def bits_of(name: str) -> int:
    """Bits that one class or id attribute sets, remembered: a page repeats its class names, sites share their words."""
    bits = MEMO.get(name)
    if bits is None:
        if len(MEMO) >= _MEMO_LIMIT:
            MEMO.clear()
        if len(_TOKEN_MEMO) >= _MEMO_LIMIT:
            _TOKEN_MEMO.clear()
        bits = 0
        tokens = name[:_NAME_MOST].split()
        for token in tokens:
            own = _TOKEN_MEMO.get(token)
            if own is None:
                own = _TOKEN_MEMO[token] = _read_token(token)
            bits |= own
        if bits & RELATED:
            bits &= ~AD
        if bits & HIDDEN and ":" in name and any(map(_SHOWN.search, tokens)):
            bits &= ~HIDDEN  # hidden on small screens only
        MEMO[name] = bits
    return bits


def _read_token(token: str) -> int:
    if token.startswith("whitespace-pre"):
        return LINES
    own = TOKENS.get(token, 0)
    words = _words_of(token)
    if not own and WORDS.keys().isdisjoint(words) and token.isascii():
        return 0  # most names; what is made up is looked for in the others
    if "__" in token or token.startswith(_GENERATED) or _MIXED.search(token):
        token = _HASH.sub(" ", token)
        words = _words_of(token)
    if len(token) <= _RANDOM_MOST and _RANDOM.fullmatch(token):
        return own
    for word in words:
        if word in WORDS:
            own |= WORDS[word]
    if not own:
        return 0
    if len(words) > 1 and token not in TOKENS:
        own &= ~_of_layout(own, words)
    if own & MORE:
        own = _more(own, token.lower())
    if own & BYLINE and ("description" in words or "about" in words):
        own |= BIO
    if own & TEXT and own & ARTICLE:
        own |= BODY
    return own & ~AD if own & RELATED else own


def _words_of(token: str) -> list[str]:
    if token.islower():
        return token.encode().translate(_BREAKS).decode().split()
    return " ".join(_WORD.findall(token)).lower().split()


def _of_layout(bits: int, words: list[str]) -> int:
    """Bits of a name that speaks of the page's layout or state, not of the thing: has-sidebar, comments-enabled."""
    if words[0] in _STATES_FIRST or words[-1] in _STATES_LAST:
        return bits
    out = 0
    if bits & ASIDE and (words[-1] in _LAYOUTS or (words[0] in _LAYOUTS and words[-1] not in _PARTS)):
        out |= ASIDE
    if bits & NAV and "contents" in words and _CONTENTS.isdisjoint(words):
        out |= NAV
    for one, behind in pairwise(words):
        if one == "data" and behind in _DATA:
            out |= DATE
        elif behind == "on" and bits & COMMENT:
            out |= COMMENT
    return out


def _more(bits: int, token: str) -> int:
    """Words like "more" and "next" mean other stories only beside each other or a story word."""
    if (
        "read-more" in token
        or "readmore" in token
        or "read-next" in token
        or "see-also" in token
        or "read-also" in token
        or (bits & (ARTICLE | TITLE | CARD) and "most" not in token)
    ):
        bits |= RELATED
    elif "most" in token:
        bits |= RANKED
    return bits
