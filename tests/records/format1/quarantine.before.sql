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

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.vote (
    chat_id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    chat2 integer
);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (chat_id, at);

ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat2_fkey FOREIGN KEY (chat2) REFERENCES public.chat(id);

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);
