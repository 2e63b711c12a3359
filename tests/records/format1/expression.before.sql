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

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.event (
    id integer NOT NULL,
    path text NOT NULL,
    extra jsonb
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.reply (
    id integer NOT NULL,
    event_id integer NOT NULL
);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reply
    ADD CONSTRAINT reply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reply
    ADD CONSTRAINT reply_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.event(id);
