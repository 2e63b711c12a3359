CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE team (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE employee (
  id int PRIMARY KEY, manager_id int REFERENCES employee, team_id int REFERENCES team, CHECK (num_nonnulls(manager_id, team_id) > 0)
);
