INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO users (org_id, boss_id) SELECT (ARRAY['acme', 'zeta'])[1 + i % 2], CASE WHEN i > 2 THEN i - 2 END FROM generate_series(1, 40) AS i;
INSERT INTO posts (author_id) SELECT 1 + i % 40 FROM generate_series(1, 200) AS i;
INSERT INTO ranks SELECT i, i FROM generate_series(1, 40) AS i;
INSERT INTO comments SELECT i, 1 + i % 200 FROM generate_series(1, 300) AS i;
INSERT INTO likes SELECT p.author_id, p.id FROM posts p;
INSERT INTO events SELECT i, '2024-06-01', 1 + i % 40 FROM generate_series(1, 100) AS i;
