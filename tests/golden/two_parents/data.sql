INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO chat VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO message VALUES (1, 1), (2, 2), (3, 2);
INSERT INTO vote VALUES (1, 1, true), (2, 3, false), (NULL, 2, true), (2, NULL, true);
