CREATE TABLE flights (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z]{2}[0-9]{3}$'),
  origin text NOT NULL CHECK (origin ~ '^[A-Z]{3}$'),
  destination text NOT NULL CHECK (destination ~ '^[A-Z]{3}$'),
  departs time NOT NULL,
  minutes integer NOT NULL CHECK (minutes > 0),
  price_cents bigint NOT NULL CHECK (price_cents > 0)
);

CREATE INDEX flights_by_route ON flights (origin, destination);
