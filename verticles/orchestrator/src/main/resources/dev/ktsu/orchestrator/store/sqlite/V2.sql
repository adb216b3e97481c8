-- Conversations are events of their run, with their messages as payloads.
drop table turns;

-- Which run a caller's Idempotency-Key belongs to; forgotten after a day.
create table claims (
  tenant integer not null,
  key text not null,
  body text not null,
  run_no integer not null,
  at integer not null,
  primary key (tenant, key)
) without rowid;

create index claims_by_age on claims (tenant, at);
