"""Rules and weights of the generic splitter: every number and every word list that decides, in one place."""

from __future__ import annotations

import re

from tasks.split.html import cues as c
from tasks.split.html.openings import Openings

# -- what never belongs to the main text, unless most of the page's text stands inside it
NOT_BODY = (
    c.NAV
    | c.FOOTER
    | c.RELATED
    | c.RANKED
    | c.COMMENT
    | c.AD
    | c.SHARE
    | c.CAPTION
    | c.CREDIT
    | c.TAGS
    | c.PROMPT
    | c.HIDDEN
    | c.FORM
    | c.BIO
    | c.QUOTE
    | c.ASIDE
    | c.EMBED
    | c.CONSENT
)
DOUBTFUL = c.ASIDE | c.PROMPT | c.QUOTE | c.TAGS | c.BIO | c.FORM | c.HIDDEN | c.AD | c.SHARE
"""Cues that are passed over where without them nothing is left of the text."""
ALWAYS = c.CONSENT
"""Cues that hold however much of the page's prose stands under them."""
CUE_MASS_LIMIT = 0.5
"""A cue on an element with more than this share of the page's prose says nothing: it names the page, not a part."""

SMALL_ONLY = c.BYLINE | c.DATE | c.TITLE | c.CATEGORY | c.PUBLISHER | c.LEAD | c.CAPTION | c.CREDIT | c.TAGS
SMALL_MOST = 1000
"""Characters above which an element is no date, byline, caption and the like, whatever its class name says."""
WEAK_BITS = (c.PROMPT, c.AD, c.SHARE, c.ASIDE, c.TAGS, c.FORM, c.HIDDEN, c.BIO)
WEAK_MASS_LIMIT = 0.2
WEAK = sum(WEAK_BITS)
"""Cues that say nothing when all elements that carry one hold most of the prose together ("paywall" on every p)."""

# -- prose: what one run adds to the mass of its ancestors
PROSE_LEAST = 25
"""Characters below which a run adds nothing."""
LINKED_MOST = 0.5
"""Share of linked characters above which a run is no prose."""
LINKED_RUN_MOST = 0.6
"""Share of linked characters above which a run of the main element is no text ..."""
IN_COLUMN = frozenset(("p", "h2", "h3", "h4", "li"))
COLUMN_LEAST = 3
"""... unless it is one of these and its element holds at least so many paragraphs."""
DESCEND_KEEP = 0.6
"""The main element is the deepest one that keeps this share of its parent's prose."""
CLOSE_MOST = 0.1
"""... and loses at most this share of it in paragraphs that stand right beside it."""
DESCEND_FLOOR = 0.6
"""... and this share of the whole page's prose that is not excluded."""

KIND_KEEP = 0.9
"""... and this share of the most common kind (tag, class, depth) of prose, so that a text in two halves stays whole."""
LONE_SHARE = 0.25
"""Weight of prose that stands alone in its element: a teaser in its card, mostly."""
LEAD_LEAST = 60
LEAD_REACH = 60
"""Runs before the main element in which a standfirst is looked for, back to the title."""

CARD_MOST = 6
CARD_MASS = 0.1
CARDS_MASS = 0.2
"""Runs, and share of the prose, of what counts as a card inside the text."""
SIGNS_MOST = 8
"""Characters of a paragraph without a letter that is no text: a counter, a rule."""
BODY_LEAST = 120
"""Characters of text below which a page has no body."""

STATED_LEAST = 300
"""Characters below which a text stated for machines is a summary."""
STATED_SHARE = 0.6
"""Share of the printed text that the stated one must have ..."""
STATED_AGREE = 0.8
"""... and share of the stated text that must be printed, for both to be one text."""
LINE_SHARE = 0.3
"""Share of a line that the stated text must have for the line to be of it."""
BEGINNING_MOST = 1500
"""Characters above which a printed text is no beginning of a stated one."""
STATED_MORE = 1.8
"""Times the printed text from which the stated one is the whole of which the page prints the beginning."""

RELATED_HEADING = Openings(
    r"related|more (?:from|on|in|about|stories|videos|news|like|to read|reading|coverage|articles|"
    r"\w+ news)|read (?:next|more|also|now|this)|full coverage|other (?:stories|news|articles|headlines)|more (?:posts|releases|headlines|"
    r"\w+ (?:from|on)|\w+ \w+ from)|articles? you|stories you|the latest on|"
    r"also (?:read|see|on)|see also|recommended|recommendations?|you (?:may|might|could|will|'ll|"
    r"’ll)(?: also)? (?:like|be interested|enjoy|want|love)|"
    r"what to read|up next|next up|next article|keep reading|further reading|further coverage|similar|"
    r"suggested|don['’]t miss|in case you missed|"
    r"explore more|elsewhere|"
    r"mehr (?:zum|zu|aus|von|über|artikel)|lesen sie (?:auch|mehr|hier)|auch interessant|weitere (?:artikel|"
    r"themen|nachrichten|meldungen|beiträge)|"
    r"das könnte (?:sie|dich)|verwandte|ähnliche|zum thema|mehr lesen|passend dazu|"
    r"(?:à|a) lire (?:aussi|également)|lire (?:aussi|également)|sur le même (?:sujet|thème)|voir aussi|"
    r"plus (?:sur|de|d)\b|articles (?:liés|similaires)|"
    r"dans la même|nos articles|"
    r"relacionad[oa]s?|noticias relacionadas|notícias relacionadas|te puede interesar|también te|"
    r"más (?:noticias|sobre|en|información)|lee también|"
    r"le(?:e|er) (?:más|también)|leia (?:também|mais)|veja (?:também|mais)|mais (?:sobre|notícias)|saiba mais|"
    r"leggi anche|articoli correlati|potrebbe interessarti|ti potrebbe|altri articoli|"
    r"lees (?:ook|meer|verder)|gerelateerd|meer over|meer (?:nieuws|uit)|läs (?:också|mer|även)|relaterat|"
    r"mer om|les også|læs også|relaterte|"
    r"lue (?:myös|lisää)|czytaj (?:też|także|więcej)|zobacz (?:też|także|również)|przeczytaj|powiązane|polecamy|"
    r"čtěte (?:také|více)|související|kapcsolódó|ajánlott|olvassa|citește (?:și|mai)|"
    r"ilgili|benzer haberler|önerilen|diğer haberler|baca juga|artikel terkait|berita terkait|lihat juga|"
    r"terkait|xem thêm|tin liên quan|"
    r"читайте (?:также|ещё)|читать (?:также|ещё)|похожие|материалы по теме|по теме|ещё по теме|смотрите также|"
    r"читайте|схожі|"
    r"関連(?:記事|ニュース|リンク)?|あわせて読みたい|おすすめ|こちらも|相关(?:新闻|阅读|文章|报道|链接)?|相關(?:新聞|閱讀|文章)?|延伸閱讀|推荐阅读|推薦閱讀|猜你喜欢|"
    r"관련\s?(?:기사|뉴스)?|추천|مقالات ذات صلة|أخبار متعلقة|أخبار ذات|مواضيع متعلقة|اقرأ أيض[ًا]|مواضيع ذات|ذات صلة|شاهد أيضا|संबंधित|ये भी पढ़ें|"
    r"यह भी पढ़ें|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|"
    r"קראו גם|עוד ב|כתבות|διαβάστε (?:επίσης|ακόμα|περισσότερα)|σχετικά"
)
"""How a heading over other stories begins, by language."""

RANKED_HEADING = Openings(
    r"promoted|sponsored|around the web|from (?:around )?the web|from our partners|paid content|"
    r"you may have missed|most (?:read|popular|viewed|shared|recent|watched|commented)|trending|popular|latest|"
    r"top (?:stories|news|headlines|videos|picks)|recent|"
    r"editor['’]?s['’]? (?:picks?|choice)|breaking news|newsletter|meistgelesen|meist|am meisten|neueste|"
    r"aktuelle|top-?themen|"
    r"les plus (?:lus|vus|populaires)|en direct|à la une|dernières|lo más|más (?:leíd[oa]s|visto)|últimas|"
    r"últimos|mais lidas|mais vistas|"
    r"più letti|i più|ultime|ultim'ora|meest gelezen|laatste|net binnen|mest (?:läst|lest|læst)|senaste|siste|"
    r"seneste|luetuimmat|"
    r"najczęściej|najnowsze|najpopularniejsze|nejčtenější|legolvasottabb|legfrissebb|en çok|son dakika|"
    r"terpopuler|terkini|"
    r"популярн|последние|самое|главное|новости|アクセスランキング|ランキング|"
    r"人気|新着|最新|热门|熱門|最新|排行|많이 본|인기|"
    r"الأكثر|आज का|ยอดนิยม"
)
"""How a heading over a ranking or the newest stories begins: lists of the site, not of the article."""

BOILERPLATE = Openings(
    r"advertisement|advert|ad$|sponsored|anzeige|werbung|publicité|publicidad|publicidade|"
    r"pubblicità|advertentie|annons|reklam|reklama|iklan|"
    r"реклама|広告|广告|廣告|광고|skip (?:to|past|ad)|loading|share (?:this|on|via|article)|follow us|like us|"
    r"subscribe|sign up|sign in|log in|register|"
    r"join (?:our|us|the|now)|download (?:our|the)|get (?:our|the latest|unlimited|full access)|click (?:here|"
    r"to)|tap (?:here|to)|read (?:more|also|next|full|the full)|"
    r"also read|see also|watch:|watch now|listen|photo(?:s|graph)?:|photo by|image:|image credit|picture:|"
    r"credit:|source:|"
    r"related:|related (?:articles?|stor(?:y|ies)|topics?|content|news)|"
    r"copyright|©|all rights reserved|\(c\)|this (?:article|story|post|material) (?:originally|first|"
    r"was originally|was first|may not)|"
    r"comments?$|leave a (?:comment|reply)|view comments|show comments|no comments|\d+ comments?|"
    r"updated:|published:|last updated|posted (?:on|by|in)|filed under|tags?:|topics?:|tagged|"
    r"mehr zum thema|lesen sie auch|lesen sie hier|lire aussi|à lire aussi|lee también|leia também|leia mais|"
    r"leggi anche|lees ook|läs också|läs även|"
    r"les også|læs også|lue myös|czytaj też|czytaj także|zobacz także|čtěte také|baca juga|читайте также|читайте ещё|"
    r"quelle:|źródło:|fonte:|fuente:|المصدر|artikel teilen|teilen\b|partager\b|compartir\b|condividi\b|udostępnij|paylaş|"
    r"suscríbete|suscribirse|abonnez-vous|jetzt abonnieren|assine\b|abbonati\b|to (?:keep|continue) reading|"
    r"unlimited (?:digital )?access|start your (?:free )?(?:trial|subscription)|"
    r"we (?:use|value|and our) |by (?:clicking|signing|submitting|subscribing)|thank you for|"
    r"thanks for (?:reading|signing)|"
    r"support (?:our|independent|us)|donate|become a|already a|continue reading|story continues|article continues|"
    r"your (?:email|browser)|enter your|please (?:enable|log|sign|try|check|update|consider)|"
    r"there was an error|an error|something went wrong"
)
"""How a short line that is not the author's own text begins."""

BOILERPLATE_MOST = 220
"""A run longer than this is read as prose however it begins."""

TITLE_VOTES = {
    "h1": 1.2,
    "lone h1": 0.7,
    "h2": 0.8,
    "news headline": 2.5,
    "headline": 0.6,
    "og": 0.6,
    "twitter": 0.2,
    "document": 0.2,
}
"""Weight of each place that names the title; equal wordings add up, the heaviest wins."""

TITLE_LINES, TITLE_LINE_MOST, SAME_TITLE = 4, 160, 0.8
"""First lines of a text, their most characters, and share of common words by which one is the title once more."""

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"  # openings of month names by language
    "jän|mär|mai|juin|juil|aoû|fév|avr|déc|okt|dez|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|out|maa|mrt|mei|des|"
    "oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro|"
    "янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|"
    "ιαν|φεβ|μαρ|απρ|μαΐ|μαι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ"
)
_CLOCK = r"(?:[,\s|–-]+(?:at\s+|um\s+|à\s+|a las\s+|ore\s+|kl\.?\s+)?\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?)?"
PRINTED_DATE = re.compile(
    rf"(?i)(?:\b(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])\b{_CLOCK}"
    rf"|\b(?:3[01]|[12]\d|0?[1-9])[./-](?:1[0-2]|0?[1-9]|[12]\d|3[01])[./-](?:(?:19|20)\d\d|[0-3]\d)\b{_CLOCK}"
    rf"|\b(?:{_MONTHS})[^\W\d_]{{0,7}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d{_CLOCK}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º|"
    rf"\.)?(?:\s+de)?[\s-]+(?:{_MONTHS})[^\W\d_]{{0,7}}\.?,?(?:\s+de)?[\s-]+(?:19|20)\d\d{_CLOCK}"
    r"|(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일](?:\s*\d{1,2}[:時]\d\d)?"
    r"|\b(?:\d+|an?|one)\s*(?:m|h|d|w|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\.?\s+ago\b|\byesterday\b"
    r"|(?:^|(?<=[|·•/]\s)|(?<=[|·•]))\d{1,2}\s?[hd](?=$|\s*[|·•])"
    r"|^(?:gestern|heute|hier|aujourd[’']hui|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|vandaag|dün|bugün|вчера|сегодня)(?:[,\s]+(?:um |à |a las |alle |às )?\d{1,2}[:h.]\d\d)?$"
    r"|\b(?:vor|il y a|hace|há)\s+\d+\s+[^\W\d]+)"
)
"""A date as pages print it."""
LINE_MOST, LINE_REST_MOST = 120, 30
"""Characters of a line at the edge of the text that is its byline or date, and of what such a line says besides."""
FULL_STAMP = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d")
"""A machine's date that says more than what a card prints."""
DATE_REACH = 25
"""Runs before the text in which a printed date is looked for."""
DATE_FARTHEST, DATE_BEHIND = 60, 40
"""The same where the title stands further up, and behind the text."""
TIME_REACH = 40
"""The same for <time>; behind the start of the text runs count double."""

NOT_CARD = c.AD | c.NAV
"""Cues around a link that is no title of an article, however long."""
NOT_CARD_ITSELF = c.CATEGORY | c.TAGS | c.BYLINE | c.COMMENT
"""The same on the element of the link itself."""
NOT_LISTED = c.RANKED | c.NAV | c.FOOTER | c.COMMENT | c.TAGS | c.AD | c.HIDDEN | c.SHARE | c.PROMPT
"""Cues that outweigh a "related" cue where no heading speaks."""
NOT_REPEATED = c.RANKED | c.NAV | c.FOOTER | c.COMMENT | c.TAGS | c.AD | c.ASIDE
"""Cues of lists that are not taken for related ones where neither heading nor cue speaks."""
CARD_TITLE_LEAST = 20
CARD_PARTS_MOST = 12
CARD_DATE_MOST = 60
CARD_PUBLISHER_MOST = 60
CARD_TEASER_LEAST = 45
OUTLET_CARDS, OUTLET_SLOT_SHARE, OUTLET_SHARE = 3, 0.4, 0.3
"""Cards, share of them with a line at one place, and share of the lines worded like an outlet, that make publishers."""
LISTED_LEAST = 4
"""Cards of one shape behind the text that make a list without a heading."""

KIND_POINTS = {
    "article stated": 3,
    "og article": 2,
    "og other": -1,
    "published stated": 2,
    "list stated": -2,
    "text": 3,
    "much text": 2,
    "article address": 2,
    "title in address": 4,
    "cards": -3,
    "many cards": -2,
    "few cards": 2,
    "headline": 2,
    "front address": -4,
    "posts": -10,
}
"""For (+) and against (-) a page being one article; below 0 it is a listing."""
POSTS_LEAST, POST_REACH = 3, 12
"""Linked headings with text behind them, within so many runs, that make a river of posts."""
SLUG_LEAST, SLUG_SHARE = 4, 0.6
"""Words of an address, and the share of them that its title has, for an address made of the title."""
SOLID_LEAST, SOLID_MUCH = 400, 1500
LISTING_TITLES, MANY_TITLES = 8, 20
SOLID_PER_TITLE = 60
"""Characters of prose outside cards for each card, below which the cards are the page."""
CHROME_CUES = (
    ("consent", c.CONSENT),
    ("nav", c.NAV),
    ("footer", c.FOOTER),
    ("comment", c.COMMENT),
    ("ad", c.AD),
    ("share", c.SHARE),
    ("prompt", c.PROMPT),
    ("ranked", c.RANKED),
    ("related", c.RELATED),
    ("hidden", c.HIDDEN),
    ("form", c.FORM),
    ("bio", c.BIO),
    ("quote", c.QUOTE),
    ("embed", c.EMBED),
    ("aside", c.ASIDE),
    ("tags", c.TAGS),
    ("header", c.HEADER),
)
"""Cues by which what is left over is called chrome, the first that fits."""
BYLINE_REACH = 18
"""Runs before the text in which a byline is looked for."""
BYLINE_FARTHEST = 60
"""The same where the title stands further up."""
BYLINE_BEHIND = 8
"""Runs behind the text in which one is looked for where none stands before it."""
HEADINGS_MOST = 200
"""Headings of lists that are followed on one page; a page of more is read by its cues."""
SURE_POINTS = 5
"""Points from which the cards of a page can no longer make it a listing."""
NOT_BYLINE = c.NAV | c.RELATED | c.COMMENT | c.HIDDEN | c.CAPTION | c.FOOTER
