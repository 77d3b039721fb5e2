create or replace view bi.deleted as
select
    deleted_row.change_seq,
    deleted_row.view_name,
    deleted_row.row_id,
    case when article_merge.article_id is null then deleted_row.cause else 'merged' end as cause,
    article_merge.article_id as became_id,
    deleted_row.created_at as deleted_at
from news.deleted_row
left join news.article_merge
    on deleted_row.view_name = 'article' and article_merge.merged_article_id = deleted_row.row_id;

comment on view bi.deleted is
    'One row per row that left bi.article, bi.appearance or bi.story. Extract change_seq > the last one seen and delete these rows from your copy.';
comment on column bi.deleted.change_seq is 'Rises with every deletion, in one sequence with bi.article.change_seq.';
comment on column bi.deleted.view_name is 'View that it left: article, appearance or story.';
comment on column bi.deleted.row_id is 'Its article_id, appearance_id or story_id; it is never used again.';
comment on column bi.deleted.cause is 'merged (it turned out to be the article became_id), purged (it is to be forgotten), retention (it was too old), or replaced (its page or story was decided anew).';
comment on column bi.deleted.became_id is 'Key into bi.article: what a merged article is now. NULL: it was not merged, or is no article.';
comment on column bi.deleted.deleted_at is 'When it left (UTC).';
