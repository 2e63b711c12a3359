INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO event VALUES (1, '/acme/x', '{}'), (2, '/zeta/y', NULL), (3, '/acme/z', NULL);
INSERT INTO reply VALUES (1, 1), (2, 2);
