-- Secrets of callers, sealed with a key that is not in this database, while their runs need them.
create table sealed (
  tenant integer not null,
  run_no bigint not null,
  at bigint not null,
  bytes bytea not null,
  primary key (tenant, run_no)
);
