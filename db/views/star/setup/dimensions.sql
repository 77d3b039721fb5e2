create table star.author (author_key text primary key, author text not null, change_seq bigint not null default nextval('news.article_change_seq'));
create table star.tag (tag_key text primary key, tag text not null, change_seq bigint not null default nextval('news.article_change_seq'));
create table star.section (section_key text primary key, section text not null, change_seq bigint not null default nextval('news.article_change_seq'));
create table star.domain (domain_key text primary key, domain text not null, change_seq bigint not null default nextval('news.article_change_seq'));
insert into star.section values ('(unknown)', '(unknown)');
insert into star.domain values ('(unknown)', '(unknown)');
create table star.language as
select code as language_code, name as language, script, is_spaceless, 1::bigint as change_seq
from (values
    ('und', '(unknown)', null, null), ('af', 'Afrikaans', 'Latin', false), ('ar', 'Arabic', 'Arabic', false), ('az', 'Azerbaijani', 'Latin', false),
    ('be', 'Belarusian', 'Cyrillic', false), ('bg', 'Bulgarian', 'Cyrillic', false), ('bn', 'Bengali', 'Bengali', false), ('bs', 'Bosnian', 'Latin', false),
    ('ca', 'Catalan', 'Latin', false), ('cs', 'Czech', 'Latin', false), ('cy', 'Welsh', 'Latin', false), ('da', 'Danish', 'Latin', false),
    ('de', 'German', 'Latin', false), ('el', 'Greek', 'Greek', false), ('en', 'English', 'Latin', false), ('eo', 'Esperanto', 'Latin', false), ('es', 'Spanish', 'Latin', false),
    ('et', 'Estonian', 'Latin', false), ('eu', 'Basque', 'Latin', false), ('fa', 'Persian', 'Arabic', false), ('fi', 'Finnish', 'Latin', false),
    ('fr', 'French', 'Latin', false), ('ga', 'Irish', 'Latin', false), ('gl', 'Galician', 'Latin', false), ('gu', 'Gujarati', 'Gujarati', false),
    ('he', 'Hebrew', 'Hebrew', false), ('hi', 'Hindi', 'Devanagari', false), ('hr', 'Croatian', 'Latin', false), ('hu', 'Hungarian', 'Latin', false),
    ('hy', 'Armenian', 'Armenian', false), ('id', 'Indonesian', 'Latin', false), ('is', 'Icelandic', 'Latin', false), ('it', 'Italian', 'Latin', false),
    ('ja', 'Japanese', 'Japanese', true), ('ka', 'Georgian', 'Georgian', false), ('kk', 'Kazakh', 'Cyrillic', false), ('km', 'Khmer', 'Khmer', true), ('kn', 'Kannada', 'Kannada', false),
    ('ko', 'Korean', 'Hangul', false), ('ku', 'Kurdish', 'Latin', false), ('la', 'Latin', 'Latin', false), ('lo', 'Lao', 'Lao', true), ('lt', 'Lithuanian', 'Latin', false), ('lv', 'Latvian', 'Latin', false),
    ('mk', 'Macedonian', 'Cyrillic', false), ('ml', 'Malayalam', 'Malayalam', false), ('mn', 'Mongolian', 'Cyrillic', false), ('mr', 'Marathi', 'Devanagari', false), ('ms', 'Malay', 'Latin', false),
    ('my', 'Burmese', 'Myanmar', true), ('nb', 'Norwegian Bokmal', 'Latin', false), ('ne', 'Nepali', 'Devanagari', false), ('nl', 'Dutch', 'Latin', false), ('nn', 'Norwegian Nynorsk', 'Latin', false),
    ('no', 'Norwegian', 'Latin', false), ('pa', 'Punjabi', 'Gurmukhi', false), ('pl', 'Polish', 'Latin', false), ('ps', 'Pashto', 'Arabic', false), ('pt', 'Portuguese', 'Latin', false), ('ro', 'Romanian', 'Latin', false),
    ('ru', 'Russian', 'Cyrillic', false), ('si', 'Sinhala', 'Sinhala', false), ('sk', 'Slovak', 'Latin', false), ('sl', 'Slovenian', 'Latin', false), ('sq', 'Albanian', 'Latin', false), ('sr', 'Serbian', 'Cyrillic', false),
    ('sv', 'Swedish', 'Latin', false), ('sw', 'Swahili', 'Latin', false), ('ta', 'Tamil', 'Tamil', false), ('te', 'Telugu', 'Telugu', false), ('th', 'Thai', 'Thai', true), ('tl', 'Tagalog', 'Latin', false),
    ('tr', 'Turkish', 'Latin', false), ('uk', 'Ukrainian', 'Cyrillic', false), ('ur', 'Urdu', 'Arabic', false), ('vi', 'Vietnamese', 'Latin', false), ('zh', 'Chinese', 'Han', true)
) as known (code, name, script, is_spaceless);
alter table star.language add primary key (language_code);
alter table star.language alter change_seq set default nextval('news.article_change_seq');
create table star.date as
select
    day::date as date,
    extract(year from day)::integer as year,
    extract(quarter from day)::integer as quarter,
    date_trunc('month', day)::date as month_start,
    date_trunc('week', day)::date as week_start,
    extract(isodow from day)::integer as day_of_week,
    trim(to_char(day, 'Day')) as day_name,
    extract(isodow from day) > 5 as is_weekend,
    1::bigint as change_seq
from generate_series(timestamp '1990-01-01', timestamp '2100-12-31', interval '1 day') as day;
alter table star.date add primary key (date);
