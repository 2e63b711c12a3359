INSERT INTO countries (id, code, name) VALUES (1, 'US', 'United States'), (2, 'DE', 'Germany');
INSERT INTO users (id, email, country_id, invited_by) VALUES (10, 'ann@acme.test', 1, 11), (11, 'dan@gamma.test', 2, 11);
INSERT INTO orders (id, user_id, number, ship_to) VALUES (1, 10, 'G-1', 2);
INSERT INTO order_lines VALUES (1, 1, 'rug');
