-- Secrets of callers, sealed with a key that is not in this file, while their runs need them.
create table sealed (
  tenant integer not null,
  run_no integer not null,
  at integer not null,
  bytes blob not null,
  primary key (tenant, run_no)
) without rowid;
