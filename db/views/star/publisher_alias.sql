-- One row per spelling of a publisher's name, with the publisher that it names.
-- key: alias_key
-- refers: publisher_id publisher
-- dirty: publisher
select
    spelled.publisher_key as alias_key,  -- Natural key: the folded spelling.
    spelled.name as alias,  -- The spelling as first printed.
    joined.into_id as publisher_id,  -- Key into bi.publisher.
    coalesce(joined.joined_by, 'own') as joined_by  -- own (the publisher's own name), rule (an obvious pair), or decision (newsweir publisher).
from news.publisher as spelled
join star.publisher_join as joined on joined.publisher_id = spelled.publisher_id;
