INSERT INTO orgs VALUES ('acme'), ('zebra');
INSERT INTO users SELECT n, CASE WHEN n % 2 = 0 THEN 'acme' ELSE 'zebra' END, 'u' || n, CASE WHEN n > 2 THEN n - 2 END FROM generate_series(1, 20) AS n;
INSERT INTO kinds VALUES (1, 'one');
INSERT INTO chats SELECT n, 1 + n % 20, 1, 'u' || (1 + n % 20) FROM generate_series(1, 40) AS n;
INSERT INTO parts SELECT 1 + n % 40, n FROM generate_series(1, 100) AS n;
INSERT INTO notes SELECT n, 1 + n % 40, n FROM generate_series(1, 100) AS n;
INSERT INTO events SELECT n, '2024-06-01'::date + n, 1 + n % 20 FROM generate_series(1, 300) AS n;
INSERT INTO marks SELECT n, n, '2024-06-01'::date + n FROM generate_series(1, 300) AS n;
