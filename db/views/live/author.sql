-- One row per author: a name as bylines print it.
-- key: author_key
select
    author_key,  -- Natural key: digest of the folded name; the same in every database.
    author,  -- Name as first printed.
    change_seq  -- Rises whenever the row moves.
from star.author;
