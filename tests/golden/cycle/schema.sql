CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE team (id int PRIMARY KEY, org text REFERENCES orgs, lead int);
CREATE TABLE member (id int PRIMARY KEY, team int REFERENCES team, mentor int REFERENCES member);
ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES member;
CREATE TABLE task (id int PRIMARY KEY, member int NOT NULL REFERENCES member);
