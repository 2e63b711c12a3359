-- The shop as it is: one customer's database. Its application connects as shop_app.
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  note text NOT NULL,
  confirmed boolean NOT NULL DEFAULT false
);
CREATE TABLE jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payload jsonb NOT NULL
);
CREATE INDEX orders_customer_id ON orders (customer_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON customers, orders, jobs TO shop_app;
