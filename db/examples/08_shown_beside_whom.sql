-- Whose articles are shown beside whose, and how much more than chance would have it (lift above 1)?
select week_start, host.publisher as host, guest.publisher as guest, pair.slot_count, pair.lift
from bi.co_shown_week as pair
join bi.publisher as host on host.publisher_id = pair.host_publisher_id
join bi.publisher as guest on guest.publisher_id = pair.publisher_id
order by pair.slot_count desc
limit 50;
