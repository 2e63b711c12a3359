INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO posts VALUES (1, 'acme'), (2, 'zeta');
INSERT INTO images VALUES ('00000000-0000-0000-0000-000000000001', 'zeta'), ('00000000-0000-0000-0000-000000000002', 'acme');
INSERT INTO comments VALUES (1, 'Post', '1'), (2, 'Post', '2'), (3, 'Image', '00000000-0000-0000-0000-000000000001'),
  (4, 'Image', '00000000-0000-0000-0000-000000000002'), (5, 'BlogPost', '2');
INSERT INTO likes VALUES (1, 'it''s a "post"', 1), (2, 'it''s a "post"', 2);
