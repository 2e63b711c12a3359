INSERT INTO "Organisation" VALUES (7, 'seven', 'Seven');
INSERT INTO project VALUES (1, 'a'), (2, 'b');
