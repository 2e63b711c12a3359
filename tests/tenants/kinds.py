"""An application with a column of every kind, and its plan."""

SCHEMA = r"""
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy \ "very"');
CREATE TYPE pair AS (n int, label text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE orgs (id int PRIMARY KEY);
CREATE TABLE everything (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org_id int NOT NULL REFERENCES orgs,
  "Tab	and ""quotes"" too" text, fixed char(5), short varchar(3), one "char", called name, flag boolean,
  small smallint, big bigint, exact numeric, scaled numeric(10,3), single real, wide float8, cash oid,
  day date, clock time, zoned timetz, at timestamp, seen timestamptz, took interval,
  raw bytea, id2 uuid, doc json, body jsonb, path jsonpath, words tsvector, asked tsquery,
  net inet, block cidr, card macaddr, flags bit(3), more varbit, place pg_lsn, dot point, area box, shape polygon,
  span int4range, days daterange, feeling mood, both_ pair, good positive,
  ints int[], texts text[], grid int[][], feelings mood[], pairs pair[], spans int4range[], docs jsonb[],
  doubled numeric GENERATED ALWAYS AS (exact * 2) STORED, made timestamptz NOT NULL DEFAULT now());
CREATE TABLE nodes (
  id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, thing bigint NOT NULL REFERENCES everything, parent int, code text,
  UNIQUE (code) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE logs (id bigint, at date, thing bigint NOT NULL REFERENCES everything, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (id);
CREATE TABLE logs_2024_one PARTITION OF logs_2024 FOR VALUES IN (1, 2, 3, 4);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
CREATE TABLE captains (id int PRIMARY KEY, thing bigint NOT NULL REFERENCES everything, ship int);
CREATE TABLE ships (id int PRIMARY KEY, thing bigint NOT NULL REFERENCES everything, captain int NOT NULL
  REFERENCES captains DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE captains ADD FOREIGN KEY (ship) REFERENCES ships DEFERRABLE;
INSERT INTO orgs VALUES (1), (2);
INSERT INTO everything (org_id) VALUES (1), (2), (1), (2);
UPDATE everything SET
  "Tab	and ""quotes"" too" = E'a\ttab\nline\rreturn\\back\b\f\v \\. \\N ' || id, fixed = 'ab', short = '', one = '\', called = 'Naïve',
  flag = true, small = -32768, big = 9223372036854775807, exact = 'NaN', scaled = 1234567.891, single = 1e-40, wide = '-Infinity',
  cash = 4294967295, day = '4713-01-01 BC', clock = '24:00', zoned = '12:34:56.789+05:30', at = 'infinity',
  seen = '2024-03-31 02:30:00.123456+02', took = '-1 mons +3 days -04:05:06.789', raw = '\x00ff5c0a', doc = '{"a":  1, "a": "\u00e9\n"}',
  id2 = '00000000-0000-0000-0000-000000000001', body = '{"b": [1, null, "\\\\"], "a": "\t"}', path = '$.a[*] ? (@ > 1)',
  words = '''a b'':1A c:2', asked = '!a & (b | c:*)', net = '2001:db8::1/64', block = '10.0.0.0/8', card = '08:00:2b:01:02:03',
  flags = B'101', more = B'', place = '0/1', dot = '(1.5,-0)', area = '((0,0),(1,1))', shape = '((0,0),(1,1),(1,0))',
  span = '(,5]', days = '[2024-01-01,)', feeling = 'happy \ "very"', both_ = ROW(1, 'a"b,(c)'), good = 1,
  ints = '[0:1]={1,NULL}', texts = ARRAY['NULL', NULL, '', '{"x"}', E'\\'], grid = '{{1,2},{3,4}}', feelings = '{sad}',
  pairs = ARRAY[ROW(1, NULL)::pair, NULL], spans = '{"[1,2)",empty}', docs = ARRAY['{"a": "}"}'::jsonb]
WHERE id < 3;
UPDATE everything SET body = jsonb_build_object('large', repeat(md5(id::text), 60000)), texts = ARRAY[repeat('é\', 100000)] WHERE id = 3;
INSERT INTO nodes SELECT n, 1 + n % 4, NULLIF(n % 10, 0), 'code ' || n FROM generate_series(1, 20) AS n;
INSERT INTO nodes SELECT n, 1 + n % 4, n, NULL FROM generate_series(21, 24) AS n;
UPDATE nodes SET parent = id - 4 WHERE id > 4;
UPDATE nodes SET parent = id + 16 WHERE id <= 4;
ALTER TABLE nodes ADD UNIQUE (id, thing);
INSERT INTO logs SELECT 1 + n % 4, '2024-06-01'::date + n * 40, 1 + n % 4 FROM generate_series(1, 20) AS n;
INSERT INTO captains SELECT n, n, NULL FROM generate_series(1, 4) AS n;
INSERT INTO ships SELECT n, n, n FROM generate_series(1, 4) AS n;
UPDATE captains SET ship = id;
ANALYZE;
"""
PLAN = """
version: 1
tenant: { table: orgs, key: { column: id, type: integer }, column: org_id }
tables:
  everything: {}
  nodes: { backfill: { via: thing } }
  logs: { backfill: { via: thing } }
  captains: { backfill: { via: thing } }
  ships: { backfill: { via: thing } }
"""
