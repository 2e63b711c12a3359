INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO account VALUES (1, 'acme', 'One', 1), (2, 'zeta', NULL, 2);
INSERT INTO event SELECT n, date '2024-01-01' + n * 20, 1 + n % 2, 'k', ARRAY['t'] FROM generate_series(1, 30) AS n;
INSERT INTO note VALUES (1, 1, 'a'), (2, 2, 'b');
