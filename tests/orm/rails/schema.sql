CREATE TABLE public.agents (
    id bigint NOT NULL,
    name character varying NOT NULL,
    email character varying NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.agents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agents_id_seq OWNED BY public.agents.id;
CREATE TABLE public.ar_internal_metadata (
    key character varying NOT NULL,
    value character varying,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE TABLE public.billing_invoices (
    id bigint NOT NULL,
    number character varying NOT NULL,
    customer_id bigint NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.billing_invoices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.billing_invoices_id_seq OWNED BY public.billing_invoices.id;
CREATE TABLE public.billing_lines (
    id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    ticket_id bigint,
    cents integer NOT NULL
);
CREATE SEQUENCE public.billing_lines_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.billing_lines_id_seq OWNED BY public.billing_lines.id;
CREATE TABLE public.comments (
    id bigint NOT NULL,
    type character varying,
    ticket_id bigint NOT NULL,
    author_type character varying NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.comments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.comments_id_seq OWNED BY public.comments.id;
CREATE TABLE public.countries (
    id bigint NOT NULL,
    code character varying NOT NULL
);
CREATE SEQUENCE public.countries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.countries_id_seq OWNED BY public.countries.id;
CREATE TABLE public.customers (
    id bigint NOT NULL,
    email character varying NOT NULL,
    country_id bigint,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.customers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.customers_id_seq OWNED BY public.customers.id;
CREATE TABLE public.kb_articles (
    id bigint NOT NULL,
    title character varying NOT NULL,
    slug character varying NOT NULL,
    body text,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.kb_articles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.kb_articles_id_seq OWNED BY public.kb_articles.id;
CREATE TABLE public.memberships (
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    agent_id bigint NOT NULL
);
CREATE SEQUENCE public.memberships_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.memberships_id_seq OWNED BY public.memberships.id;
CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);
CREATE TABLE public.taggings (
    id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    tag_id bigint NOT NULL
);
CREATE SEQUENCE public.taggings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.taggings_id_seq OWNED BY public.taggings.id;
CREATE TABLE public.tags (
    id bigint NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE public.tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tags_id_seq OWNED BY public.tags.id;
CREATE TABLE public.teams (
    id bigint NOT NULL,
    title character varying NOT NULL,
    slug character varying NOT NULL,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.teams_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.teams_id_seq OWNED BY public.teams.id;
CREATE TABLE public.tickets (
    id bigint NOT NULL,
    number integer NOT NULL,
    subject character varying NOT NULL,
    customer_id bigint NOT NULL,
    assignee_id bigint,
    closed_at timestamp without time zone,
    created_at timestamp(6) without time zone NOT NULL,
    updated_at timestamp(6) without time zone NOT NULL
);
CREATE SEQUENCE public.tickets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.tickets_id_seq OWNED BY public.tickets.id;
ALTER TABLE ONLY public.agents ALTER COLUMN id SET DEFAULT nextval('public.agents_id_seq'::regclass);
ALTER TABLE ONLY public.billing_invoices ALTER COLUMN id SET DEFAULT nextval('public.billing_invoices_id_seq'::regclass);
ALTER TABLE ONLY public.billing_lines ALTER COLUMN id SET DEFAULT nextval('public.billing_lines_id_seq'::regclass);
ALTER TABLE ONLY public.comments ALTER COLUMN id SET DEFAULT nextval('public.comments_id_seq'::regclass);
ALTER TABLE ONLY public.countries ALTER COLUMN id SET DEFAULT nextval('public.countries_id_seq'::regclass);
ALTER TABLE ONLY public.customers ALTER COLUMN id SET DEFAULT nextval('public.customers_id_seq'::regclass);
ALTER TABLE ONLY public.kb_articles ALTER COLUMN id SET DEFAULT nextval('public.kb_articles_id_seq'::regclass);
ALTER TABLE ONLY public.memberships ALTER COLUMN id SET DEFAULT nextval('public.memberships_id_seq'::regclass);
ALTER TABLE ONLY public.taggings ALTER COLUMN id SET DEFAULT nextval('public.taggings_id_seq'::regclass);
ALTER TABLE ONLY public.tags ALTER COLUMN id SET DEFAULT nextval('public.tags_id_seq'::regclass);
ALTER TABLE ONLY public.teams ALTER COLUMN id SET DEFAULT nextval('public.teams_id_seq'::regclass);
ALTER TABLE ONLY public.tickets ALTER COLUMN id SET DEFAULT nextval('public.tickets_id_seq'::regclass);
INSERT INTO public.ar_internal_metadata VALUES ('environment', 'development', '2026-11-26 11:48:16.335788', '2026-11-26 11:48:16.335788');
INSERT INTO public.schema_migrations VALUES ('20260105090000');
SELECT pg_catalog.setval('public.agents_id_seq', 1, false);
SELECT pg_catalog.setval('public.billing_invoices_id_seq', 1, false);
SELECT pg_catalog.setval('public.billing_lines_id_seq', 1, false);
SELECT pg_catalog.setval('public.comments_id_seq', 1, false);
SELECT pg_catalog.setval('public.countries_id_seq', 1, false);
SELECT pg_catalog.setval('public.customers_id_seq', 1, false);
SELECT pg_catalog.setval('public.kb_articles_id_seq', 1, false);
SELECT pg_catalog.setval('public.memberships_id_seq', 1, false);
SELECT pg_catalog.setval('public.taggings_id_seq', 1, false);
SELECT pg_catalog.setval('public.tags_id_seq', 1, false);
SELECT pg_catalog.setval('public.teams_id_seq', 1, false);
SELECT pg_catalog.setval('public.tickets_id_seq', 1, false);
ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ar_internal_metadata
    ADD CONSTRAINT ar_internal_metadata_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.billing_invoices
    ADD CONSTRAINT billing_invoices_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.billing_lines
    ADD CONSTRAINT billing_lines_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT comments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.countries
    ADD CONSTRAINT countries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kb_articles
    ADD CONSTRAINT kb_articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT taggings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT tickets_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX index_agents_on_lower_email ON public.agents USING btree (lower((email)::text));
CREATE INDEX index_billing_invoices_on_customer_id ON public.billing_invoices USING btree (customer_id);
CREATE UNIQUE INDEX index_billing_invoices_on_number ON public.billing_invoices USING btree (number);
CREATE INDEX index_billing_lines_on_invoice_id ON public.billing_lines USING btree (invoice_id);
CREATE INDEX index_billing_lines_on_ticket_id ON public.billing_lines USING btree (ticket_id);
CREATE INDEX index_comments_on_author ON public.comments USING btree (author_type, author_id);
CREATE INDEX index_comments_on_ticket_id ON public.comments USING btree (ticket_id);
CREATE UNIQUE INDEX index_countries_on_code ON public.countries USING btree (code);
CREATE INDEX index_customers_on_country_id ON public.customers USING btree (country_id);
CREATE UNIQUE INDEX index_customers_on_email ON public.customers USING btree (email);
CREATE UNIQUE INDEX index_kb_articles_on_slug ON public.kb_articles USING btree (slug);
CREATE INDEX index_memberships_on_agent_id ON public.memberships USING btree (agent_id);
CREATE INDEX index_memberships_on_team_id ON public.memberships USING btree (team_id);
CREATE UNIQUE INDEX index_memberships_on_team_id_and_agent_id ON public.memberships USING btree (team_id, agent_id);
CREATE INDEX index_taggings_on_tag_id ON public.taggings USING btree (tag_id);
CREATE UNIQUE INDEX index_taggings_on_tag_id_and_ticket_id ON public.taggings USING btree (tag_id, ticket_id);
CREATE INDEX index_taggings_on_ticket_id ON public.taggings USING btree (ticket_id);
CREATE UNIQUE INDEX index_tags_on_name ON public.tags USING btree (name);
CREATE UNIQUE INDEX index_teams_on_slug ON public.teams USING btree (slug);
CREATE INDEX index_tickets_on_assignee_id ON public.tickets USING btree (assignee_id);
CREATE INDEX index_tickets_on_customer_id ON public.tickets USING btree (customer_id);
CREATE UNIQUE INDEX index_tickets_on_number ON public.tickets USING btree (number);
ALTER TABLE ONLY public.billing_invoices
    ADD CONSTRAINT fk_rails_10762af1d7 FOREIGN KEY (customer_id) REFERENCES public.customers(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_rails_217f170eb7 FOREIGN KEY (agent_id) REFERENCES public.agents(id);
ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT fk_rails_2332e80b4c FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_rails_5685ed71b0 FOREIGN KEY (customer_id) REFERENCES public.customers(id);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT fk_rails_595506fbcf FOREIGN KEY (country_id) REFERENCES public.countries(id);
ALTER TABLE ONLY public.taggings
    ADD CONSTRAINT fk_rails_9fcd2e236b FOREIGN KEY (tag_id) REFERENCES public.tags(id);
ALTER TABLE ONLY public.billing_lines
    ADD CONSTRAINT fk_rails_a6a71e1c0d FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT fk_rails_ae2aedcfaf FOREIGN KEY (team_id) REFERENCES public.teams(id);
ALTER TABLE ONLY public.billing_lines
    ADD CONSTRAINT fk_rails_db69dafed4 FOREIGN KEY (invoice_id) REFERENCES public.billing_invoices(id);
ALTER TABLE ONLY public.comments
    ADD CONSTRAINT fk_rails_e013b60ecb FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT fk_rails_ea25a37fb1 FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;
