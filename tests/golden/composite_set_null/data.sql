INSERT INTO orgs VALUES ('acme'), ('zebra');
INSERT INTO users SELECT n, CASE WHEN n % 2 = 0 THEN 'acme' ELSE 'zebra' END, CASE WHEN n > 2 THEN n - 2 END FROM generate_series(1, 20) AS n;
INSERT INTO shifts SELECT n, '2024-01-01'::date + n FROM generate_series(1, 20) AS n;
