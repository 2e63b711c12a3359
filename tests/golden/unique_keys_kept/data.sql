INSERT INTO orgs VALUES ('acme'), ('zebra');
INSERT INTO users SELECT n, CASE WHEN n % 2 = 0 THEN 'acme' ELSE 'zebra' END, 'u' || n, CASE WHEN n % 3 > 0 THEN 'H' || n END, n FROM generate_series(1, 20) AS n;
INSERT INTO documents SELECT n, 1 + n % 20, 'slug-' || n, n FROM generate_series(1, 40) AS n;
INSERT INTO visits SELECT n, '2024-06-01'::date + n, 1 + n % 20, 't' || n FROM generate_series(1, 300) AS n;
