-- Where did the most shown article stand, capture by capture?
select shown.captured_at, shown.slot_id, shown.position, shown.title_raw
from bi.slot_capture as shown
where shown.slot_id in (
    select slot_id from bi.slot where article_id = (select article_id from bi.article order by article_id limit 1) limit 20
)
order by shown.captured_at nulls last, shown.slot_id
limit 200;
