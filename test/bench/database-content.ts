import type { Size } from '../../scripts/bench.ts'

/**
 * One large narrow table, one of wide rows with a GIN index beside it, a view, a materialized view, a trigger and a
 * foreign key. In megabytes: about 50, 1,300 and 5,000.
 */
export function fill(size: Size): string {
  const thousands = { small: 40, full: 1_085, large: 4_300 }[size]
  return `
    CREATE TABLE accounts (id integer PRIMARY KEY, branch integer NOT NULL, balance integer NOT NULL, filler char(84) NOT NULL);
    INSERT INTO accounts SELECT n, n % 100, (n::bigint * 7919) % 100000, '' FROM generate_series(1, ${4_500 * thousands}) n;
    CREATE TABLE events (id bigint PRIMARY KEY, account integer NOT NULL REFERENCES accounts, at timestamptz NOT NULL, kind text NOT NULL, payload jsonb NOT NULL);
    INSERT INTO events SELECT n, 1 + (n::bigint * 31) % ${4_500 * thousands}, timestamptz '2026-01-01' + n * interval '1 second', 'kind ' || n % 17,
      jsonb_build_object('seat', n % 300, 'code', md5(n::text), 'note', repeat(md5((n * 7)::text), 6), 'tags', jsonb_build_array(n % 11, n % 13))
      FROM generate_series(1, ${900 * thousands}) n;
    CREATE INDEX events_by_time ON events (at);
    CREATE INDEX events_by_payload ON events USING gin (payload jsonb_path_ops);
    CREATE VIEW rich AS SELECT id, balance FROM accounts WHERE balance > 99000;
    CREATE MATERIALIZED VIEW per_branch AS SELECT branch, sum(balance) AS balance FROM accounts GROUP BY branch;
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER touching BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TABLE left_half (release text); CREATE TABLE right_half (release text);
    INSERT INTO left_half VALUES ('before'); INSERT INTO right_half VALUES ('before');`
}
