-- When a definition was kept last, milliseconds; 0 by a release that does not know. One that no run
-- refers to and that nobody has kept for long goes.
alter table definitions add column used_at integer not null default 0;

update definitions set used_at = cast(unixepoch('subsec') * 1000 as integer);
