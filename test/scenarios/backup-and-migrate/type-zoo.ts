/** Values of every built-in type that takes any: the odd ones of each, and always null (which every row but these has). */
const samples: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false'],
  bytea: [String.raw`\x00ff275c`, String.raw`\x`],
  char: ['a', ''],
  name: ['odd "name"'],
  int8: ['-9223372036854775808', '9223372036854775807'],
  int2: ['-32768'],
  int2vector: ['1 2 3'],
  int4: ['-2147483648', '0'],
  regproc: ['pg_catalog.now'],
  text: ['tab\there, line\nend, back\\slash, \\., \\N, ☂ wörd', ''],
  oid: ['4294967295'],
  tid: ['(42,7)'],
  xid: ['4294967295'],
  cid: ['7'],
  oidvector: ['1 2 3'],
  json: ['{"b": 1,  "a": [1, 2.50, null], "b": 2}'],
  xml: ['<a b="c">d &amp; e</a>'],
  xid8: ['18446744073709551615'],
  point: ['(1.5,-0)'],
  lseg: ['[(0,0),(1,1e-300)]'],
  path: ['((0,0),(1,1),(2,0))', '[(0,0),(1,1)]'],
  box: ['(2,2),(1,1)'],
  polygon: ['((0,0),(1,1),(2,0))'],
  line: ['{1,-1,0}'],
  float4: ['NaN', '-Infinity', '3.4028235e+38', '-0'],
  float8: ['0.1', '1.7976931348623157e+308', '4.9406564584124654e-324', 'NaN'],
  circle: ['<(1,2),3>'],
  money: ['-92233720368547758.08'],
  macaddr: ['08:00:2b:01:02:03'],
  inet: ['192.168.0.1/24', '::ffff:1.2.3.4'],
  cidr: ['2001:db8::/32'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  aclitem: ['=r/postgres'],
  bpchar: ['padded   '],
  varchar: ['ends with blanks  '],
  date: ['4713-01-01 BC', 'infinity', '0001-01-01'],
  time: ['24:00:00', '00:00:00.000001'],
  timestamp: ['-infinity', '294276-12-31 23:59:59.999999'],
  timestamptz: ['4713-01-01 00:00:00 BC', '2026-03-29 01:59:59.999999+00'],
  interval: ['-178000000 years', '1 mon -1 day 00:00:00.000001'],
  timetz: ['24:00:00-15:59'],
  bit: ['1'],
  varbit: ['', '1010101'],
  numeric: ['NaN', 'Infinity', '1.00', '1e-100', '123456789012345678901234567890.123456789'],
  refcursor: ['a cursor'],
  regprocedure: ['pg_catalog.abs(integer)'],
  regoper: ['pg_catalog.||/'],
  regoperator: ['pg_catalog.+(integer,integer)'],
  regclass: ['pg_catalog.pg_class'],
  regtype: ['pg_catalog.int4'],
  regrole: ['pg_monitor'],
  regnamespace: ['pg_catalog'],
  regconfig: ['pg_catalog.english'],
  regdictionary: ['pg_catalog.simple'],
  regcollation: ['pg_catalog."C"'],
  uuid: ['00000000-0000-0000-0000-000000000000'],
  pg_lsn: ['FFFFFFFF/FFFFFFFF'],
  tsvector: ["'a':1A 'fat':2B,4C 'quote''d':5"],
  tsquery: ["'fat':AB & !( 'a' <-> 'b' ) | 'rat':*"],
  jsonb: ['{"a": [1, 2.50, null], "☂": "\\u0001"}'],
  jsonpath: ['$."a"[*]?(@ > 1)'],
  txid_snapshot: ['10:20:10,14,15'],
  pg_snapshot: ['10:20:10,14,15'],
  int4range: ['empty', '(,5)'],
  numrange: ['[1.0,1.10]'],
  tsrange: ['(-infinity,infinity)'],
  tstzrange: ['["2026-01-01 00:00:00+00",)'],
  daterange: ['[2026-01-01,infinity)'],
  int8range: ['[1,10)'],
  int4multirange: ['{[1,3),[5,)}'],
  nummultirange: ['{}'],
  tsmultirange: ['{(,2026-01-01)}'],
  tstzmultirange: ['{["2026-01-01 00:00:00+00",)}'],
  datemultirange: ['{[2026-01-01,2026-01-03)}'],
  int8multirange: ['{[1,2),[4,8)}'],
}

/** Types that PostgreSQL has for itself: their input functions refuse every value. */
const withoutInput = /^(gtsvector|pg_node_tree|pg_ndistinct|pg_dependencies|pg_mcv_list|pg_brin_.*)$/

/** Names of the built-in types of a server that the zoo has no value of: none, or the zoo has to be completed. */
export function typesWithoutSample(types: readonly string[]): string[] {
  return types.filter((type) => samples[type] === undefined && !withoutInput.test(type))
}

/** Every base, range and multirange type of the server's own. */
export const builtInTypes = `
  SELECT typname AS type FROM pg_type
  WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A' ORDER BY 1`

/** One table for each built-in type, with a column of its array type; for a database whose types are these. */
export function typeTables(types: readonly string[]): string {
  return types
    .filter((type) => !withoutInput.test(type))
    .map((type) => {
      const name = `"${type}"`
      const rows = (samples[type] ?? []).map(
        (value) => `(${dollar(value)}::pg_catalog.${name}, ARRAY[${dollar(value)}::pg_catalog.${name}, NULL])`,
      )
      // Arrays of int2vector and oidvector are arrays of arrays: no constructor makes them.
      const array = type.endsWith('vector') && type !== 'tsvector' ? 'text[]' : `pg_catalog.${name}[]`
      const cast = array === 'text[]' ? rows.map((row) => row.replace(/ARRAY\[.*$/s, `ARRAY[NULL])`)) : rows
      return `CREATE TABLE zoo."type_${type}" (value pg_catalog.${name}, many ${array});\nINSERT INTO zoo."type_${type}" VALUES ${[...cast, '(NULL, NULL)'].join(', ')};`
    })
    .join('\n')
}

/** Every kind of object that an owner may create, and what is odd about each. */
export const zoo = `
CREATE SCHEMA zoo;
COMMENT ON SCHEMA zoo IS 'it''s a zoo';
CREATE TYPE zoo.mood AS ENUM ('sad', 'it''s ok', 'happy');
ALTER TYPE zoo.mood ADD VALUE 'meh' BEFORE 'happy';
CREATE TYPE zoo.pair AS (first integer, "Second" text);
CREATE TYPE zoo.float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE DOMAIN zoo.email AS text COLLATE "C" DEFAULT 'nobody@example.org' CHECK (VALUE LIKE '%@%') NOT NULL;
COMMENT ON DOMAIN zoo.email IS 'an address';
CREATE COLLATION zoo.plain FROM "C";
CREATE SEQUENCE zoo.countdown AS smallint INCREMENT -3 MINVALUE -300 MAXVALUE 300 START 30 CACHE 5 CYCLE;
SELECT nextval('zoo.countdown');
CREATE SEQUENCE zoo.unused;

CREATE FUNCTION zoo.shout(message text, times integer DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 7 AS $f$ SELECT repeat(upper(message), times) $f$;
COMMENT ON FUNCTION zoo.shout(text, integer) IS 'loud';
CREATE FUNCTION zoo.standard(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
CREATE FUNCTION zoo.stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = zoo, pg_temp AS $f$ BEGIN NEW.changed := coalesce(NEW.changed, 'epoch'); RETURN NEW; END $f$;
CREATE PROCEDURE zoo.nothing() LANGUAGE plpgsql AS $f$ BEGIN NULL; END $f$;
CREATE AGGREGATE zoo.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
CREATE OPERATOR zoo.!! (leftarg = text, rightarg = integer, function = zoo.shout);
CREATE CAST (zoo.pair AS text) WITH INOUT AS ASSIGNMENT;

CREATE TABLE zoo.animals (
  id integer GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 10),
  tag bigint GENERATED BY DEFAULT AS IDENTITY,
  serial serial,
  name varchar(20) NOT NULL COLLATE "C" DEFAULT 'no name',
  state varchar(10) CHECK (state IN ('awake', 'asleep')),
  weight numeric(8, 3) CHECK (weight > 0 AND (weight < 10000 OR name = 'whale')),
  loud text GENERATED ALWAYS AS (upper(name::text)) STORED,
  mood zoo.mood DEFAULT 'sad',
  owner zoo.email,
  couple zoo.pair,
  couples zoo.pair[],
  spread zoo.float_range,
  changed timestamptz,
  dropped text,
  PRIMARY KEY (id),
  CONSTRAINT once UNIQUE (name, tag) INCLUDE (weight) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT apart EXCLUDE USING gist (spread WITH &&)
) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE zoo.animals DROP COLUMN dropped;
ALTER TABLE zoo.animals ADD COLUMN late integer DEFAULT 5;
ALTER TABLE zoo.animals ALTER name SET STATISTICS 500, ALTER loud SET STORAGE EXTERNAL;
COMMENT ON TABLE zoo.animals IS 'all of them';
COMMENT ON COLUMN zoo.animals.name IS E'two\\nlines';
COMMENT ON CONSTRAINT once ON zoo.animals IS 'no twins';
CREATE TRIGGER stamping BEFORE INSERT OR UPDATE OF name ON zoo.animals FOR EACH ROW WHEN (NEW.name IS NOT NULL) EXECUTE FUNCTION zoo.stamp();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON zoo.animals DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION zoo.stamp();
ALTER TABLE zoo.animals DISABLE TRIGGER later;
INSERT INTO zoo.animals (name, state, weight, couple, couples, spread)
  SELECT 'animal ' || n, CASE WHEN n % 3 = 0 THEN NULL WHEN n % 2 = 0 THEN 'awake' ELSE 'asleep' END, n, (n, 'a "quoted", (odd) one'::text)::zoo.pair,
         ARRAY[(n, NULL::text)::zoo.pair, NULL], zoo.float_range(n, n + 0.5) FROM generate_series(1, 300) n;
UPDATE zoo.animals SET weight = weight + 0.125 WHERE id % 7 = 0;
DELETE FROM zoo.animals WHERE id % 11 = 0;

CREATE TABLE zoo.keepers (id uuid PRIMARY KEY, animal integer, boss uuid REFERENCES zoo.keepers);
ALTER TABLE zoo.keepers ADD FOREIGN KEY (animal) REFERENCES zoo.animals ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
CREATE TABLE zoo.parents (a integer, b text);
CREATE TABLE zoo.children (c integer) INHERITS (zoo.parents);
INSERT INTO zoo.parents VALUES (1, 'parent');
INSERT INTO zoo.children VALUES (2, 'child', 3);
CREATE UNLOGGED TABLE zoo.scratch (n integer);
INSERT INTO zoo.scratch VALUES (1), (1), (NULL);
CREATE TABLE zoo."Odd ""name"", it's" ("select" integer, "ünï" text);
INSERT INTO zoo."Odd ""name"", it's" VALUES (1, 'x');
CREATE TABLE zoo.without_columns ();
INSERT INTO zoo.without_columns DEFAULT VALUES;

CREATE TABLE zoo.visits (day date NOT NULL, place text, guests integer) PARTITION BY RANGE (day);
CREATE TABLE zoo.visits_2026 PARTITION OF zoo.visits FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (place);
CREATE TABLE zoo.visits_2026_north PARTITION OF zoo.visits_2026 FOR VALUES IN ('north', NULL);
CREATE TABLE zoo.visits_2026_rest PARTITION OF zoo.visits_2026 DEFAULT;
CREATE TABLE zoo.visits_other PARTITION OF zoo.visits DEFAULT;
CREATE TABLE zoo.spread (n integer) PARTITION BY HASH (n);
CREATE TABLE zoo.spread_0 PARTITION OF zoo.spread FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE zoo.spread_1 PARTITION OF zoo.spread FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX visits_by_day ON zoo.visits (day DESC NULLS LAST);
INSERT INTO zoo.visits SELECT date '2025-12-01' + n, CASE n % 3 WHEN 0 THEN 'north' WHEN 1 THEN 'south' END, n FROM generate_series(1, 200) n;
INSERT INTO zoo.spread SELECT generate_series(1, 50);

CREATE INDEX by_lower ON zoo.animals (lower(name) text_pattern_ops) WHERE weight > 10;
CREATE INDEX by_weight ON zoo.animals USING brin (weight) WITH (pages_per_range = 8);
CREATE INDEX by_mood ON zoo.animals USING hash (mood);
CREATE INDEX by_words ON zoo.animals USING gin (to_tsvector('english', name));
ALTER TABLE zoo.animals CLUSTER ON animals_pkey;
ALTER TABLE zoo.keepers REPLICA IDENTITY USING INDEX keepers_pkey;
CREATE STATISTICS zoo.together (ndistinct, dependencies) ON name, weight FROM zoo.animals;

CREATE VIEW zoo.heavy WITH (security_barrier) AS SELECT id, name, weight FROM zoo.animals WHERE weight BETWEEN 100 AND 200 WITH LOCAL CHECK OPTION;
CREATE VIEW zoo.deep AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, rank() OVER (ORDER BY i DESC) FROM n;
CREATE MATERIALIZED VIEW zoo.by_place AS SELECT place, sum(guests) AS guests FROM zoo.visits GROUP BY place;
CREATE UNIQUE INDEX by_place_key ON zoo.by_place (place);
CREATE MATERIALIZED VIEW zoo.not_filled AS SELECT 1 AS one WITH NO DATA;
CREATE RULE ignore AS ON DELETE TO zoo.heavy DO INSTEAD NOTHING;

ALTER TABLE zoo.keepers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON zoo.keepers FOR SELECT TO PUBLIC USING (id::text = current_setting('app.keeper', true));
CREATE POLICY writing ON zoo.keepers AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (boss IS NOT NULL);

REVOKE ALL ON FUNCTION zoo.shout(text, integer) FROM PUBLIC;
GRANT USAGE ON SCHEMA zoo TO PUBLIC;
GRANT SELECT (name), UPDATE (mood) ON zoo.animals TO PUBLIC;
GRANT SELECT ON zoo.heavy TO PUBLIC;
GRANT USAGE ON SEQUENCE zoo.countdown TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA zoo GRANT SELECT ON TABLES TO PUBLIC;

CREATE TEXT SEARCH DICTIONARY zoo.plain_words (TEMPLATE = pg_catalog.simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION zoo.words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION zoo.words ALTER MAPPING FOR asciiword WITH zoo.plain_words;

SELECT lo_from_bytea(100001, '\\x00ff'::bytea), lo_from_bytea(100002, ''::bytea);
SELECT lo_put(lo_create(100003), 5000, 'sparse');
COMMENT ON LARGE OBJECT 100001 IS 'large';
GRANT SELECT ON LARGE OBJECT 100002 TO PUBLIC;
`

function dollar(value: string): string {
  return `$zoo$${value}$zoo$`
}
