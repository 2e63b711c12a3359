CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE user_org (user_id int, region text, org text NOT NULL, PRIMARY KEY (user_id, region));
CREATE TABLE legacy (id int, area text, note text, PRIMARY KEY (id, area));
CREATE TABLE legacy_line (id int PRIMARY KEY, legacy int NOT NULL, area text NOT NULL, FOREIGN KEY (legacy, area) REFERENCES legacy);
