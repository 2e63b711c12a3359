INSERT INTO item VALUES (1, 'a'), (2, 'b');
INSERT INTO part VALUES (1, 1), (2, 2);
