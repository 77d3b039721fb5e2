-- What is new or changed since the last extract? Delete first what bi.deleted names for the same change_seq.
select article_id, title, updated_at, change_seq
from bi.article
where change_seq > 0
order by change_seq
limit 1000;
