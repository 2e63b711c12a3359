INSERT INTO orgs VALUES ('acme', 'Acme'), ('zeta', 'Zeta');
INSERT INTO users VALUES (1, 'acme'), (2, 'zeta'), (3, 'acme');
INSERT INTO chats SELECT n, 1 + n % 3 FROM generate_series(1, 9) AS n;
INSERT INTO messages SELECT n, 1 + n % 9, 'm' FROM generate_series(1, 40) AS n;
