CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE event (id int PRIMARY KEY, path text NOT NULL, extra jsonb);
CREATE TABLE reply (id int PRIMARY KEY, event_id int NOT NULL REFERENCES event);
