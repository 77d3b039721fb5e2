"""Rules and weights of the generic splitter: every number and every word list that decides, in one place."""

from __future__ import annotations

import re

from tasks.split.html import cues as c

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
    | c.CONSENT
    | c.NOTES
)
DOUBTFUL = c.ASIDE | c.PROMPT | c.QUOTE | c.TAGS | c.BIO | c.FORM | c.HIDDEN | c.AD | c.SHARE
"""Cues that are passed over where without them nothing is left of the text."""
ALWAYS = c.CONSENT
"""Cues that hold however much of the page's prose stands under them."""
CUE_MASS_LIMIT = 0.5
"""A cue on an element with more than this share of the page's prose says nothing: it names the page, not a part."""

HELD, HELD_BESIDE = c.COMMENT | c.HIDDEN, c.ASIDE | c.RELATED | c.BIO
"""Cues that hold however much prose stands under them where so much text is left below the title without it (a discussion
longer than the text, a hidden copy, spam), and those that also need this share of what stands under them: themes call whole
columns so."""
OWN_LEAST, BESIDE_SHARE = 200, 0.5
COLUMN_SIZE = 60
"""Characters of lines below the title in a column apart from a sidebar, from which the column is the text's."""
SHADED_LEAST = 2
"""Paragraphs of prose shown in a column from which its hidden ones are the rest of the text."""
UNLINKED_LEAST = 120
"""Prose without a single link that is no list of other articles, whatever its class says."""

SMALL_ONLY = c.BYLINE | c.DATE | c.TITLE | c.CATEGORY | c.PUBLISHER | c.LEAD | c.CAPTION | c.CREDIT | c.TAGS
SMALL_MOST = 1000
"""Characters above which an element is no date, byline, caption and the like, whatever its class name says."""
SMALLEST, SMALL_PROSE = c.DATE | c.CATEGORY | c.TAGS, 250
"""Cues of an element without text of its own, and the prose from which it has one: days group the posts of a blog."""
WEAK_BITS = (c.NAV, c.PROMPT, c.AD, c.SHARE, c.ASIDE, c.TAGS, c.FORM, c.HIDDEN, c.BIO)
WEAK_MASS_LIMIT = 0.2
WEAK = sum(WEAK_BITS)
"""Cues that say nothing when all elements that carry one hold most of the prose together ("paywall" on every p)."""

# -- prose: what one run adds to the mass of its ancestors
PROSE_LEAST = 25
"""Characters below which a run adds nothing."""
LINKED_MOST = 0.5
"""Share of linked characters above which a run is no prose."""
LABEL_LINK_MOST = 30
"""Characters of a label with a colon before a link into the own site: "Related news: ..."."""
LINKED_RUN_MOST = 0.6
"""Share of linked characters above which a run of the main element is no text ..."""
IN_COLUMN = frozenset(("p", "h2", "h3", "h4", "li"))
WRAPPERS_MOST = 12
"""Elements around one that are passed over as wrappers of it."""
COLUMN_LEAST = 3
"""... unless it is one of these and its element holds at least so many paragraphs."""
DESCEND_KEEP = 0.6
"""The main element is the deepest one that keeps this share of its parent's prose."""
CLOSE_MOST = 0.1
"""... and loses at most this share of it in paragraphs that stand right beside it."""
BODY_KEEP = 0.97
"""The same below an element whose name says that it holds the text."""
DESCEND_FLOOR = 0.6
"""... and this share of the whole page's prose that is not excluded."""
TWIN_REACH = 4
"""Runs between the two halves of a text: a picture's caption, a label."""
NAMED_LEAST = 0.3
"""... but where no element keeps so much of it: the one that is named after the text, with this share of it."""
KIND_KEEP = 0.9
"""... and this share of the most common kind (tag, class, depth) of prose, so that a text in two halves stays whole."""
LONE_SHARE = 0.25
"""Weight of prose that stands alone in its element: a teaser in its card, mostly."""
REFRAIN_LEAST, REFRAIN_SIZE = 3, 40
"""Times that a sentence of a text is printed, from which it is the house's, and its characters."""
LINKS_REACH = 6
"""Runs from a heading over other articles on in which a link must stand."""
LEAD_LEAST = 60
LEAD_SHORT = 20
"""Characters of a standfirst: of any, and of a paragraph that is named one."""
LEAD_SAME = 3
"""First lines of a text that may be its standfirst once more."""
LEAD_REACH = 60
"""Runs before the main element in which a standfirst is looked for, back to the title."""

CALL_MOST = 320
"""Characters of a line inside a text that asks its reader to sign up, or points at something else to read."""
CARD_MOST = 6
CARD_MASS = 0.1
CARDS_MASS = 0.2
"""Runs, and share of the prose, of what counts as a card inside the text."""
INBOX_MOST = 160
"""Characters of a line that offers its reader a newsletter."""
POINTER_MOST = 40
"""Characters of the label of a card inside the text: "Read more"."""
QUESTIONS_REACH = 6
"""Runs behind the text in which the heading of questions and answers is looked for."""
SECTION_LEAST = 250
"""Prose below each heading that links to another site, above which they are sections of the text and no cards."""
SLIDES_LEAST = 3
"""Headings with a number and one total that make a gallery of pictures."""
SIGNS_MOST = 8
"""Characters of a paragraph without a letter that is no text: a counter, a rule."""
BODY_LEAST = 120
"""Characters of text (of Latin letters; bytes of others) below which a page has no body."""
FAR_MOST = 20
"""Runs below the title behind which so little text is none of its article."""

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

BOILERPLATE_MOST = 220
"""A run longer than this is read as prose however it begins."""

TITLE_VOTES = {
    "own h1": 1.8,  # of a page that states no news headline
    "h1": 1.2,
    "agreed": 1.0,  # what the reader sees and og:title, word for word, against a headline for search engines
    "line": 0.5,
    "lone h1": 0.7,
    "h2": 0.8,
    "news headline": 2.5,
    "headline": 0.6,
    "meta headline": 1.1,
    "og": 0.6,
    "twitter": 0.2,
    "document": 0.2,
}
"""Weight of each place that names the title; equal wordings add up, the heaviest wins."""

LIKE_LEAST, LIKE_SURE = 0.45, 0.62
"""Likeness of a heading to the stated titles (0.3 of it for being an h1) from which it is the title's, and surely."""
HEAD_REACH = 12
"""Runs behind the first line that looks like text in which the heading may still stand: blogs print a motto above it."""
LINE_WORDS = 3
"""Words of a line without a heading's tag that may be the title."""
SITE_WORDS, SITE_MOST = 4, 60
"""Words and bytes of the last piece of a document's title that is taken for the name of its site."""
TITLE_LINES, TITLE_LINE_MOST, SAME_TITLE = 4, 160, 0.8
"""First lines of a text, their most characters, and share of common words by which one is the title once more."""

LINE_MOST, LINE_REST_MOST = 120, 30
"""Characters of a line at the edge of the text that is its byline or date, and of what such a line says besides."""
DATE_WORDS_MOST = 20
"""Letters beside the date of a line at the edge of the text that says nothing but when it was printed or changed."""
BYLINE_MOST, DATE_REST_MOST = 150, 25
"""Characters of a line called a byline or a date, and letters beside the date in one that is a heading or a paragraph."""
META_LINE_MOST, META_LABELS = 300, 2
"""Characters and labels with a colon of a line of date, author, section and tags."""
DATE_ALONE_MOST = 30
"""Characters of a line that may be a date and nothing else: one of a list of other articles, or of the article itself."""
FULL_STAMP = re.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d")
"""A machine's date that says more than what a card prints."""
DATE_REACH = 25
"""Runs before the text in which a printed date is looked for."""
DATE_FARTHEST, DATE_BEHIND = 60, 40
"""The same where the title stands further up, and behind the text."""
EARLIER_LEAST = 2
"""Days by which a printed day is before the stated one for the printed one to be that of publication."""
LABEL_MOST = 25
"""Characters of a line right before a date that says what date it is."""
CHANGE_MOST = 160
"""Characters of a line between title and text that may print the date of a change."""
BESIDE_MOST = 60
"""Characters of a line beside the date of a change that may give the date of publication."""
FOOTER_ROOM = 8
"""Runs before and behind a text in the element whose footer is the article's own."""
SAID_LEAST = 4  # words in small letters before a date that make it part of a sentence
LINE_DATE_MOST = 40
"""Characters of a line among the first of a text that may be its date, whatever else it says."""
LATER_FAR = 10
"""Runs by which a <time> of a change counts as farther away."""
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
CARD_TITLE_LEAST, VOWELLESS_LEAST = 20, 14
DATED_MOST = 100
"""Characters of a line that is a title and its date."""
TITLE_REST_LEAST = 12
"""Characters that are left of a card's title without the date in front of it."""
CARD_PARTS_MOST = 12
CARD_DATE_MOST = 60
CARD_DATE_WORDS = 3
"""Words beside the date of a card that still belong to its label ("Published on")."""
CARD_PUBLISHER_MOST = 60
CARD_TEASER_LEAST = 45
OUTLET_CARDS, OUTLET_SLOT_SHARE, OUTLET_SHARE = 3, 0.4, 0.3
"""Cards, share of them with a line at one place, and share of the lines worded like an outlet, that make publishers."""
OUTLETS_LEAST = 2
"""Different publishers on the cards of a page that make it an aggregator's."""
SLOGAN_WORDS, NAME_WORDS = 5, 6  # of a stated name that may be a slogan; most of an outlet's name
PUBLISHER_BEFORE, PUBLISHER_BEHIND, PUBLISHER_MOST = 4, 2, 60
"""Runs before the title and behind the start of the text in which the outlet is looked for, and its characters."""
LISTED_LEAST = 4
"""Cards of one shape behind the text that make a list without a heading."""

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
    ("notes", c.NOTES),
    ("tags", c.TAGS),
    ("header", c.HEADER),
)
"""Cues by which what is left over is called chrome, the first that fits."""
BYLINE_REACH = 18
"""Runs before the text in which a byline is looked for."""
CHECKED_MOST = 40
"""Characters of a label before a name that says what somebody did for a text."""
JOINT_MOST = 4
"""Characters of a word between two names."""
BYLINE_FARTHEST, BYLINE_BELOW = 60, 6
"""The same where the title stands further up; and runs right below such a title."""
NAME_LINE_MOST = 80
"""Characters of a line that says who took the pictures."""
ONE_WORD_MOST = 25
"""Characters of a name of one word that only a class or a link marks as an author's."""
ROW_MOST, BYLINE_BEHIND = 8, 8
"""Runs of an element that is a row of authors' names; runs behind the text in which one is looked for, failing others."""
PAID_MOST = 40
"""Characters of a label that says that a list is paid for."""
HEADING_MOST = 60
"""Characters of a heading above a list of other articles, at most."""
KICKERS_LEAST, KICKERS_LOOKED_AT = 2, 12  # other lines of its shape over one card each: it is the kicker of a card
HEADINGS_MOST = 200
"""Headings of lists that are followed on one page; a page of more is read by its cues."""
NOT_BYLINE = c.NAV | c.RELATED | c.COMMENT | c.HIDDEN | c.CAPTION | c.FOOTER
CAPTION_BOX_RUNS, CAPTION_MOST, CAPTION_NAMED_MOST, CAPTIONS_SHARE = 3, 200, 500, 0.35
"""Runs and characters of a box around a picture whose words are its caption (more where it is named after a picture),
and share of the page's prose above which such boxes are how the text is told."""
HEADLINE_WORDS = 4
"""Words of a link alone in a paragraph that are a headline."""
PLACEHOLDER_MOST, PLACEHOLDER_RUNS, PLACEHOLDER_BOX_MOST = 300, 5, 800
"""Characters of a line that asks for consent; runs and characters of the box around it."""
BLOCK_KEEP, BARE_KEEP, BLOCK_PART = 0.63, 0.3, 0.5
"""Share of the text of a block below the main element that must be kept for its runs with a class of their own to be
text, and for any of its runs; and the share of the whole text above which the block is not asked."""
BLOCKS_LEFT = 0.6
"""Share of the text that must be left without such blocks: where less would be, the text is told in them."""
