-- One row per keyword that pages state of articles.
-- key: tag_key
select
    tag_key,  -- Natural key: digest of the folded keyword; the same in every database.
    tag,  -- Keyword as first printed.
    change_seq  -- Rises whenever the row moves.
from star.tag;
