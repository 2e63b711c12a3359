"""Statements that were tried on a cluster of Citus, by what became of them: the source of planner's verdicts.

`tests/citus/test_citus_statements.py` tries them again where there is a cluster.
"""

SCHEMA = """
CREATE TABLE clients (id text PRIMARY KEY, name text);
CREATE TABLE country (code text PRIMARY KEY, name text);
CREATE TABLE locks (id int PRIMARY KEY, k text);
CREATE TABLE users (client_id text NOT NULL DEFAULT 'c1', id bigint NOT NULL, email text, bio text, country text,
  PRIMARY KEY (client_id, id));
CREATE TABLE chats (client_id text NOT NULL, id bigint NOT NULL, user_id bigint, title text, parent bigint,
  n int DEFAULT 0, PRIMARY KEY (client_id, id));
CREATE TABLE msgs (client_id text NOT NULL, id bigint NOT NULL, chat_id bigint, body text, at timestamptz DEFAULT now(),
  PRIMARY KEY (client_id, id));
CREATE VIEW chat_users AS SELECT c.id, c.title, u.email, c.client_id FROM chats c
  JOIN users u ON u.client_id = c.client_id AND u.id = c.user_id;
INSERT INTO clients SELECT 'c' || g, 'n' FROM generate_series(1, 20) g;
INSERT INTO chats SELECT 'c' || (g % 20 + 1), g, g, 't', g - 20, 0 FROM generate_series(1, 200) g;
INSERT INTO msgs SELECT 'c' || (g % 20 + 1), g, g, 'b' FROM generate_series(1, 200) g;
"""
PLAN = """
version: 1
tenant: { table: clients, key: { column: id, type: text }, column: client_id }
tables:
  users: { column: client_id }
  chats: { column: client_id }
  msgs: { column: client_id }
  country: { kind: reference }
  locks: { kind: exempt, reason: infrastructure }
"""

FAILING = (
    "INSERT INTO msgs (client_id, id) VALUES ('c1', 99001) RETURNING now()",
    "UPDATE msgs SET body = 'x' WHERE client_id = 'c1' RETURNING to_char(at, 'YYYY')",
    "DELETE FROM msgs WHERE client_id = 'c1' RETURNING now()",
    "DELETE FROM msgs WHERE client_id = 'c1' AND at < clock_timestamp()",
    "SELECT * FROM msgs m JOIN chats c ON c.id = m.chat_id WHERE m.client_id = 'c1' AND c.client_id = 'c3'",
    "SELECT * FROM msgs m LEFT JOIN chats c ON c.id = m.chat_id AND c.client_id = 'c1'",
    "SELECT * FROM msgs m WHERE m.client_id = 'c1' AND EXISTS (SELECT 1 FROM chats c WHERE c.id = m.chat_id)",
    "SELECT * FROM msgs m JOIN chats c ON c.id=m.chat_id WHERE m.client_id='c1'",
    "SELECT * FROM msgs m JOIN chats c ON c.id=m.chat_id",
    "SELECT * FROM msgs m LEFT JOIN chats c ON c.id=m.chat_id",
    "SELECT count(*) FROM msgs m, chats c",
    "SELECT * FROM msgs m WHERE EXISTS (SELECT 1 FROM chats c WHERE c.id=m.chat_id)",
    "SELECT * FROM msgs m WHERE NOT EXISTS (SELECT 1 FROM chats c WHERE c.id=m.chat_id)",
    "SELECT m.id, (SELECT title FROM chats c WHERE c.id=m.chat_id) FROM msgs m",
    "SELECT * FROM chats c, LATERAL (SELECT * FROM msgs m WHERE m.chat_id=c.id ORDER BY id LIMIT 1) x",
    "SELECT title, user_id, count(*) FROM chats GROUP BY GROUPING SETS ((title),(user_id))",
    "SELECT title, user_id, count(*) FROM chats GROUP BY ROLLUP (title,user_id)",
    (
        "WITH RECURSIVE t AS (SELECT id, parent FROM chats WHERE id=1 UNION ALL SELECT c.id, c.parent FROM chats "
        "c JOIN t ON c.parent=t.id) SELECT * FROM t"
    ),
    (
        "WITH RECURSIVE t AS (SELECT client_id, id, parent FROM chats WHERE client_id='c1' AND id=1 UNION ALL "
        "SELECT c.client_id, c.id, c.parent FROM chats c JOIN t ON c.client_id=t.client_id AND c.parent=t.id) "
        "SELECT * FROM t"
    ),
    "SELECT * FROM chats WHERE id=1 FOR UPDATE",
    "SELECT * FROM chats WHERE id=1 FOR SHARE",
    "INSERT INTO chats (id, title) VALUES (1000,'x')",
    "INSERT INTO chats (client_id, id, title) VALUES (NULL,1001,'x')",
    "INSERT INTO chats (id) SELECT id+6000 FROM msgs",
    "INSERT INTO chats (client_id, id, title) VALUES ('c1', 1100, (SELECT max(title) FROM chats))",
    "INSERT INTO chats (client_id, id, title) VALUES ((SELECT client_id FROM users WHERE id=3), 1101, 'x')",
    "INSERT INTO msgs (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET at=now()",
    "INSERT INTO msgs (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET at=clock_timestamp()",
    (
        "INSERT INTO msgs (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET body='x' WHERE "
        "random()>0.5"
    ),
    "INSERT INTO chats (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET title=(SELECT 'x')",
    "UPDATE chats SET title=random()::text WHERE client_id='c1' AND id=1",
    "UPDATE chats SET title=random()::text WHERE id=1",
    "UPDATE chats SET title='x' WHERE client_id='c1' AND n > random()",
    "UPDATE chats SET client_id='c2' WHERE client_id='c1' AND id=20",
    "UPDATE chats SET title='z' FROM msgs m WHERE m.chat_id=chats.id",
    "UPDATE chats SET title=(SELECT max(body) FROM msgs m WHERE m.chat_id=chats.id)",
    "UPDATE country SET name='q' FROM users u WHERE u.country=country.code",
    "DELETE FROM msgs USING chats c WHERE c.id=msgs.chat_id",
    "DELETE FROM msgs WHERE ctid IN (SELECT ctid FROM msgs LIMIT 1)",
    (
        "MERGE INTO chats c USING (VALUES ('c1',1::bigint)) v(t,i) ON c.client_id=v.t AND c.id=v.i WHEN MATCHED "
        "THEN UPDATE SET title='m'"
    ),
    "MERGE INTO chats c USING msgs m ON c.id=m.chat_id WHEN MATCHED THEN UPDATE SET title='m'",
    (
        "MERGE INTO chats c USING (VALUES ('c1',1::bigint)) v(t,i) ON c.client_id='c1' AND c.client_id=v.t AND "
        "c.id=v.i WHEN MATCHED THEN UPDATE SET title='m' WHEN NOT MATCHED THEN INSERT (client_id,id) VALUES "
        "(v.t,v.i)"
    ),
    "SELECT * FROM chats c FULL JOIN msgs m ON c.id=m.chat_id",
    "CREATE TRIGGER t BEFORE UPDATE ON chats FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE UNIQUE INDEX q1 ON chats (title, id)",
    "SELECT * FROM chats a JOIN chats b ON b.id=a.parent",
)
"""Citus refuses these."""

ASKING = (
    "SELECT * FROM msgs WHERE client_id BETWEEN 'c1' AND 'c1'",
    "DELETE FROM msgs WHERE at < now()",
    "SELECT * FROM (SELECT * FROM msgs) m JOIN chats c ON c.id = m.chat_id",
    "SELECT * FROM chats WHERE id=5",
    "SELECT count(*) FROM chats",
    "SELECT * FROM msgs m JOIN chats c ON c.client_id=m.client_id AND c.id=m.chat_id",
    "SELECT * FROM msgs m WHERE EXISTS (SELECT 1 FROM chats c WHERE c.client_id=m.client_id AND c.id=m.chat_id)",
    "SELECT * FROM msgs WHERE chat_id IN (SELECT id FROM chats WHERE title='t')",
    "SELECT * FROM msgs WHERE chat_id NOT IN (SELECT id FROM chats WHERE title='t')",
    "SELECT m.id, (SELECT title FROM chats c WHERE c.id=m.chat_id AND c.client_id=m.client_id) FROM msgs m",
    "SELECT m.id, (SELECT max(title) FROM chats c) FROM msgs m",
    (
        "SELECT * FROM chats c, LATERAL (SELECT * FROM msgs m WHERE m.chat_id=c.id AND m.client_id=c.client_id "
        "ORDER BY id LIMIT 1) x"
    ),
    "SELECT * FROM users u JOIN country k ON k.code=u.country",
    "SELECT * FROM country k LEFT JOIN users u ON k.code=u.country",
    "SELECT * FROM users u JOIN locks l ON l.id=u.id",
    "SELECT id, row_number() OVER (PARTITION BY client_id ORDER BY id) FROM chats",
    "SELECT id, row_number() OVER (ORDER BY id) FROM chats",
    "SELECT DISTINCT ON (title) * FROM chats ORDER BY title, id",
    "SELECT title, count(*) FROM chats GROUP BY title",
    "SELECT count(DISTINCT title) FROM chats",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM chats",
    "SELECT array_agg(title ORDER BY id) FROM chats",
    "SELECT string_agg(DISTINCT title, ',') FROM chats",
    "SELECT id FROM chats UNION SELECT id FROM msgs",
    "SELECT id FROM chats UNION ALL SELECT id FROM msgs",
    "WITH x AS (SELECT * FROM chats) SELECT * FROM msgs m JOIN x ON x.id=m.chat_id",
    "SELECT * FROM chat_users WHERE id=3",
    "INSERT INTO chats (client_id, id) SELECT client_id, id+5000 FROM msgs",
    "INSERT INTO chats (client_id, id) SELECT 'c1', id+7000 FROM msgs",
    "UPDATE chats SET title='z' WHERE id=1",
    "UPDATE msgs SET at=now() WHERE id=1",
    "UPDATE chats SET title='z' FROM msgs m WHERE m.chat_id=chats.id AND m.client_id=chats.client_id",
    "UPDATE chats SET title='z' WHERE id IN (SELECT chat_id FROM msgs)",
    "UPDATE chats SET title=(SELECT max(body) FROM msgs) WHERE id=1",
    "UPDATE chats SET title=(SELECT max(body) FROM msgs m WHERE m.chat_id=chats.id AND m.client_id=chats.client_id)",
    "UPDATE chats SET title=l.k FROM locks l WHERE l.id=chats.id",
    "UPDATE locks SET k='q' FROM users u WHERE u.id=locks.id",
    "DELETE FROM chats WHERE id=1",
    "DELETE FROM msgs USING chats c WHERE c.id=msgs.chat_id AND c.client_id=msgs.client_id",
    "DELETE FROM msgs WHERE id IN (SELECT id FROM msgs ORDER BY id LIMIT 10)",
    "UPDATE chats SET title='z' WHERE id=1 RETURNING *",
    "WITH d AS (DELETE FROM msgs WHERE id=1 RETURNING *) SELECT * FROM d",
    (
        "MERGE INTO chats c USING msgs m ON c.client_id=m.client_id AND c.id=m.chat_id WHEN MATCHED THEN UPDATE "
        "SET title='m'"
    ),
    "SELECT * FROM chats TABLESAMPLE BERNOULLI (10)",
    "SELECT * FROM chats ORDER BY id LIMIT 10 OFFSET 10",
    "SELECT * FROM chats c FULL JOIN msgs m ON c.client_id=m.client_id AND c.id=m.chat_id",
    "SELECT * FROM chats JOIN msgs USING (client_id, id)",
    "SELECT * FROM chats WHERE client_id = (SELECT id FROM clients WHERE name='n' LIMIT 1)",
    "SELECT * FROM chats WHERE client_id IN (SELECT id FROM clients WHERE name='n')",
    "SELECT * FROM chats WHERE client_id='c1' OR id=4",
    "SELECT * FROM chats WHERE client_id=current_setting('app.x', true)",
    "SELECT * FROM chats WHERE lower(client_id)='c1'",
    "SELECT * FROM generate_series(1,3) g LEFT JOIN chats c ON c.id=g",
    "SELECT * FROM chats c JOIN (VALUES (1::bigint),(2)) v(i) ON v.i=c.id",
    "SELECT * FROM chats c JOIN unnest(ARRAY[1,2]) AS u(i) ON u.i=c.id",
    "SELECT * FROM chats a JOIN chats b ON b.id=a.parent AND a.client_id=b.client_id",
    "SELECT * FROM (SELECT * FROM chats ORDER BY id LIMIT 5) c JOIN msgs m ON m.chat_id=c.id",
    "SELECT c.id, x.n FROM chats c JOIN (SELECT chat_id, count(*) n FROM msgs GROUP BY chat_id) x ON x.chat_id=c.id",
    (
        "SELECT c.id, x.n FROM chats c LEFT JOIN (SELECT chat_id, count(*) n FROM msgs GROUP BY chat_id) x ON "
        "x.chat_id=c.id"
    ),
    "SELECT c.id, x.id FROM chats c LEFT JOIN (SELECT * FROM msgs) x ON x.chat_id=c.id",
    "SELECT mode() WITHIN GROUP (ORDER BY title) FROM chats",
    "SELECT title, count(*) FROM chats GROUP BY title HAVING count(*) > 1",
    "SELECT id FROM chats EXCEPT SELECT id FROM msgs",
    "SELECT json_agg(chats.*) FROM chats",
)
"""These run, on every shard."""

FINE = (
    "UPDATE msgs SET body = 'x' WHERE client_id = 'c1' RETURNING (xmax = 0)",
    "SELECT * FROM msgs WHERE (client_id, id) = ('c1', 3)",
    "SELECT * FROM msgs WHERE (client_id, id) IN (('c1', 3), ('c1', 4))",
    "SELECT * FROM msgs m LEFT JOIN chats c ON c.id = m.chat_id AND c.client_id = 'c1' WHERE m.client_id = 'c1'",
    "SELECT * FROM msgs m WHERE m.client_id = 'c1' AND EXISTS (SELECT 1 FROM chats c WHERE c.client_id = 'c1' AND c.id = m.chat_id)",
    "SELECT * FROM (SELECT * FROM msgs WHERE client_id = 'c1') m JOIN chats c ON c.id = m.chat_id WHERE c.client_id = 'c1'",
    "SELECT * FROM msgs m JOIN country k ON true WHERE m.client_id = 'c1' FOR UPDATE OF m",
    "SELECT random() FROM msgs WHERE client_id = 'c1'",
    "SELECT * FROM chats WHERE client_id='c1'",
    "SELECT * FROM chats WHERE client_id IN ('c1','c2')",
    "SELECT * FROM chats WHERE client_id = ANY('{c1,c2}')",
    "SELECT * FROM msgs m JOIN chats c ON c.client_id=m.client_id AND c.id=m.chat_id WHERE m.client_id='c1'",
    "SELECT * FROM msgs m JOIN chats c ON c.id=m.chat_id WHERE m.client_id='c1' AND c.client_id='c1'",
    (
        "SELECT m.id, (SELECT title FROM chats c WHERE c.id=m.chat_id AND c.client_id='c1') FROM msgs m WHERE "
        "m.client_id='c1'"
    ),
    "SELECT title, user_id, count(*) FROM chats WHERE client_id='c1' GROUP BY GROUPING SETS ((title),(user_id))",
    (
        "WITH RECURSIVE t AS (SELECT id, parent FROM chats WHERE client_id='c1' AND id=1 UNION ALL SELECT c.id, "
        "c.parent FROM chats c JOIN t ON c.parent=t.id WHERE c.client_id='c1') SELECT * FROM t"
    ),
    "SELECT * FROM chats WHERE client_id='c1' AND id=1 FOR UPDATE",
    "SELECT * FROM chats WHERE client_id='c1' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
    "INSERT INTO chats (client_id, id, title) VALUES ('c1',1001,'x')",
    "INSERT INTO chats (client_id, id, title) VALUES (gen_random_uuid()::text,1001,'x')",
    "INSERT INTO chats (client_id, id, title) VALUES ('c1',1001, random()::text)",
    "INSERT INTO chats (client_id, id) VALUES ('c1',1) ON CONFLICT DO NOTHING",
    "INSERT INTO chats (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET title=EXCLUDED.title",
    (
        "INSERT INTO chats (client_id, id) VALUES ('c1',1) ON CONFLICT (client_id,id) DO UPDATE SET "
        "client_id=EXCLUDED.client_id"
    ),
    "UPDATE chats SET title='z' WHERE client_id='c1' AND id=1",
    "UPDATE chats SET client_id=client_id WHERE client_id='c1' AND id=20",
    "UPDATE chats SET client_id='c1', title='q' WHERE client_id='c1' AND id=20",
    "UPDATE chats SET title='z' FROM msgs m WHERE m.chat_id=chats.id AND m.client_id='c1' AND chats.client_id='c1'",
    (
        "WITH d AS (DELETE FROM msgs WHERE client_id='c1' RETURNING *) INSERT INTO chats (client_id,id) SELECT "
        "client_id, id+9000 FROM d"
    ),
    "SELECT ctid, * FROM chats WHERE client_id='c1'",
    "SELECT * FROM chats WHERE client_id='c1'::varchar",
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM chats WHERE client_id='c1'",
)
"""These run on the shard of one tenant."""
