-- One row per article that is in a story: what kind of copy it is and how alike. Articles with fewer than eight words of text are in none.
-- key: article_id
-- refers: article_id article, story_id story, publisher_id publisher
-- index: story_id; publisher_id
-- dirty: article
select
    member.article_id,  -- Key into bi.article.
    member.story_id,  -- Key into bi.story.
    article.title,  -- Title of the article.
    article.publisher_id,  -- Key into bi.publisher. 0: no page prints a publisher.
    article.publisher,  -- Name of the publisher. NULL: no page prints one.
    member.kind,  -- What it is of compared_article_id: exact (the same wording, or all but), excerpt (a part of it), revision (another version of the same publisher), syndicated (another print). NULL: it came first and is no excerpt.
    member.article_id = story.first_article_id as is_first,  -- Whether it came first in its story, as far as dates tell; see bi.story.first_certainty.
    member.compared_article_id,  -- Article of the story that the figures compare it with. NULL: it is alone, or a person joined it.
    member.containment,  -- Share of the shorter text's runs of four words that the longer one holds, 0 to 1. NULL: it is alone, or a person joined it.
    member.jaccard,  -- Shared runs of four words over all of both texts, 0 to 1. NULL: it is alone, or a person joined it.
    member.size_ratio,  -- Size of the shorter text over the longer one's, in runs, 0 to 1. NULL: it is alone, or a person joined it.
    member.method,  -- Rule that made it a member: alone, text (same wording), runs (shared runs of words), part (a small part of a much longer text) or manual.
    member.is_manual,  -- Whether a person's merge or split put it where it is.
    article.published_at,  -- Best instant of publication (UTC). NULL: unknown.
    article.published_min_at,  -- Earliest instant the printed dates allow (UTC, inclusive). NULL: unknown.
    article.published_max_at,  -- Latest instant the printed dates allow (UTC, inclusive). NULL: unknown.
    article.published_precision,  -- How exactly the date is known: second, minute, hour, day or unknown.
    article.word_count,  -- Words of the body.
    member.algorithm_version,  -- Version of the clustering that decided it.
    member.created_at,  -- When the article was first put into a story (UTC).
    member.updated_at  -- When its story or what is said of it last moved (UTC).
from news.story_member as member
join news.story using (story_id)
join star.article on article.article_id = member.article_id;
