-- Whoever deletes a row of these tables leaves word of it for incremental extracts. Who deletes for a reason sets it for
-- its transaction: select set_config('newsweir.cause', 'purged', true).
create or replace function news.note_deleted_rows() returns trigger language plpgsql as $$
begin
    execute format(
        'insert into news.deleted_row (view_name, row_id, cause) select %L, %I, %L from gone order by 2',
        tg_table_name,
        tg_table_name || '_id',
        coalesce(nullif(current_setting('newsweir.cause', true), ''), 'replaced')
    );
    return null;
end
$$;
comment on function news.note_deleted_rows() is 'Writes a row of news.deleted_row for each deleted one.';

create or replace trigger note_deleted_rows after delete on news.article
    referencing old table as gone for each statement execute function news.note_deleted_rows();
create or replace trigger note_deleted_rows after delete on news.appearance
    referencing old table as gone for each statement execute function news.note_deleted_rows();
create or replace trigger note_deleted_rows after delete on news.story
    referencing old table as gone for each statement execute function news.note_deleted_rows();
