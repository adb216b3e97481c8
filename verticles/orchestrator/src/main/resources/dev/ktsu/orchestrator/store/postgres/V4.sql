-- When a definition was kept last. One that no run refers to and that nobody has kept for long goes.
alter table definitions add column used_at timestamptz not null default clock_timestamp();
