CREATE TABLE "Clients" (id text PRIMARY KEY);
INSERT INTO "Clients" VALUES ('default');
CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoice (id int PRIMARY KEY, client_id text NOT NULL REFERENCES "Clients");
COMMENT ON COLUMN invoice.client_id IS 'who pays; it''s not the contact';
CREATE TABLE event (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
