INSERT INTO item VALUES (1, 'default'), (2, 'default');
INSERT INTO part VALUES (1);
