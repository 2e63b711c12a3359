INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO user_org VALUES (1, 'eu', 'acme'), (1, 'us', 'zeta'), (2, 'eu', 'zeta');
INSERT INTO legacy VALUES (1, 'eu', 'a'), (1, 'us', 'b'), (2, 'eu', 'c');
INSERT INTO legacy_line VALUES (1, 1, 'us'), (2, 2, 'eu'), (3, 1, 'eu');
