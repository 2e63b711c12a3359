CREATE TABLE item (id int PRIMARY KEY);
CREATE TABLE part (id int PRIMARY KEY, item_id int NOT NULL REFERENCES item);
