-- One row per row that left a view of schema bi. Extract change_seq > the last one seen and delete these rows from your copy.
-- key: change_seq, view_name
select
    deleted_row.change_seq,  -- Rises with every deletion, in one sequence with the change_seq of all views.
    told.view_name,  -- View that it left; what left bi.slot left bi.appearance, too.
    deleted_row.row_id,  -- Its surrogate key where that is one number: article_id, slot_id, story_id ...; never used again. NULL: see row_key.
    case when article_merge.article_id is null then deleted_row.cause else 'merged' end as cause,  -- merged (it turned out to be the article became_id), purged (it is to be forgotten), retention (it was too old), or replaced (its page or story was decided anew).
    article_merge.article_id as became_id,  -- Key into bi.article: what a merged article is now. NULL: it was not merged, or is no article.
    deleted_row.created_at as deleted_at,  -- When it left (UTC).
    coalesce(deleted_row.row_key, deleted_row.row_id::text) as row_key  -- The columns of its key in the order of the dictionary, joined by ":".
from news.deleted_row
left join news.article_merge
    on deleted_row.view_name = 'article' and article_merge.merged_article_id = deleted_row.row_id
cross join lateral unnest(
    case when deleted_row.view_name = 'slot' then array['slot', 'appearance'] else array[deleted_row.view_name] end
) as told (view_name);
