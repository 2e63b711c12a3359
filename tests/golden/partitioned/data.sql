INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO account VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO event SELECT n, date '2024-01-01' + n * 40, 1 + n % 2 FROM generate_series(1, 25) AS n;
INSERT INTO receipt SELECT id, id, at FROM event;
INSERT INTO measure SELECT n, 1 + n % 2 FROM generate_series(1, 6) AS n;
