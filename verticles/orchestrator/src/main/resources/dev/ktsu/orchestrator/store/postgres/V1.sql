-- Primary tables: journal, payload, definitions. Derived from them: runs, snapshots.
-- A key begins with the tenant, so that one database can hold several for ever.

-- Every commit updates one row in place: pages keep room for the next version.
create table runs (
  tenant integer not null,
  run_no bigint not null,
  workflow text not null,
  definition text not null,
  state text not null,
  settled integer not null,
  head bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  completed_at bigint not null,
  code text,
  error text not null,
  usage text not null,
  wake_at bigint not null,
  owner text,
  -- Who moved the head last: tells an append whose answer was lost from one that never arrived.
  last_append bigint not null,
  primary key (tenant, run_no)
) with (fillfactor = 70);

create index runs_unsettled on runs (tenant, run_no) where settled = 0;
create index runs_due on runs (wake_at) where wake_at > 0;
create index runs_of_workflow on runs (tenant, workflow, run_no);
create index runs_in_state on runs (tenant, state, run_no) where state <> 'success';

-- Meta is JSON as text: jsonb reorders keys and refuses \u0000.
create table journal (
  tenant integer not null,
  run_no bigint not null,
  seq bigint not null,
  at bigint not null,
  type text not null,
  v integer not null,
  meta text not null,
  primary key (tenant, run_no, seq)
);

-- A body of event `ref`, as UTF-8 JSON.
create table payload (
  tenant integer not null,
  run_no bigint not null,
  ref bigint not null,
  bytes bytea not null,
  primary key (tenant, run_no, ref)
);

-- The conversation of a leg since its last acknowledged turn.
create table turns (
  tenant integer not null,
  run_no bigint not null,
  step text not null,
  leg integer not null,
  n integer not null,
  delta bytea not null,
  primary key (tenant, run_no, step, leg, n)
);

-- The state of a run after event `seq`.
create table snapshots (
  tenant integer not null,
  run_no bigint not null,
  seq bigint not null,
  v integer not null,
  state bytea not null,
  primary key (tenant, run_no)
);

create table definitions (
  tenant integer not null,
  digest text not null,
  files bytea not null,
  primary key (tenant, digest)
);
