INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO team VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO employee VALUES (100, NULL, 1), (99, 100, NULL), (98, 99, NULL), (97, 98, NULL), (50, NULL, 2), (1, 50, 2), (2, 1, NULL);
