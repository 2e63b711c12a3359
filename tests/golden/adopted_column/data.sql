INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO invoice VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO line VALUES (1, 1), (2, 2), (3, 2);
INSERT INTO account VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO login VALUES (1, 1, 'acme'), (2, 2, NULL), (3, 1, NULL);
