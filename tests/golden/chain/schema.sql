CREATE TABLE orgs (id text PRIMARY KEY, name text);
CREATE TABLE users (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs);
CREATE TABLE chats (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE TABLE messages (id int PRIMARY KEY, chat_id int NOT NULL REFERENCES chats, body text);
