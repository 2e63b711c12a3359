CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE invoice (id int PRIMARY KEY, organisation text NOT NULL);
CREATE TABLE line (id int PRIMARY KEY, invoice_id int NOT NULL REFERENCES invoice);
CREATE TABLE account (id int PRIMARY KEY, org_id text REFERENCES orgs);
CREATE INDEX account_by_org ON account (org_id);
CREATE TABLE login (id int PRIMARY KEY, account_id int NOT NULL REFERENCES account, org_id text REFERENCES orgs ON DELETE CASCADE);
