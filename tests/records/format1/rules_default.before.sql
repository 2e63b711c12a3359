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

CREATE TABLE public.chat (
    id integer NOT NULL,
    org text
);

CREATE TABLE public.event (
    id integer NOT NULL,
    path text
);

CREATE TABLE public.message (
    id integer NOT NULL,
    chat_id integer
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.page (
    id integer NOT NULL,
    parent integer,
    chat_id integer
);

CREATE TABLE public.vote (
    id integer NOT NULL,
    chat_id integer,
    message_id integer
);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.page
    ADD CONSTRAINT page_parent_fkey FOREIGN KEY (parent) REFERENCES public.page(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);
