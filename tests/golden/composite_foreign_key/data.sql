INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO document VALUES (1, '2020-01-01', 'acme'), (1, '2021-01-01', 'acme'), (2, '2020-01-01', 'zeta');
INSERT INTO suggestion VALUES (1, 1, '2020-01-01'), (2, 1, '2021-01-01'), (3, 2, '2020-01-01');
