"""Words and shapes of bylines: what leads to names, what parts them, what is none."""

from __future__ import annotations

import re

from tasks.date_words import one_of, words
from tasks.printed_dates import MONTHS
from tasks.split.html.han_names import HAN_ROLE
from tasks.split.html.openings import Phrases
from tasks.split.html.wording import BOILERPLATE
from tasks.text import LazyPattern

_LISTED = [*words("weekdays", "names"), *words("weekdays", "lead")]
_MONTH_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
BY = LazyPattern(
    r"(?i)^\W*(?:(?:(?:this (?:post|article|story|piece) (?:was|is) )?"
    r"(?:written|recipe|compiled|posted|reported|reporting|story|text|words|published|submitted|interview(?:ed)?)\s+by|"
    r"by|von|par|por|di|da|door|"
    r"av|af|"
    r"(?:text|texte|words)(?=:|\s+(?-i:[A-ZÄÖÜÉ]))(?! size)|"
    r"(?:soumis|rédigé|publié|écrit|proposé|propos recueillis|entretien (?:réalisé|mené)) par|"
    r"das (?:gespräch|interview) führten?|interview von|aufgezeichnet von|intervista di|entrevista (?:de|a)(?=:)|"
    r"(?:escrito|publicado|enviado|redactado) por|(?:scritto|pubblicato) da|"
    r"(?:geschrieben|verfasst|eingestellt|veröffentlicht) von|(?:geschreven|geplaatst) door|"
    r"(?:skrevet|skriven|publicerad) av|"
    r"autor(?:in|a|es|ka|ka)?|author|written|scris de|de către|napsala?|szerző|írta|oleh|penulis|"
    r"yazan|"
    r"tekst|teksti|foto en tekst|автор|текст|γράφ(?:ει|ουν)(?:\s+(?:ο|η|οι))?|του|بقلم|كتبت?|إعداد|تقرير|نویسنده|"
    r"מאת|כתבה?|लेखक|द्वारा|โดย|tác giả)\b[:\s,]+|(?:كتبت?|بقلم|автор|autor|interview|haber|"
    r"muhabir|रिपोर्टर?|संवाददाता|著者|作者|執筆|取材・文|文)\s*[:：/●=-]\s*)"
)
ASIDE = re.compile(r"(?i)\s*\((?:avec|with|mit|con|com|met|via|z|с)\s[^()]*\)")
"""The agency in brackets behind a name."""
GLUED = re.compile(r"^By(?:by\b|(?=[A-Z][a-z]))")
_REVIEWED = re.compile(r"(?i)^\W*(?:(?:medically|expert|fact)[ -])?(?:reviewed|checked|vetted) by\s+")
"""What leads to who has read a text: a person of it where no other is named."""
CHECKED = re.compile(
    r"(?i)\W*(?:\w+ly |\w+[ -])?(?:reviewed|checked|edited|verified|vetted|reviewer|photos?|photography)(?: by)?\W*"
)
"""What stands alone before the name of somebody who did not write the text."""
NO_AUTHOR_PATH = re.compile(r"/(?:category|categories|tags?|topics?)/|[?&][\w-]*(?:topic|tag|category|cat)=")
"""Addresses of sections, listed beside an author."""
_BRACKETS = re.compile(r"\s*\([^()]*\)?\s*$")
"""A place or an agency in brackets behind the last name."""
PHOTOS = re.compile(
    r"(?i)\b(?:photographs?|photos?|photography|pictures|images?|illustrations?|fotos?|bilder|photographies|"
    r"фото|zdjęcia?|φωτογραφί\w+|foto[’']s|摄影|攝影|撮影)"
    r"\s*(?:by\b|von\b|par\b|di\b|por\b|[:：])\s*"
)
PHOTO_HINTS = re.compile("phot|foto|pictur|imag|illust|bild|фото|zdję|φωτ|摄影|攝影|撮影")
"""What leads to the name of who took the pictures: an author only where nobody wrote a text."""
_LEADS = frozenset((
    *"published posted updated last on dimanche mittwoch lunes martes miércoles jueves viernes sábado domingo".split(),
    *"publié publiée mis mise jour modifié veröffentlicht aktualisiert stand publicado actualizado pubblicato".split(),
    *"aggiornato gepubliceerd publicerad uppdaterad опубликовано le à am um el il op".split(),
    *(day + end for day in "mon tue tues wednes wed thu thurs fri satur sat sun".split() for end in ("", "day")),
    *(day + "di" for day in "lun mar mercre jeu vendre same".split()),
    *(day + "tag" for day in "mon diens donners frei sams sonn".split()),
))  # fmt: skip
_SMALL_DAYS = (
    "lun mar mer jeu ven sam dim mié jue vie sáb dom ma di wo do vr za zo pon wt śr czw pt sob пн вт ср чт пт сб вс"
).split()
"""In small letters alone, with a stop or without: "Mar" and "Sam" are names."""
_STOPPED_DAYS = "Lun Mar Mer Gio Ven Sab Dom Mié Jue Vie Sáb Mo Di Mi Do Fr Sa So Seg Ter Qua Qui Sex".split()
"""With a stop or a comma alone."""
LEAD_IN = re.compile(
    rf"(?i)[\s,;–-]*(?:(?-i:\b(?:{'|'.join(_STOPPED_DAYS)})[.,]+|\b(?:{'|'.join(_SMALL_DAYS)})\.?)|"
    rf"วัน[ก-๙]{{3,12}}?(?:ที่)?|"
    rf"(?<!\w)(?:{one_of(_LISTED)})|\b(?:{'|'.join(sorted(_LEADS))}))[\s:,–-]*$"
)
"""What leads from a name to the date behind it, word by word."""
LAST_WORDS = _LEADS.union(
    _SMALL_DAYS, (day.lower() for day in _STOPPED_DAYS), (re.findall(r"\w+", one)[-1] for one in _LISTED)
)
"""Words in Latin, Greek and Cyrillic that the lead may end with, in small letters; it may be any word in others."""
DESK = re.compile(
    r"(?i)^(?:(?:the|la|die|tim|team|our)\s+)?(?:\w+\s+)?(?:redaksi|redaktion|redakcja|redakce|redacción|redacao|"
    r"redação|redazione|"
    r"rédaction|redactie|редакция|редакція|editorial|news\s?(?:desk|room)|web\s?desk|staff|desk|newsroom|editors?)\b"
)
"""Names of desks: a person beside one is the author."""
ROLE = Phrases(
    r"^(?:head|director|chief|former|senior|vice president|vp)\b.*|\b(?:editor|correspondent|reporter|writer|"
    r"columnist|journalist|producer|contributor|bureau chief|director|manager|officer|consultant|strategist|"
    r"specialist|analyst|coordinator|founder|co-founder|ceo|expert|adviser|advisor|grader|nutritionist|"
    r"redakteur(?:in)?|"
    r"korrespondent(?:in)?|journaliste|périodiste|periodista|giornalista|jornalista|verslaggever|редактор|"
    r"корреспондент)$"
)
"""What a person beside it is, not who."""
AUTHOR_PATH = Phrases(
    r"/(?:authors?|autor(?:es|en|zy|i)?|auteurs?|autori|profiles?|reporters?|journalists?|journalistes?|"
    r"staff|contributors?|columnists?|writers?|byline|redakteure?|editors?|forfatter|skribent|penulis|"
    r"yazar(?:lar)?|signataires?|people|users?|members?)/[^/?#]+|/@[\w.-]+/?$"
)
"""Addresses of pages about an author."""
REPORTING = re.compile(r"\b(?:Reporting|Writing|Reported) by ([^;()]{4,80}?)\s*(?:[;)]|\.$|$)")
_OFFICE = re.compile(
    r"(?i),\s*(?:the\s+)?(?:head|director|chief|vice president|vp|manager|professor|editor|lead)\s+(?:of|for)\s+[^,;|]*"
)
"""What a person behind whose name it stands is head of: "Head of Marketing and Community Development"."""
_ISSUE = LazyPattern(
    rf"(?i)[\s,]+(?:{_MONTH_NAMES})\.?(?:\s*[/–-]\s*(?:{_MONTH_NAMES})\.?)?(?:,?\s+(?:19|20)\d\d|(?<=/)\S*)\s*$"
)
"""The month of an issue behind the last name: "September/October 2025"."""
PLACE = re.compile(r"\s+in\s+[A-Z][^,;&]*?(?=$|,|;|&|\s+and\s)")
BAR_SIGNS = frozenset("|·•⋅–-")
"""Without which no bar parts a line; a look, before the split."""
BARS = re.compile(r"\s*(?:[|·•⋅]\s*|(?<=\s)[-–]\s+(?=(?:escrito|written|by|por|von|par)\b))", re.I)
POST = re.compile(r"(?i)(?:^|[\s_-])(?:tweet|toot|instagram|tiktok|bluesky|fb-post)(?:$|[\s_-])")
"""Class names of quoted posts."""
POST_HINTS = ("tweet", "toot", "instagram", "tiktok", "bluesky", "fb-post")
WORD = re.compile(r"[^\W_]+")
JOINT = re.compile(
    r"\s*(?:[,;|/&•·、]|\b(?:and|und|et|и|і|та|και)\b|(?-i:\b(?:with\b(?=\s+[A-Z])|"
    r"(?:y|e|en|och|og|ve|dan|și|şi|és|ja|và)\b)|(?<=\w)\s+a\s+(?=[A-ZÀ-Ž]))(?!\.)|"
    r"\.\s+—|(?<=[\u0600-\u06ff])\s+و(?=[\u0600-\u06ff]{3}))\s*",
    re.I,
)
_KOREAN_ROLE = re.compile(r"(?<=[가-힣])\s?(?:기자|특파원|논설위원|인턴기자|선임기자)\s*$")
IN_SECTION = re.compile(r"\s+in$")
"""What leads to the section behind a name."""
HANDLE = re.compile(r"[^\W\d_][\w.-]{1,24}")
NO_NAME = Phrases(
    r"https?:|www\.|\.com\b|@|^\d+$|^(?:admin|editor|staff|redaktion|webmaster|administrator|super ?user|"
    r"wordpress|guest|by|unknown|none|null|name|blog|news|article|home|link|author(?: name)?|user admin|admin user)$|"
    r"^(?:about|more|all|view|see|follow|meet|posts?|articles?|contact|previous|next|share|print|read|on this page|"
    r"in this article|table of|key (?:takeaways|points|facts))\b|\b(?:log ?in|sign ?(?:in|up)|register|subscribe)\b|"
    r"^(?:[bm]\.(?:a|sc?)|ph\.?d|mba)\b|^(?:m\.?[ds]|r\.?[dn]|rdn|ldn|dvm|mph|cscs|cpt|facp|jd|cfa|cpa|cfp)\.?$"
)
_NO_NAME_SIGNS = frozenset("+=*<>#%&")
_NO_PERSON = re.compile(r"(?i)^best\b|\b(?:for|your)\b")
"""Words of phrases that are printed where a name might be."""


def split_names(text: str) -> list[str]:
    """Names in a byline such as "By Ann Alpha and Ben Beta"."""
    # Each pattern costs as much as all these looks at what it cannot do without.
    text = _REVIEWED.sub("", text) if "ed by" in text.lower() else text
    text = _ISSUE.sub("", text) if "/" in text or "20" in text or "19" in text else text
    text = _OFFICE.sub("", text) if "," in text else text
    text = GLUED.sub("By ", text) if text.startswith("By") else text
    text = text if text.isascii() else _KOREAN_ROLE.sub("", text)
    text = BY.sub("", _BRACKETS.sub("", text) if "(" in text else text)
    text = ASIDE.sub("", text) if "(" in text else text
    text = (PLACE.sub("", text) if "in" in text else text).strip()
    text = text if text.isascii() else HAN_ROLE.sub("", text)
    pieces = (piece.rpartition(":")[2].strip() for piece in JOINT.split(text))
    return [piece for piece in (piece.strip(" -–—()【】") for piece in pieces) if piece and len(piece) < 60]


def is_name(text: str) -> bool:
    """Whether a piece of a byline has the form of a person's or a desk's name."""
    parts = text.split()
    return (
        1 < len(parts) < 5
        and _NO_NAME_SIGNS.isdisjoint(text)
        and not any(map(str.isdigit, text))
        and any(len(part) > 2 or not part.isascii() for part in parts)
        and not NO_NAME.search(text)
        and not _NO_PERSON.search(text)
        and not parts[0][0].islower()
        and not parts[-1][0].islower()
        and text[0].isalnum()
        and ":" not in text
        and "：" not in text
        and not BOILERPLATE.match(text)
    )
