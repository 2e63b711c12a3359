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

CREATE TABLE public.member (
    id integer NOT NULL,
    team integer,
    mentor integer
);

CREATE TABLE public.orgs (
    id text NOT NULL
);

CREATE TABLE public.task (
    id integer NOT NULL,
    member integer NOT NULL
);

CREATE TABLE public.team (
    id integer NOT NULL,
    org text,
    lead integer
);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orgs
    ADD CONSTRAINT orgs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_mentor_fkey FOREIGN KEY (mentor) REFERENCES public.member(id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_team_fkey FOREIGN KEY (team) REFERENCES public.team(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_member_fkey FOREIGN KEY (member) REFERENCES public.member(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_lead_fkey FOREIGN KEY (lead) REFERENCES public.member(id);

ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_org_fkey FOREIGN KEY (org) REFERENCES public.orgs(id);
