INSERT INTO users VALUES (1), (2);
INSERT INTO orders SELECT n, 1 + n % 2, 'open' FROM generate_series(1, 9) AS n;
INSERT INTO event SELECT n, 1 + n % 3, 1 + n % 2 FROM generate_series(1, 9) AS n;
TRUNCATE audit;
