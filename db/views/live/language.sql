-- One row per language that a text can be in; und is "unknown".
-- key: language_code
select
    language_code,  -- Natural key: ISO 639-1 code, or a longer one where there is none; und where it is unknown.
    language,  -- Name in English.
    script,  -- Script it is usually printed in. NULL: unknown.
    is_spaceless,  -- Whether the script has no spaces between words. NULL: unknown.
    change_seq  -- Rises whenever the row moves.
from star.language;
