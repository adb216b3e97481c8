-- Primary tables: journal, payload, definitions. Derived from them: runs, snapshots.
-- A key begins with the tenant, so that one file can hold several for ever.

create table meta (
  name text primary key,
  value text not null
) without rowid;

create table runs (
  tenant integer not null,
  run_no integer not null,
  workflow text not null,
  definition text not null,
  state text not null,
  settled integer not null,
  head integer not null,
  created_at integer not null,
  updated_at integer not null,
  completed_at integer not null,
  code text,
  error text not null,
  usage text not null,
  wake_at integer not null,
  owner text,
  primary key (tenant, run_no)
) without rowid;

create index runs_unsettled on runs (tenant, run_no) where settled = 0;
create index runs_due on runs (wake_at) where wake_at > 0;
create index runs_of_workflow on runs (tenant, workflow, run_no);
create index runs_in_state on runs (tenant, state, run_no) where state <> 'success';

create table journal (
  tenant integer not null,
  run_no integer not null,
  seq integer not null,
  at integer not null,
  type text not null,
  v integer not null,
  meta text not null,
  primary key (tenant, run_no, seq)
) without rowid;

-- A body of event `ref`, as UTF-8 JSON.
create table payload (
  tenant integer not null,
  run_no integer not null,
  ref integer not null,
  bytes blob not null,
  primary key (tenant, run_no, ref)
) without rowid;

-- The conversation of a leg since its last acknowledged turn.
create table turns (
  tenant integer not null,
  run_no integer not null,
  step text not null,
  leg integer not null,
  n integer not null,
  delta blob not null,
  primary key (tenant, run_no, step, leg, n)
) without rowid;

-- The state of a run after event `seq`.
create table snapshots (
  tenant integer not null,
  run_no integer not null,
  seq integer not null,
  v integer not null,
  state blob not null,
  primary key (tenant, run_no)
) without rowid;

create table definitions (
  tenant integer not null,
  digest text not null,
  files blob not null,
  primary key (tenant, digest)
) without rowid;
