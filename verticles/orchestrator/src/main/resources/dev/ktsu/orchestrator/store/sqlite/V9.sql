-- What the planner takes the tables for: a store of many finished runs. Without it every index
-- passes for as good as the primary key, and lists walk over all runs; measured in a young store it
-- would find no index worth having. Rows of an index, then rows that share its first columns.
analyze instances;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
  ('runs', 'runs', '1000000 1000000 1'),
  ('runs', 'runs_unsettled', '10000 10000 5000 1'),
  ('runs', 'runs_due', '1000 1'),
  ('runs', 'runs_of_workflow', '1000000 1000000 20000 1'),
  ('runs', 'runs_in_state', '50000 50000 10000 1'),
  ('runs', 'runs_held', '1000 1000 1'),
  ('claims', 'claims', '100000 100000 1'),
  ('claims', 'claims_by_age', '100000 100000 2 1'),
  ('claims', 'claims_of_run', '100000 100000 1 1');
analyze sqlite_schema;
