CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := coalesce(NEW.touched, 0) + 1; RETURN NEW; END $$;
CREATE FUNCTION adopt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.item_id := coalesce(NEW.item_id, 1); RETURN NEW; END $$;
CREATE TABLE item (id int PRIMARY KEY, touched int);
CREATE TRIGGER zzzz BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE part (id int PRIMARY KEY, item_id int REFERENCES item);
CREATE TRIGGER zzzz BEFORE INSERT ON part FOR EACH ROW EXECUTE FUNCTION adopt();
CREATE VIEW parts AS SELECT id, item_id FROM part;
