INSERT INTO orgs VALUES (1), (2);
INSERT INTO users SELECT n, 1 + n % 2, 'u' || n FROM generate_series(1, 20) AS n;
INSERT INTO "Chat" SELECT n, 1 + n % 20, 'chat ' || n FROM generate_series(1, 40) AS n;
INSERT INTO events SELECT n, '2024-02-01'::date + n, 1 + n % 20 FROM generate_series(1, 100) AS n;
