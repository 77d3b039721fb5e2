-- One row per capture and article that it shows: where a slot stood at each moment it was looked at.
-- key: capture_id, position
-- refers: capture_id capture, slot_id slot, article_id article
select
    sighting.capture_id,  -- Key into bi.capture.
    sighting.place as position,  -- 0: the article that the page is about; else the place of the card on the page, from 1.
    shown.appearance_id as slot_id,  -- Key into bi.slot.
    sighting.article_id,  -- Key into bi.article.
    capture.captured_at,  -- Moment of the capture (UTC). NULL: unknown.
    capture.captured_date_utc,  -- Day of it in UTC. NULL: unknown.
    capture.site_id,  -- Key into bi.site. 0: unknown.
    sighting.title_raw,  -- Title as the capture prints it.
    sighting.published_raw,  -- Date as the capture prints it. NULL: it prints none.
    capture.change_seq  -- Rises whenever the capture or what was read from it moves.
from news.sighting
join star.capture using (capture_id)
-- Each sighting has its appearance. As an inner join the planner would take the two conditions for independent ones and expect no
-- rows; so it looks a thousand up for a thousand rows, and none where nobody asks for slot_id.
left join news.appearance as shown on shown.page_id = capture.page_id and shown.article_id = sighting.article_id;
