SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE FUNCTION public.audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO public.audit (what) VALUES (TG_NAME || TG_ARGV[0]); RETURN NULL; END $$;

CREATE FUNCTION public.tell() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NOTIFY orders; RETURN NULL; END $$;

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NEW.touched := coalesce(NEW.touched, 0) + 1; RETURN NEW; END $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.audit (
    at timestamp with time zone DEFAULT now() NOT NULL,
    what text NOT NULL
);

CREATE TABLE public.event (
    id integer,
    kind integer,
    user_id integer NOT NULL,
    touched integer
)
PARTITION BY LIST (kind);

CREATE TABLE public.event_1 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer
);

CREATE TABLE public.event_2 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer
)
PARTITION BY LIST (kind);

CREATE TABLE public.event_2_2 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer
);

CREATE TABLE public.event_2_3 (
    id integer,
    kind integer,
    user_id integer CONSTRAINT event_user_id_not_null NOT NULL,
    touched integer
);

CREATE TABLE public.orders (
    id integer NOT NULL,
    user_id integer NOT NULL,
    state character varying(10),
    touched integer
);

CREATE TABLE public.users (
    id integer NOT NULL
);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_1 FOR VALUES IN (1);

ALTER TABLE ONLY public.event ATTACH PARTITION public.event_2 FOR VALUES IN (2, 3);

ALTER TABLE ONLY public.event_2 ATTACH PARTITION public.event_2_2 FOR VALUES IN (2);

ALTER TABLE ONLY public.event_2 ATTACH PARTITION public.event_2_3 FOR VALUES IN (3);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

CREATE TRIGGER "Audit when" AFTER INSERT OR UPDATE ON public.orders FOR EACH ROW WHEN (((new.id > 0) AND ((new.state)::text IS DISTINCT FROM 'it''s'::text))) EXECUTE FUNCTION public.audit(' execute function', '\');

CREATE TRIGGER event_1_audit AFTER UPDATE ON public.event_1 FOR EACH ROW EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_2_3_statement AFTER UPDATE ON public.event_2_3 FOR EACH STATEMENT EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_statement AFTER UPDATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.audit('');

CREATE TRIGGER event_touch BEFORE UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.event ENABLE ALWAYS TRIGGER event_touch;

CREATE TRIGGER orders_always BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.orders ENABLE ALWAYS TRIGGER orders_always;

CREATE TRIGGER orders_changes AFTER UPDATE ON public.orders REFERENCING NEW TABLE AS execute FOR EACH STATEMENT EXECUTE FUNCTION public.audit('');

CREATE CONSTRAINT TRIGGER orders_late AFTER UPDATE ON public.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit('');

COMMENT ON TRIGGER orders_late ON public.orders IS 'at commit';

CREATE TRIGGER orders_off BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();

ALTER TABLE public.orders DISABLE TRIGGER orders_off;

CREATE TRIGGER orders_state AFTER UPDATE OF state ON public.orders FOR EACH ROW EXECUTE FUNCTION public.audit('');

CREATE TRIGGER orders_tell AFTER UPDATE ON public.orders FOR EACH STATEMENT EXECUTE FUNCTION public.tell();

CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER orders_touch ON public.orders IS 'counts updates';

ALTER TABLE public.event
    ADD CONSTRAINT event_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
