-- One row per article: its text. Text is as captured: escape it before it is rendered as HTML. To search it use bi.search.
-- key: article_id
-- refers: article_id article
select
    article.article_id,  -- Key into bi.article.
    article.title,  -- Title as printed.
    article.body,  -- Paragraphs joined by one newline; empty when no page carries any.
    split_part(article.body, e'\n', 1) as lead,  -- First paragraph; empty when there is no text.
    kept.change_seq  -- Rises whenever a column of bi.article or the text moves.
from news.article
join star.article as kept using (article_id);
