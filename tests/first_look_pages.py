"""Sixty-one made-up pages, one kind of fault each, in the markup of many systems; written before any was run.

``CASES``: name -> (language, what is wrong with simple readers of it, the page, what must be read). The text of a page
is its language's title and paragraphs unless ``lines`` says more.
"""

from __future__ import annotations

from typing import Any

from tests.first_look_texts import PARAGRAPHS, TITLES

CASES: dict[str, tuple[str, str, str, dict[str, Any]]] = {}


def case(name: str, lang: str, why: str, body: str, head: str = "", **want: Any) -> None:
    """Add a page: ``{h1}``, ``{t}`` (title), ``{p0}`` to ``{p2}`` (paragraphs as text) and ``{ps}`` (as <p>) are filled in."""
    p = PARAGRAPHS[lang]
    parts = {"t": TITLES[lang], "h1": f"<h1>{TITLES[lang]}</h1>", "ps": "".join(f"<p>{one}</p>" for one in p)}
    parts |= {f"p{number}": one for number, one in enumerate(p)}
    for key, value in parts.items():
        body, head = body.replace("{" + key + "}", value), head.replace("{" + key + "}", value)
    html = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{TITLES[lang]}</title>{head}</head>'
    CASES[name] = (lang, why, f"{html}<body>{body}</body></html>", {"lines": list(p), **want})


# -- 1. cues that stand where the text is heavy
case("comments-open-wrapper", "de", "the wrapper is named after its comments", '{h1}<div class="node node--comments-open">{ps}</div><div class="comments"><p>Ich finde das sehr gut, denn die alte Brücke gehört zum Hafen und war schon immer da gewesen.</p><p>Und ich finde es schlecht, weil neun Millionen für etwas Neues auch gut angelegt gewesen wären, oder etwa nicht?</p></div>')
case("discussion-longer", "nl", "a discussion longer than the text", "{h1}<article>{ps}</article><section id=reacties class='comment-list'>" + "<div class=comment><p>Dat vind ik een heel verstandig besluit van de raad, want de oude brug hoort gewoon bij de haven en niemand wil haar missen in deze stad.</p></div>" * 9 + "</section>")
case("hidden-copy-print", "fr", "a hidden copy for printers", '{h1}<div class="print-version" style="display:none"><p>{p0} {p1}</p><p>{p2}</p></div><div class="spip-texte">{ps}</div>')
case("mobile-twin", "ru", "the same text once for small screens", '{h1}<div class="text-mobile" hidden>{ps}</div><div class="detail_text">{ps}</div>')
case("spam-block", "tr", "spam in a block that styles hide", '{h1}<div class="yazi">{ps}</div><div style="position:absolute;left:-9999px"><p>En iyi bahis siteleri burada, hemen üye ol ve büyük ödülü kazan, güvenilir casino adresleri ve bonuslar.</p><p>Canlı bahis ve casino oyunları için en güncel giriş adresleri ve yüksek oranlar burada sizi bekliyor.</p></div>')
case("accordion-text", "cs", "the text in panels that open", '{h1}<div class="panel panel-default is-collapsed"><div class="panel-body">{ps}</div></div>')
# -- 2. class names read without grammar
case("has-sidebar-main", "pl", "a layout's name", '<div class="container-sidebar-right has-sidebar"><main class="col-content">{h1}{ps}</main><aside class="widget-area"><p>Prognoza: jutro deszcz, pojutrze słońce, a w niedzielę silny wiatr od morza.</p></aside></div>')
case("share-in-name", "es", "a name with share in it", '{h1}<div class="story-shared-content shareable">{ps}</div>')
case("promo-free-body", "sv", "the body is called promo-less", '{h1}<div class="article__body article__body--no-ads premium-unlocked">{ps}</div>')
case("post-contents", "ja", "contents that are no list of them", '{h1}<div class="post-contents" id="main-contents">{ps}</div><div class="toc contents"><a href="/a">目次</a></div>')
case("timeline-name", "hu", "a text in a box with time in its name", '{h1}<div class="timeline-entry time-block">{ps}</div>')
case("hash-names", "fi", "random class names that spell words", '<div class="kAdBxq"><h1 class="sc-Xnavw">{t}</h1><div class="hQadKs">{ps}</div></div>')
# -- 3. captions, pictures, line ends
case("caption-below-plain", "it", "a caption without figcaption", '{h1}<p>{p0}</p><div class="img"><img src="/a.jpg" width="800" height="500"><span>Il vecchio ponte visto dal molo sud (Foto Rossi)</span></div><p>{p1}</p><p>{p2}</p>')
case("wp-caption-text", "pt", "an old gallery's caption", '{h1}<p>{p0}</p><div class="wp-caption alignleft"><img src="/b.jpg"><p class="wp-caption-text">A ponte em 1952, antes das obras</p></div><p>{p1}</p><p>{p2}</p>')
case("br-lines", "zh", "lines parted by br alone", '{h1}<div class="TRS_Editor">　　{p0}<br><br>　　{p1}<br>　　<br>　　{p2}<br></div>')
case("br-lines-korean", "ko", "lines parted by br alone", '<h3 class="tit_view">{t}</h3><div id="articleBodyContents">{p0}<br><br>{p1}<br><br>{p2}</div>', head='<meta property="og:title" content="{t}">')
case("glued-picture", "ro", "a picture between date and text", '{h1}<p>Actualizat: 3 martie 2026<img src="/p.jpg" width=700 height=400>{p0}</p><p>{p1}</p><p>{p2}</p>', lines=None, body_has=[PARAGRAPHS["ro"][1]], body_lacks=["2026Consiliul"])
case("pre-line", "th", "lines in white-space: pre-line", '{h1}<div style="white-space:pre-line">{p0}\n\n{p1}\n\n{p2}</div>')
case("mojibake", "en", "UTF-8 stored as Windows-1252", "{h1}{ps}<p>The keeper said it wasnâ€™t the bridgeâ€™s fault â€œat allâ€\x9d, and that he wouldnâ€™t leave.</p>", lines=None, body_has=["it wasn’t the bridge’s fault “at all”"])
case("hover-card", "de", "hover card inside a sentence", '{h1}<p>{p0}</p><p>{p1}</p><p>{p2} Das sagte <span class="person">Anna Krause<span class="tooltip" role="tooltip">Anna Krause, geboren 1970, leitet das Hafenamt</span></span> im Rathaus.</p>', lines=None, body_has=["Das sagte Anna Krause im Rathaus."])
# -- 4. what stands at the end or between
case("read-also-between", "es", "a pointer between paragraphs", '{h1}<p>{p0}</p><p><strong>Te puede interesar: <a href="/n/2">El puerto pide más guardias para el verano</a></strong></p><p>{p1}</p><p>{p2}</p>')
case("read-also-greek", "el", "a pointer between paragraphs", '{h1}<p>{p0}</p><p><b>Διαβάστε επίσης:</b> <a href="/n/2">Το λιμάνι ζητά περισσότερους φύλακες</a></p><p>{p1}</p><p>{p2}</p>')
case("follow-on-news", "fr", "a call at the end", '{h1}<div class=texte>{ps}<p>Suivez toute l’actualité du port sur notre chaîne WhatsApp en cliquant <a href="https://whatsapp.example/c">ici</a>.</p></div>')
case("telegram-call", "uk", "a call at the end", '{h1}<div class="post_text">{ps}<p><em>Підписуйтесь на наш <a href="https://t.me/x">Telegram-канал</a>, щоб не пропустити новини.</em></p></div>')
case("whatsapp-call-id", "id", "a call at the end", '{h1}<div class="detail__body-text">{ps}<p>Ikuti berita terbaru kami di <a href="https://news.google.example">Google News</a> dan saluran WhatsApp.</p></div>')
case("copyright-ko", "ko", "a notice at the end", '{h1}<div class="article_view">{ps}<p>저작권자 © 항구일보 무단전재 및 재배포 금지</p></div>')
case("editor-zh", "zh", "credits at the end", '{h1}<div class="article">{ps}<p>（责任编辑：王芳）</p></div>')
case("breaking-follow", "en", "a note that more follows", "{h1}<article>{ps}<p>This is a breaking news story. More to follow.</p></article>")
case("story-develops-de", "de", "a note that more follows", "{h1}<article>{ps}<p><em>Dieser Artikel wird fortlaufend aktualisiert.</em></p></article>")
case("member-box-ja", "ja", "a box that asks to register", '{h1}<div class="body">{ps}<ul class="merit"><li>会員登録すると記事が読み放題</li><li>各種メールマガジンをお届け</li></ul></div>')
case("rest-for-payers", "fr", "a note how much is left for payers", "{h1}<section class=article__content>{ps}<p>Il vous reste 62.4% de cet article à lire. La suite est réservée aux abonnés.</p></section>")
case("cards-above-title", "da", "cards above the title", '<div class="top-strip"><a href="/a/1">Havnefesten flyttes til august efter storm og regn</a><a href="/a/2">Ny færge sejler første gang over fjorden fredag</a></div>{h1}<div class="artikel">{ps}</div>')
# -- 5. titles
case("jsonld-seo-title", "it", "a headline for search engines", '{h1}{ps}', head='<meta property="og:title" content="{t}"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ponte girevole: ultime notizie, orari e cosa sapere"}</script>')
case("section-bar-title", "pt", "section behind a bar", '<h1>{t} | Cidade</h1>{ps}', head='<meta property="og:title" content="{t}">')
case("kicker-in-h1", "sv", "a kicker inside the h1", '<h1><span class="kicker">Hamnen</span> {t}</h1>{ps}', head='<meta property="og:title" content="{t}">')
case("logo-h1", "he", "the first h1 is the logo", '<header><h1 class="logo"><a href="/">חדשות הנמל</a></h1></header><h2 class="headline">{t}</h2>{ps}', head='<meta property="og:title" content="{t}"><meta property="og:site_name" content="חדשות הנמל">')
# -- 6. structured data and bylines
case("jsonld-trailing-comma", "nl", "JSON-LD with a comma too many", "{h1}{ps}", head='<script type="application/ld+json">{"@type":"NewsArticle","headline":"{t}","author":{"@type":"Person","name":"Jan de Boer",},"datePublished":"2026-03-04T08:15:00+01:00",}</script>', authors=["Jan de Boer"], published_at="2026-03-04T07:15")
case("jsonld-comment", "fi", "JSON-LD inside CDATA", "{h1}{ps}", head='<script type="application/ld+json">/*<![CDATA[*/{"@type":"NewsArticle","headline":"{t}","author":[{"name":"Liisa Virtanen"},{"name":"Matti Laine"}],"datePublished":"2026-03-04T08:15:00+02:00"}/*]]>*/</script>', authors=["Liisa Virtanen", "Matti Laine"], published_at="2026-03-04T06:15")
case("byline-polish", "pl", "a byline with a role", '{h1}<div class="meta">Autor: <span>Anna Nowak</span>, dziennikarka</div>{ps}', authors=["Anna Nowak"])
case("byline-czech-two", "cs", "two names joined by a", '{h1}<p class="autor">Petr Svoboda a Jana Malá</p>{ps}', authors=["Petr Svoboda", "Jana Malá"])
case("byline-korean", "ko", "name, trade and address in one line", '{h1}<div class="byline">김민수 기자 minsu@example.kr</div><div class="article-body">{ps}</div>', authors=["김민수"])
case("byline-chinese", "zh", "name behind a label", '{h1}<div class="info"><span>2026-03-04 09:20</span><span>记者：李小明</span></div><div class="content">{ps}</div>', authors=["李小明"], published_at="2026-03-04")
case("byline-text-size", "en", "buttons beside the name", '{h1}<div class="byline">By Nora Fields</div><div class="tools"><button>Text size A-</button><button>A+</button></div><article>{ps}</article>', authors=["Nora Fields"])
case("byline-arabic", "ar", "a byline with the word for it", '{h1}<div class="writer">كتب: أحمد منصور</div><div class="txt">{ps}</div>', authors=["أحمد منصور"])
case("byline-hungarian", "hu", "a name and the outlet", '{h1}<div class="szerzo">Írta: Kovács Péter</div><div class="cikk">{ps}</div>', authors=["Kovács Péter"])
# -- 7. dates
case("date-thai", "th", "a year of another calendar", '{h1}<div class="date">4 มีนาคม 2569 เวลา 10:30 น.</div><div class="c">{ps}</div>', published_at="2026-03-04")
case("date-hindi", "hi", "a date in words", '{h1}<div class="dt">4 मार्च 2026, 10:30 AM</div><div class="c">{ps}</div>', published_at="2026-03-04")
case("date-vietnamese", "vi", "a weekday and zone around it", '{h1}<span class="date">Thứ tư, 4/3/2026, 10:30 (GMT+7)</span><div class="fck_detail">{ps}</div>', published_at="2026-03-04T03:30")
case("date-indonesian", "id", "WIB behind the clock", '{h1}<div class="detail__date">Rabu, 04 Mar 2026 10:30 WIB</div><div class="b">{ps}</div>', published_at="2026-03-04T03:30")
case("date-russian", "ru", "a date in words", '{h1}<div class="article-date">4 марта 2026, 10:30</div><div class="b">{ps}</div>', published_at="2026-03-04")
case("date-hebrew", "he", "a printed date", '{h1}<div class="date">4 במרץ 2026, 10:30</div><div class="b">{ps}</div>', published_at="2026-03-04")
case("date-turkish", "tr", "updated beside created", '{h1}<div class="info">Giriş: 04.03.2026 - 10:30 Güncelleme: 05.03.2026 - 11:00</div><div class="b">{ps}</div>', published_at="2026-03-04")
case("date-korean", "ko", "entered and changed", '{h1}<div class="dates">입력 2026.03.04 10:30 수정 2026.03.05 11:00</div><div class="b">{ps}</div>', published_at="2026-03-04")
case("date-epoch", "vi", "an epoch in thousandths", "{h1}<time data-time=1772594400000>hôm qua</time>{ps}", head='<meta property="article:published_time" content="1772594400000">', published_at="2026-03-04")
case("read-time", "fr", "a reading time is no date", '{h1}<p class="meta"><span>Lecture 9 min</span> · <span>Publié le 4 mars 2026</span></p><div class="b">{ps}</div>', published_at="2026-03-04")
# -- 8. related lists
_CARDS = "".join(f'<li><a href="/n/{n}"><h4>{one}</h4></a></li>' for n, one in enumerate(("Hafenfest wird auf den August verschoben nach Sturm", "Neue Fähre fährt am Freitag zum ersten Mal über den Fjord", "Museum zeigt alte Karten des Hafens und der Werft")))
case("related-german", "de", "a list below a heading", "{h1}<article>{ps}</article><section><h3>Mehr zum Thema</h3><ul>" + _CARDS + "</ul></section>", related_titles=["Hafenfest wird auf den August verschoben nach Sturm", "Neue Fähre fährt am Freitag zum ersten Mal über den Fjord", "Museum zeigt alte Karten des Hafens und der Werft"])
case("related-polish", "pl", "a list below a heading", '{h1}<article>{ps}</article><div class="box"><h3>Zobacz również</h3><a href="/n/1">Święto portu przeniesione na sierpień po burzy</a><a href="/n/2">Nowy prom po raz pierwszy przepłynie fiord w piątek</a></div>', related_titles=["Święto portu przeniesione na sierpień po burzy", "Nowy prom po raz pierwszy przepłynie fiord w piątek"])
case("related-japanese", "ja", "a list below a heading", '{h1}<article>{ps}</article><div><h2>関連記事</h2><ul><li><a href="/n/1">港祭り、嵐のため八月に延期が決まる</a></li><li><a href="/n/2">新しいフェリー、金曜日に初めて湾を渡る</a></li></ul></div>', related_titles=["港祭り、嵐のため八月に延期が決まる", "新しいフェリー、金曜日に初めて湾を渡る"])
case("related-publishers", "en", "cards with outlets", '{h1}<article>{ps}</article><h3>Related coverage</h3><div class="c"><a href="https://a.example/1">Harbour festival moved to August after storm damage</a><span>The Coastal Post</span><span>2 hours ago</span></div><div class="c"><a href="https://b.example/2">First ferry crosses the fjord on Friday morning</a><span>Evening Mercury</span><span>5 hours ago</span></div>', related=[{"publisher": "The Coastal Post"}, {"publisher": "Evening Mercury"}])
# -- 9 to 12
case("publisher-site-name", "es", "a slogan behind the name", "{h1}{ps}", head='<meta property="og:site_name" content="Diario del Puerto">', publisher="Diario del Puerto")
case("quoted-post", "en", "an embedded post is part of the text", '{h1}<p>{p0}</p><blockquote class="twitter-tweet"><p lang="en">We will keep every rivet of this bridge, and that is a promise to the town.</p>&mdash; Mayor (@mayor) <a href="https://t.example/1">March 3, 2026</a></blockquote><p>{p1}</p><p>{p2}</p>', lines=None, body_has=["We will keep every rivet of this bridge"], body_lacks=["@mayor", "March 3, 2026"])
