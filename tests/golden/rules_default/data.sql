INSERT INTO orgs VALUES ('acme'), ('house');
INSERT INTO chat VALUES (1, 'acme'), (2, NULL);
INSERT INTO message VALUES (1, 1), (2, 2), (3, 99), (4, NULL);
INSERT INTO event VALUES (1, '/acme/x'), (2, '/nobody/x'), (3, NULL);
INSERT INTO page VALUES (1, NULL, 1), (2, 1, NULL), (3, NULL, NULL), (4, 3, NULL), (5, 4, NULL);
INSERT INTO vote VALUES (1, 1, 1), (2, 1, 2), (3, NULL, 1), (4, NULL, NULL), (5, 2, 1);
