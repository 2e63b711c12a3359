CREATE TABLE ticket (id int PRIMARY KEY, owner text DEFAULT 'nobody'::text);
CREATE TABLE note (id int PRIMARY KEY, owner text);
