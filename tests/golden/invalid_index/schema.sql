CREATE TABLE item (id int PRIMARY KEY, client_id text NOT NULL);
CREATE INDEX item_client_id_idx ON item (client_id);
UPDATE pg_catalog.pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 'item_client_id_idx'::regclass;
CREATE TABLE part (id int PRIMARY KEY);
