create or replace view bi.article_revision as
select
    version.article_id,
    version.revision_number,
    version.is_current,
    version.title,
    article.publisher_id,
    publisher.name as publisher,
    version.word_count,
    lag(version.next_added_count) over history as words_added_count,
    lag(version.next_removed_count) over history as words_removed_count,
    lag(capture.captured_at) over history as first_seen_at,
    version.last_seen_at,
    version.body
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
join news.article using (article_id)
left join news.publisher using (publisher_id)
left join news.capture on capture.capture_id = version.replaced_capture_id
window history as (partition by version.article_id order by version.revision_number);

comment on view bi.article_revision is
    'One row per article and text it had, for articles whose text was changed by their publisher; the current text included.';
comment on column bi.article_revision.article_id is 'Key into bi.article.';
comment on column bi.article_revision.revision_number is '1 for the first text, then rising.';
comment on column bi.article_revision.is_current is 'Whether it is the text in bi.article.';
comment on column bi.article_revision.title is 'Title that went with the text.';
comment on column bi.article_revision.publisher_id is 'Key into bi.publisher. NULL: no page prints a publisher.';
comment on column bi.article_revision.publisher is 'Name of the publisher. NULL: no page prints one.';
comment on column bi.article_revision.word_count is 'Words of the text.';
comment on column bi.article_revision.words_added_count is 'Words of this text that the one before it does not hold, repeats counted. NULL: it is the first.';
comment on column bi.article_revision.words_removed_count is 'Words of the text before it that this one does not hold, repeats counted. NULL: it is the first.';
comment on column bi.article_revision.first_seen_at is 'Moment of the capture that first showed it (UTC). NULL: it is the first text, or the moment is unknown.';
comment on column bi.article_revision.last_seen_at is 'Moment of the latest capture that showed it (UTC). NULL: unknown.';
comment on column bi.article_revision.body is 'The text, as captured.';
