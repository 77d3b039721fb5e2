-- One row per article and author: the bridge between them.
-- key: article_id, author_key
-- refers: article_id article, author_key author
-- index: author_key
-- dirty: article
select
    article.article_id,  -- Key into bi.article.
    md5(lower(btrim(named.author))) as author_key,  -- Key into bi.author.
    min(btrim(named.author)) as author,  -- Name as this article prints it.
    min(named.position)::integer as position,  -- Place in the byline, from 1.
    (1.0 / cardinality(article.authors))::double precision as author_weight  -- 1 over the number of authors: sums to one an article.
from news.article
cross join lateral unnest(article.authors) with ordinality as named (author, position)
where btrim(named.author) <> ''
group by article.article_id, lower(btrim(named.author)), cardinality(article.authors);
