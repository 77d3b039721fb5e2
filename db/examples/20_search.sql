-- Which articles speak of something? Words as in a web search, in the language's own forms.
select article_id, rank, title, highlight, coalesce(publisher, '(unknown)') as publisher, published_at
from bi.search('harbour or oysters', language => 'en')
right join (select 1) as always on true
limit 20;
