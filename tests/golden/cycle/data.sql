INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO team VALUES (1, 'acme'), (2, 'zeta'), (3, NULL), (4, NULL);
INSERT INTO member VALUES (1, 1, NULL), (2, 2, NULL), (3, NULL, 1), (4, NULL, 3), (5, 3, NULL), (6, 4, NULL), (7, NULL, 6);
UPDATE team SET lead = 4 WHERE id = 3;
UPDATE team SET lead = 2 WHERE id = 4;
INSERT INTO task SELECT n, 1 + n % 7 FROM generate_series(1, 14) AS n;
