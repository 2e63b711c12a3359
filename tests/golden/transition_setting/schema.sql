CREATE TABLE org (id varchar(8) PRIMARY KEY, name text NOT NULL);
CREATE TABLE item (id int PRIMARY KEY, name text);
CREATE TABLE part (id int PRIMARY KEY, item_id int NOT NULL REFERENCES item);
CREATE TABLE part_label (part_id int REFERENCES part, label text, PRIMARY KEY (part_id, label));
CREATE TABLE note (id int PRIMARY KEY, org_id varchar(8) DEFAULT 'default' REFERENCES org, body text);
CREATE TABLE visit (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
