-- One row per article and text it had, for articles whose text was changed by their publisher; the current text included.
-- key: article_id, revision_number
-- refers: article_id article, publisher_id publisher
select
    version.article_id,  -- Key into bi.article.
    version.revision_number,  -- 1 for the first text, then rising.
    version.is_current,  -- Whether it is the text in bi.article.
    version.title,  -- Title that went with the text.
    article.publisher_id,  -- Key into bi.publisher. 0: no page prints a publisher.
    article.publisher,  -- Name of the publisher. NULL: no page prints one.
    version.word_count,  -- Words of the text.
    lag(version.next_added_count) over history as words_added_count,  -- Words of this text that the one before it does not hold, repeats counted. NULL: it is the first.
    lag(version.next_removed_count) over history as words_removed_count,  -- Words of the text before it that this one does not hold, repeats counted. NULL: it is the first.
    lag(capture.captured_at) over history as first_seen_at,  -- Moment of the capture that first showed it (UTC). NULL: it is the first text, or the moment is unknown.
    version.last_seen_at,  -- Moment of the latest capture that showed it (UTC). NULL: unknown.
    version.body,  -- The text, as captured.
    article.change_seq  -- Rises whenever the article or one of its texts moves.
from (
    select
        article_id, revision_number, false as is_current, title, word_count, words_added_count as next_added_count,
        words_removed_count as next_removed_count, replaced_capture_id, last_seen_at, body
    from news.article_revision
    union all
    select
        article.article_id, replaced.last_number + 1, true, article.title, article.word_count, null, null, null,
        article.last_seen_at, article.body
    from news.article
    join (
        select article_id, max(revision_number) as last_number from news.article_revision group by article_id
    ) as replaced using (article_id)
) as version
join star.article using (article_id)
left join news.capture on capture.capture_id = version.replaced_capture_id
window history as (partition by version.article_id order by version.revision_number);
