-- One row per article and keyword: the bridge between them.
-- key: article_id, tag_key
-- refers: article_id article, tag_key tag
-- index: tag_key
-- dirty: article
select
    article.article_id,  -- Key into bi.article.
    md5(lower(btrim(named.tag))) as tag_key,  -- Key into bi.tag.
    min(btrim(named.tag)) as tag,  -- Keyword as this article prints it.
    min(named.position)::integer as position  -- Place among its keywords, from 1.
from news.article
cross join lateral unnest(article.tags) with ordinality as named (tag, position)
where btrim(named.tag) <> ''
group by article.article_id, lower(btrim(named.tag));
