export const id = 430;
export const ids = [430,730];
export const modules = {

/***/ 29203:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  backupAndMigrate: () => (/* binding */ backupAndMigrate)
});

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/release-folder.js
var release_folder = __webpack_require__(97400);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/postgres/problems.js
var postgres_problems = __webpack_require__(15352);
;// CONCATENATED MODULE: ./build/postgres/client-programs.js



/**
 * The programs of exactly the server's major. An older pg_dump refuses a newer server; a newer one writes settings that
 * an older server does not know, and a strict restore then ends with no rows at all.
 */
async function client_programs_findClientPrograms({ major, folder, at }, world) {
    const found = [];
    for (const candidate of folder === null ? await usualFolders(major, world) : [folder]) {
        if (found.some((programs) => programs.folder === candidate))
            continue;
        const programs = await programsIn(candidate, world);
        if (programs?.major === major)
            return { programs, problem: null };
        if (programs !== null)
            found.push(programs);
    }
    const told = found.map(({ version, folder: place }) => `${version} in ${place}`).join(', ');
    return { programs: null, problem: (0,postgres_problems/* clientMajor */.tf)({ server: major, found: told === '' ? 'none' : told, at }) };
}
async function usualFolders(major, { processes, environment }) {
    const told = await processes.run('pg_config', ['--bindir']).then(({ exitCode, stdout }) => (exitCode === 0 ? [stdout.trim()] : []), () => []);
    const path = (environment['PATH'] ?? '').split(external_node_path_.delimiter).filter((folder) => folder !== '');
    return [
        ...told,
        `/usr/lib/postgresql/${major}/bin`,
        `/usr/pgsql-${major}/bin`,
        `/opt/homebrew/opt/postgresql@${major}/bin`,
        // Last: on Debian pg_dump on PATH is a wrapper that picks the highest major installed.
        ...path,
    ];
}
async function programsIn(folder, { processes }) {
    const versions = [];
    for (const program of ['pg_dump', 'pg_restore']) {
        const path = (0,external_node_path_.join)(folder, program);
        if (!(await isExecutable(path)))
            return null;
        const { stdout } = await processes.run(path, ['--version'], { timeoutMs: 10_000 });
        const version = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(stdout)?.[1];
        if (version === undefined)
            return null;
        versions.push(version);
    }
    const [version = '0', restoring] = versions;
    return version === restoring ? { folder, version, major: Number.parseInt(version, 10) } : null;
}
async function isExecutable(path) {
    return (0,promises_.access)(path, promises_.constants.X_OK).then(() => true, () => false);
}

// EXTERNAL MODULE: ./build/postgres/database.js
var postgres_database = __webpack_require__(9689);
// EXTERNAL MODULE: ./build/postgres/database-section.js
var database_section = __webpack_require__(84127);
// EXTERNAL MODULE: ./build/postgres/lock.js
var postgres_lock = __webpack_require__(5843);
;// CONCATENATED MODULE: ./build/postgres/programs.js

const heartbeatMs = 30_000;
/** Waits for work that may take long, saying so every 30 s. */
async function withHeartbeat(what, work, { log, clock }) {
    const started = clock.elapsedMs();
    const timer = setInterval(() => log.line(`still ${what}, ${(0,duration/* durationText */.S5)(clock.elapsedMs() - started)}`), heartbeatMs);
    try {
        return await work;
    }
    finally {
        clearInterval(timer);
    }
}
/** Runs pg_dump or pg_restore to its end; it is ended when the run is cancelled. */
async function runProgram(path, argumentsList, { world, environment, what, ...options }) {
    const child = world.processes.run(path, argumentsList, {
        ...options,
        ...(environment === undefined ? {} : { environment }),
        signal: world.cancellation.signal,
    });
    return withHeartbeat(what, child, world);
}
/** The end of what a program said, for a problem. */
function lastWords({ tail }) {
    const lines = tail.filter((line) => line.trim() !== '').slice(-4);
    return lines.length === 0 ? 'it said nothing' : lines.join('\n');
}

;// CONCATENATED MODULE: ./build/postgres/migration-command.js



/** Variables whose values are secrets wherever they come from. */
const secretNames = /secret|password|passwd|token|key|credential|dsn|url$/i;
/** Problem `config/reference-without-value` for every variable that has none. */
function readMigrationCommand({ config, references, release }, { database, world }) {
    const { migrate } = config.require(database_section/* databaseSection */.F);
    const own = migrate['application-name'];
    return {
        text: references.resolve(migrate.command, { at: config.position('database', 'migrate', 'command') }),
        environment: commandEnvironment({ config, references, release }, database),
        directory: release.copy.length === 0 ? world.directory : release.directory,
        sessionNames: [database.applicationName('migrate'), ...(own === undefined ? [] : [own])],
    };
}
/** Runs the command once. What it left is read from the database, never from its words. */
async function runMigrationCommand({ text, environment, directory, sessionNames }, database, world) {
    const finished = await world.write('migrate', async () => {
        const child = world.processes.shell(text, {
            directory,
            environment,
            signal: world.cancellation.signal,
            onLine: (line) => world.log.line(line),
        });
        const ended = await withHeartbeat('migrating', child, world);
        await endMigrationSessions(database, { names: sessionNames, world });
        return ended;
    });
    const cancelled = world.cancellation.requested();
    return {
        succeeded: finished.exitCode === 0 && !cancelled,
        reason: cancelled
            ? 'the run was cancelled while the command ran'
            : finished.exitCode === 0
                ? ''
                : `the command ended with ${finished.exitCode}: ${lastWords(finished)}`,
        durationMs: finished.durationMs,
    };
}
function commandEnvironment({ config, references, release }, database) {
    const { url, migrate } = config.require(database_section/* databaseSection */.F);
    const given = Object.entries(migrate.environment).map(([name, text]) => {
        const at = config.position('database', 'migrate', 'environment', name);
        const isSecret = secretNames.test(name) || /\$\{env\.[^}]*(secret|password|token|key|url)/i.test(text);
        return [name, isSecret ? references.secret(text, { at }) : references.resolve(text, { at })];
    });
    return {
        DATABASE_URL: references.secret(url, { at: config.position('database', 'url') }),
        RELEASE_ID: release.id,
        RELEASE_COMMIT: release.commit,
        RELEASE_DIR: release.directory,
        // Reaches libpq, node-postgres and lib/pq alike: the one way to set a time limit inside a tool that is not ours.
        PGOPTIONS: `-c lock_timeout=${(0,duration/* parseDuration */.E9)(migrate['lock-timeout']).ms}`,
        PGAPPNAME: database.applicationName('migrate'),
        ...Object.fromEntries(given),
    };
}
/** A cancelled command may leave sessions at work; only when they are gone is what it did a known outcome. */
async function endMigrationSessions(database, { names, world }) {
    for (;;) {
        const left = await database.maintenance.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = ANY ($2::text[])', [database.name, names]);
        if (left.length === 0)
            return;
        await world.sleep(20);
    }
}

// EXTERNAL MODULE: ./build/postgres/migration-mark.js
var migration_mark = __webpack_require__(97242);
// EXTERNAL MODULE: ./build/postgres/names.js
var names = __webpack_require__(12810);
;// CONCATENATED MODULE: ./build/postgres/other-sessions.js
/** Sessions of programs must be seen to be known; the shortest of a migration tool live some 50 ms. */
const intervalMs = 15;
/**
 * Looks at the sessions of the live database until it is disposed. PostgreSQL does not say who wrote a row, so the proof
 * goes by absence: every session that was not ours stayed idle all the time, and the server's own count of
 * sessions says that none came and went between two looks. Whatever cannot be excluded counts as active.
 */
async function watchOtherSessions(database, { migrationNames, world }) {
    const session = await database.connect({ to: database.maintenanceName, as: 'watch' });
    const isOurs = ({ name }) => name.endsWith(` ${database.nonce}`) || migrationNames.includes(name);
    // Those this very process opens are counted, not looked for: some live for a few milliseconds.
    const isCounted = ({ name }) => name.endsWith(` ${database.nonce}`) && !/^fairlead (dump|migrate) /.test(name);
    const openedBefore = database.sessionsOpened();
    const begin = await look(session, database.name);
    const before = new Map(begin.sessions.map((found) => [found.key, found]));
    const appeared = new Map();
    const active = new Set();
    let last = begin;
    const judge = async () => {
        last = await look(session, database.name);
        for (const found of last.sessions) {
            const earlier = before.get(found.key);
            if (earlier === undefined && !isCounted(found))
                appeared.set(found.key, found);
            if (!isOurs(found) && (earlier === undefined || found.idleSince === null || found.idleSince !== earlier.idleSince))
                active.add(found.name);
        }
    };
    const stop = new AbortController();
    const looking = (async () => {
        while (!stop.signal.aborted) {
            await judge();
            await world.sleep(intervalMs, stop.signal).catch(() => { });
        }
    })().catch(() => active.add('unknown: the watch itself was cut off'));
    return {
        async others() {
            stop.abort();
            await looking;
            await judge().catch(() => active.add('unknown: the watch itself was cut off'));
            const present = new Set(last.sessions.map(({ key }) => key));
            for (const [key, found] of before)
                if (!present.has(key) && !isOurs(found))
                    active.add(found.name);
            const counted = database.sessionsOpened() - openedBefore;
            if (last.established - begin.established - counted > appeared.size)
                active.add('sessions too short to be seen');
            return [...active].map((name) => (name === '' ? 'a session without name' : name)).sort();
        },
        async [Symbol.asyncDispose]() {
            stop.abort();
            await looking;
            await session[Symbol.asyncDispose]();
        },
    };
}
/** Ends what a killed run left behind: under the migration lock every working session of another run is an orphan. */
async function endOrphans(database, { write, sleep, log }) {
    const orphans = () => database.maintenance.query(`SELECT pid, application_name AS name FROM pg_stat_activity
       WHERE application_name ~ '^fairlead (backup|dump|restore|migrate) ' AND application_name NOT LIKE '% ' || $1
         AND datname IS NOT NULL AND (datname = $2 OR left(datname, length($3)) = $3)`, [database.nonce, database.name, `${database.name.slice(0, 40)}_standby_`]);
    for (let found = await orphans(); found.length > 0; found = await orphans()) {
        const pids = found.map(({ pid }) => pid);
        log.line(`ending what a run that was killed left behind: ${found.map(({ name }) => name).join(', ')}`);
        await write('end orphaned sessions', () => database.maintenance.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]));
        await sleep(50);
    }
}
/** Of sessions of other roles little is shown without more rights; what is hidden counts as activity. Server processes have no role. */
async function look(session, database) {
    const rows = await session.query(`SELECT a.pid || ' ' || coalesce(a.backend_start::text, '') AS key, coalesce(a.application_name, '') AS name,
            CASE WHEN a.state = 'idle' THEN a.state_change::text END AS "idleSince", d.sessions::text AS established
     FROM pg_stat_database d LEFT JOIN pg_stat_activity a
       ON a.datid = d.datid AND a.usesysid IS NOT NULL AND coalesce(a.backend_type, '') NOT IN ('parallel worker', 'walsender')
     WHERE d.datname = $1`, [database]);
    return {
        established: Number(rows[0]?.established ?? 0),
        sessions: rows.flatMap(({ key, name, idleSince }) => (key === null ? [] : [{ key, name, idleSince }])),
    };
}

// EXTERNAL MODULE: ./build/postgres/address.js
var address = __webpack_require__(30154);
// EXTERNAL MODULE: ./build/postgres/backup-store.js + 1 modules
var backup_store = __webpack_require__(76219);
// EXTERNAL MODULE: ./build/postgres/live-state.js
var live_state = __webpack_require__(28618);
// EXTERNAL MODULE: ./build/postgres/quoting.js
var quoting = __webpack_require__(12393);
;// CONCATENATED MODULE: ./build/postgres/content.js

/** Settings that the text of a row depends on. */
const textSettings = `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1;
  SET LOCAL bytea_output = 'hex'; SET LOCAL xmlbinary = 'base64'; SET LOCAL lc_monetary = 'C'; SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog`;
/** Types whose hash tells two values apart whenever their text does. Not among them: enums (hashed by oid), numeric (1.0 = 1.00), json, arrays. */
const hashedByContent = ['int2', 'int4', 'int8', 'text', 'varchar', 'bool', 'timestamp', 'timestamptz', 'date', 'time', 'uuid', 'bytea'];
/** Reads every table of the user once, inside the transaction of the connection. */
async function readContent(connection) {
    // Sequences first: they stand outside of transactions, and a restored one must not be behind what was read here.
    const sequences = await connection.query(`SELECT format('%I.%I', schemaname, sequencename) AS sequence, last_value::text AS last, increment_by::text AS increment FROM pg_sequences ORDER BY 1`);
    await connection.query(textSettings);
    const tables = [];
    for (const found of await connection.query(tableQuery, [hashedByContent]))
        tables.push(await readTable(connection, found));
    return { tables, sequences, largeObjects: await readLargeObjects(connection) };
}
/** Where the second content is not the first: `public.bookings: 5000 rows, then 2000`. Empty: they are the same. */
function contentDifferences(first, second) {
    const others = new Map(second.tables.map((table) => [table.table, table]));
    const differences = first.tables.flatMap(({ table, rows, fingerprint }) => {
        const other = others.get(table);
        others.delete(table);
        if (other === undefined)
            return [`${table}: ${rows} rows, then no table`];
        if (other.rows !== rows)
            return [`${table}: ${rows} rows, then ${other.rows}`];
        return other.fingerprint === fingerprint ? [] : [`${table}: ${rows} rows with another content`];
    });
    for (const { table, rows } of others.values())
        differences.push(`${table}: no table, then ${rows} rows`);
    const { count, fingerprint } = first.largeObjects;
    if (second.largeObjects.count !== count)
        differences.push(`large objects: ${count}, then ${second.largeObjects.count}`);
    else if (second.largeObjects.fingerprint !== fingerprint)
        differences.push(`large objects: ${count} with another content`);
    return differences;
}
/** Sequences of the copy that would give out a number again that the original had given out. */
function sequencesBehind(original, copy) {
    const copied = new Map(copy.sequences.map((value) => [value.sequence, value.last]));
    return original.sequences.flatMap(({ sequence, last, increment }) => {
        if (last === null)
            return [];
        const other = copied.get(sequence) ?? null;
        const ahead = other !== null && (increment.startsWith('-') ? BigInt(other) <= BigInt(last) : BigInt(other) >= BigInt(last));
        return ahead ? [] : [`sequence ${sequence}: at ${last}, then ${other ?? 'unused'}`];
    });
}
const tableQuery = `
  SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS "table",
    NOT EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND (t.typnamespace <> 'pg_catalog'::regnamespace OR t.typname <> ALL ($1::text[]) OR NOT coalesce(l.collisdeterministic, true))) AS "byHash"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence IN ('p', 'u') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 3`;
async function readTable(connection, { schema, name, table, byHash }) {
    const row = 'fairlead_row';
    const hash = byHash ? `hash_record_extended(${row}.*, 0)` : `hashtextextended((${row}.*)::text COLLATE "C", 0)`;
    const [found] = await connection.query(`SELECT count(*)::text AS rows, coalesce(sum(${hash}::numeric), 0)::text AS fingerprint
     FROM ONLY ${(0,quoting/* identifier */.C)(schema)}.${(0,quoting/* identifier */.C)(name)} AS ${row}`);
    return { table, rows: Number(found?.rows ?? Number.NaN), fingerprint: found?.fingerprint ?? '' };
}
async function readLargeObjects(connection) {
    const [found] = await connection.query(`SELECT count(*)::text AS count, coalesce(sum(hashtextextended(encode(lo_get(oid), 'hex') COLLATE "C", oid::bigint)::numeric), 0)::text AS fingerprint
     FROM pg_largeobject_metadata`);
    return { count: Number(found?.count ?? Number.NaN), fingerprint: found?.fingerprint ?? '' };
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/postgres/schema.js

/** Reads the schema within the transaction of the connection. */
async function readSchema(connection) {
    const rows = await connection.query(schemaQuery);
    const objects = {};
    const shapes = [];
    for (const { kind, name, shape, exact } of rows) {
        const key = `${kind} ${name}`;
        objects[key] = sha256(`${objects[key] ?? ''}${shape}\n${exact}`).slice(0, 16);
        shapes.push(`${key} ${shape}`);
    }
    const lines = Object.entries(objects).map(([key, hash]) => `${key} ${hash}`);
    return { objects, fingerprint: sha256(lines.sort().join('\n')), shape: sha256(shapes.sort().join('\n')) };
}
/** What another schema has more, less or otherwise: `added: column public.flights.seats`. */
function schemaDifferences(before, after) {
    const keys = [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].sort();
    return keys.flatMap((key) => {
        const [was, is] = [before.objects[key], after.objects[key]];
        if (was === is)
            return [];
        return [`${was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'}: ${key}`];
    });
}
/** Indexes that serve no query: what an interrupted CREATE INDEX CONCURRENTLY leaves behind. */
async function invalidIndexes(connection) {
    const rows = await connection.query(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid ORDER BY 1`);
    return rows.map(({ name }) => name);
}
function sha256(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}
/** Kinds that are not here (operators, casts, text search, publications) are in the dump, and a restore that stops at the first error proves them. */
const schemaQuery = `
WITH space AS MATERIALIZED (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
member AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
relation AS MATERIALIZED (
  SELECT c.*, format('%I.%I', s.nspname, c.relname) AS full_name FROM pg_class c JOIN space s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
attribute AS MATERIALIZED (
  SELECT a.*, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS place FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped)
SELECT 'schema' AS kind, format('%I', n.nspname) AS name, pg_get_userbyid(n.nspowner)::text AS shape, coalesce(n.nspacl::text, '') AS exact
  FROM pg_namespace n JOIN space s ON s.oid = n.oid WHERE n.nspname <> 'public'
UNION ALL SELECT 'extension', format('%I', extname), extversion, '' FROM pg_extension
UNION ALL
SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index'
            WHEN 'c' THEN 'type' WHEN 'f' THEN 'foreign table' ELSE 'table' END,
       full_name, concat_ws('|', relkind, relpersistence, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity, array_to_string(reloptions, ',')),
       concat_ws('|', relacl::text, CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END, pg_get_expr(relpartbound, oid),
                 CASE WHEN relkind = 'p' THEN pg_get_partkeydef(oid) END)
  FROM relation WHERE relkind NOT IN ('t')
UNION ALL
SELECT 'column', format('%s.%I', r.full_name, a.attname),
       concat_ws('|', a.place, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated, l.collname),
       concat_ws('|', pg_get_expr(d.adbin, d.adrelid), a.attacl::text)
  FROM attribute a JOIN relation r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p', 'v', 'm', 'c', 'f')
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
UNION ALL
SELECT 'constraint', format('%s.%I', r.full_name, k.conname),
       concat_ws('|', k.contype, k.condeferrable, k.condeferred, k.convalidated,
                 (SELECT string_agg(a.attname, ',' ORDER BY key.place) FROM unnest(k.conkey) WITH ORDINALITY AS key(number, place)
                  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number)), pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN relation r ON r.oid = k.conrelid
UNION ALL
SELECT 'index of', format('%s.%I', t.full_name, r.relname), concat_ws('|', i.indisunique, i.indisprimary, i.indnkeyatts, m.amname),
       concat_ws('|', i.indisvalid, i.indisreplident, pg_get_indexdef(i.indexrelid))
  FROM pg_index i JOIN relation r ON r.oid = i.indexrelid JOIN relation t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = r.relam
UNION ALL
SELECT 'function', format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
       concat_ws('|', p.prokind, l.lanname, md5(p.prosrc), p.provolatile, p.prosecdef, p.proisstrict, p.proconfig::text, pg_get_userbyid(p.proowner)),
       concat_ws('|', p.proacl::text, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END)
  FROM pg_proc p JOIN space s ON s.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
UNION ALL
SELECT 'trigger', format('%s.%I', r.full_name, t.tgname), concat_ws('|', t.tgenabled, t.tgtype), pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'type', format('%I.%I', s.nspname, t.typname),
       concat_ws('|', t.typtype, pg_get_userbyid(t.typowner), format_type(t.typbasetype, t.typtypmod), t.typnotnull,
                 (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)), coalesce(t.typdefault, '')
  FROM pg_type t JOIN space s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
  AND NOT EXISTS (SELECT 1 FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
UNION ALL
SELECT 'sequence', r.full_name, concat_ws('|', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle), ''
  FROM pg_sequence q JOIN relation r ON r.oid = q.seqrelid
UNION ALL
SELECT 'policy', format('%s.%I', r.full_name, p.polname), concat_ws('|', p.polcmd, p.polpermissive),
       concat_ws('|', p.polroles::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
UNION ALL
SELECT 'rule', format('%s.%I', r.full_name, w.rulename), concat_ws('|', w.ev_type, w.is_instead), pg_get_ruledef(w.oid)
  FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
ORDER BY 1, 2, 3, 4`;

// EXTERNAL MODULE: ./build/postgres/version-table.js
var version_table = __webpack_require__(54323);
// EXTERNAL MODULE: ./build/postgres/written-rows.js
var written_rows = __webpack_require__(89043);
;// CONCATENATED MODULE: ./build/postgres/snapshot.js




/** Quick at any size: reads the catalogue only. */
async function readStructure(connection, versionTable) {
    const counters = await (0,written_rows/* readCounters */.MN)(connection, versionTable);
    const version = await (0,version_table/* readSchemaVersion */.K3)(connection, versionTable);
    return { version, schema: await readSchema(connection), invalidIndexes: await invalidIndexes(connection), counters };
}
/**
 * Reads the database at one moment, and lets `beside` work on the very same moment under the exported snapshot's name:
 * what pg_dump writes and what is counted here cannot differ, whatever others write meanwhile.
 */
async function readSnapshot(connection, { versionTable, beside = null }) {
    // Before the snapshot: a row written between the two is counted as written since, which errs on the careful side.
    const counters = await (0,written_rows/* readCounters */.MN)(connection, versionTable);
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
        const [exported] = await connection.query('SELECT pg_export_snapshot() AS snapshot, pg_current_wal_lsn()::text AS lsn');
        const version = await (0,version_table/* readSchemaVersion */.K3)(connection, versionTable);
        const schema = await readSchema(connection);
        const invalid = await invalidIndexes(connection);
        const [content] = await bothEnded(readContent(connection), beside?.(exported?.snapshot ?? '') ?? Promise.resolve());
        return { version, schema, content, invalidIndexes: invalid, counters, walPosition: exported?.lsn ?? null };
    }
    finally {
        await connection.query('ROLLBACK').catch(() => { });
    }
}
/** Neither may go on alone when the other failed: the dump needs the transaction, the transaction has no use without the dump. */
async function bothEnded(reading, dumping) {
    const [read, dumped] = await Promise.allSettled([reading, dumping]);
    if (dumped.status === 'rejected')
        throw dumped.reason;
    if (read.status === 'rejected')
        throw read.reason;
    return [read.value];
}

// EXTERNAL MODULE: ./build/postgres/stored-file.js
var stored_file = __webpack_require__(98242);
;// CONCATENATED MODULE: ./build/postgres/backup.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});









/** From this size on two workers pay: one large table beside all others. Below, their start costs more than they save. */
const parallelFromBytes = 64 * 1024 * 1024;
/** Takes a backup in one exported snapshot, stores it and reads it back. Returns it with the folder of its plain archive. */
async function takeBackup(request, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { database, store, release, encryptTo, temporary } = request;
        const draft = await world.write('backup draft', () => (0,backup_store/* draftFolder */.aK)(store, release.id));
        const plainFolder = (0,external_node_path_.join)(temporary.path, 'archive');
        const takenAt = world.clock.now().toISOString();
        const live = __addDisposableResource(env_1, await database.connect({ to: database.name, as: 'backup' }), true);
        const snapshot = await readSnapshot(live, {
            versionTable: request.versionTable,
            beside: (id) => world.write('backup dump', () => dump(request, { snapshot: id, to: plainFolder, world })),
        });
        const cipher = encryptTo === null ? null : await (0,stored_file/* ageCipher */.tr)(encryptTo);
        const files = await withHeartbeat('storing the backup', storeFiles({ from: plainFolder, to: draft, cipher }), world).catch((cause) => {
            throw storeProblemOf(cause, store);
        });
        const manifest = await manifestOf(request, { snapshot, files, takenAt });
        const backup = await world.write('backup manifest', () => (0,backup_store/* publishBackup */.WR)(store, { draft, manifest }));
        return { backup, plainFolder };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function dump({ database, programs }, { snapshot, to, world }) {
    const bytes = (await (0,live_state/* catalogEntry */.Wo)(database, database.name))?.bytes ?? 0;
    const workers = bytes < parallelFromBytes ? 1 : 2;
    const finished = await runProgram((0,external_node_path_.join)(programs.folder, 'pg_dump'), 
    // zlib's fastest level: half the time of the default for a few percent of size (research: postgres, section 2).
    [
        '--format=directory',
        `--jobs=${workers}`,
        '--compress=1',
        `--snapshot=${snapshot}`,
        '--lock-wait-timeout=30000',
        '--no-password',
        `--file=${to}`,
    ], {
        environment: (0,address/* programEnvironment */.y)(database.address, { database: database.name, application: database.applicationName('dump') }),
        world,
        what: 'dumping',
    });
    world.cancellation.throwIfRequested('backup manifest');
    if (finished.exitCode !== 0)
        throw (0,postgres_problems/* dumpFailed */.eJ)({ exitCode: finished.exitCode, tail: lastWords(finished) });
}
/** Every file is read back from where it was stored: what was written must open to what was dumped. */
async function storeFiles({ from, to, cipher }) {
    const files = [];
    for (const name of (await (0,promises_.readdir)(from)).sort()) {
        const path = cipher === null ? name : `${name}.age`;
        const { plain, stored } = await (0,stored_file/* storeFile */.u_)((0,external_node_path_.join)(from, name), (0,external_node_path_.join)(to, path), cipher);
        const readBack = await (0,stored_file/* sha256OfFile */.Vq)((0,external_node_path_.join)(to, path), cipher?.decrypt ?? null);
        if (readBack.sha256 !== plain.sha256)
            throw (0,postgres_problems/* backupDamaged */.IS)({ backup: to, damage: `${path} does not read back as it was written` });
        files.push({ path, bytes: stored.bytes, sha256: stored.sha256, plainBytes: plain.bytes, plainSha256: plain.sha256 });
    }
    return files;
}
async function manifestOf({ database, programs, release, encryptTo }, { snapshot, files, takenAt }) {
    const entry = await (0,live_state/* catalogEntry */.Wo)(database, database.name);
    if (entry === null)
        throw (0,postgres_problems/* databaseMissing */._E)({ database: database.name });
    const { encoding, collate, characterType, provider, locale } = entry;
    const { version, schema, content, counters, walPosition } = snapshot;
    return {
        schema: 1,
        release: release.id,
        commit: release.commit,
        takenAt,
        database: {
            name: database.name,
            systemIdentifier: database.server.systemIdentifier,
            serverVersion: database.server.version,
            clientVersion: programs.version,
        },
        creation: { encoding, collate, characterType, provider, locale },
        walPosition,
        encryptedTo: encryptTo,
        files,
        version: { ...version, applied: [...version.applied] },
        structure: { objects: { ...schema.objects }, fingerprint: schema.fingerprint, shape: schema.shape },
        invalidIndexes: [...snapshot.invalidIndexes],
        content: { tables: [...content.tables], sequences: [...content.sequences], largeObjects: content.largeObjects },
        counters: { epoch: counters.epoch, tables: { ...counters.tables } },
    };
}
function storeProblemOf(cause, { directory }) {
    const code = cause.code;
    return code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS' || code === 'EDQUOT'
        ? (0,postgres_problems/* storeNotWritable */.RP)({ store: directory, reason: code, cause })
        : cause;
}

;// CONCATENATED MODULE: ./build/postgres/database-properties.js


/** Settings whose value is a list of names: each must be quoted on its own (pg_dump's variable_is_guc_list_quote). */
const listSettings = ['local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces'];
/**
 * What belongs to a database and is in no dump of it: its settings, privileges, comment, connection limit. Copied to
 * the standby, so that a swap changes nothing but rows and schema. Returns the statements that our role may not run.
 */
async function copyProperties(database, { from, to }, { log }) {
    const refused = [];
    for (const statement of await propertyStatements(database, { from, to })) {
        try {
            await database.maintenance.query(statement);
        }
        catch {
            refused.push(statement);
            log.line(`not carried over to the standby database: ${statement}`);
        }
    }
    return refused;
}
async function propertyStatements({ maintenance }, { from, to }) {
    const target = (0,quoting/* identifier */.C)(to);
    const settings = await maintenance.query(`SELECT r.rolname AS role, unnest(s.setconfig) AS setting FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
     LEFT JOIN pg_roles r ON r.oid = s.setrole WHERE d.datname = $1`, [from.name]);
    const grants = await maintenance.query(`SELECT r.rolname AS grantee, a.privilege_type AS privilege, a.is_grantable AS grantable
     FROM pg_database d, aclexplode(d.datacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
     WHERE d.datname = $1 AND a.grantee <> d.datdba AND (a.grantee = 0 OR r.rolname IS NOT NULL)`, [from.name]);
    const [acl] = await maintenance.query('SELECT datacl IS NOT NULL AS explicit FROM pg_database WHERE datname = $1', [from.name]);
    const { original } = (0,live_state/* readTag */.zW)(from.comment);
    return [
        ...settings.map(({ role, setting }) => settingStatement({ role, setting, target })),
        ...(acl?.explicit === true ? [`REVOKE ALL ON DATABASE ${target} FROM PUBLIC`] : []),
        ...grants.map(({ grantee, privilege, grantable }) => `GRANT ${privilege} ON DATABASE ${target} TO ${grantee === null ? 'PUBLIC' : (0,quoting/* identifier */.C)(grantee)}${grantable ? ' WITH GRANT OPTION' : ''}`),
        ...(original === null ? [] : [`COMMENT ON DATABASE ${target} IS ${(0,quoting/* literal */.e)(original)}`]),
        ...(from.connectionLimit === -1 ? [] : [`ALTER DATABASE ${target} CONNECTION LIMIT ${from.connectionLimit}`]),
    ];
}
function settingStatement({ role, setting, target }) {
    const split = setting.indexOf('=');
    const [name, value] = [setting.slice(0, split), setting.slice(split + 1)];
    const subject = role === null ? `DATABASE ${target}` : `ROLE ${(0,quoting/* identifier */.C)(role)} IN DATABASE ${target}`;
    const text = listSettings.includes(name) ? listItems(value).map(quoting/* literal */.e).join(', ') : (0,quoting/* literal */.e)(value);
    // A name may have two parts (auto_explain.log_min_duration): each is an identifier.
    return `ALTER ${subject} SET ${name.split('.').map(quoting/* identifier */.C).join('.')} TO ${text === '' ? "''" : text}`;
}
/** `"$user", public` -> `$user`, `public`. */
function listItems(text) {
    return [...text.matchAll(/"((?:[^"]|"")*)"|([^,\s]+)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./build/postgres/temporary-folder.js





/**
 * The folder for the plain archive of one release. Its name is the same in every attempt, so that what a killed run
 * left in it is removed by the next.
 */
async function temporary_folder_temporaryFolder(of, { environment }) {
    const parent = environment['RUNNER_TEMP'] ?? environment['TMPDIR'] ?? (0,external_node_os_.tmpdir)();
    const path = (0,external_node_path_.join)(parent, `fairlead-${(0,external_node_crypto_.createHash)('sha256').update(of).digest('hex').slice(0, 16)}`);
    await (0,promises_.rm)(path, { recursive: true, force: true });
    await (0,promises_.mkdir)(path, { mode: 0o700, recursive: true });
    const { uid, mode } = await (0,promises_.lstat)(path);
    // In a shared /tmp another user may have been quicker.
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
        throw (0,postgres_problems/* temporaryFolderUnsafe */.CX)({ path });
    return { path, [Symbol.asyncDispose]: () => (0,promises_.rm)(path, { recursive: true, force: true }) };
}

;// CONCATENATED MODULE: ./build/postgres/restore.js
var restore_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var restore_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});














/** Restored, and compared with the counts and fingerprints of the snapshot it was taken of. */
const verifiedLevel = 4;
const workers = 2;
/**
 * Restores a plain archive into a new database `into` beside the live one, and compares it with the manifest.
 * An existing database of that name is replaced. Problems `postgres/restore-failed`, `postgres/backup-differs`.
 */
async function restoreAndCompare({ database, programs, archive, manifest, into, versionTable, }, world) {
    await world.write('restore standby', async () => {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            await createDatabase({ database, manifest, into });
            const finished = await restore({ database, programs, archive, into, world });
            world.cancellation.throwIfRequested('verified backup');
            if (finished.exitCode !== 0)
                throw (0,postgres_problems/* restoreFailed */.iu)({ exitCode: finished.exitCode, tail: lastWords(finished) });
            const live = await (0,live_state/* catalogEntry */.Wo)(database, database.name);
            if (live !== null)
                await copyProperties(database, { from: live, to: into }, world);
            const copy = restore_addDisposableResource(env_1, await database.connect({ to: into, as: 'restore' })
            // Statistics are not in a dump before 18, and without them the first queries after a swap would go astray.
            , true);
            // Statistics are not in a dump before 18, and without them the first queries after a swap would go astray.
            await copy.query('VACUUM (ANALYZE)');
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = restore_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    });
    await compareWithManifest({ database, manifest, restored: into, versionTable });
}
/** Problem `postgres/backup-differs` when a database does not hold what the manifest says. */
async function compareWithManifest({ database, manifest, restored, versionTable, }) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const copy = restore_addDisposableResource(env_2, await database.connect({ to: restored, as: 'restore' }), true);
        const found = await readSnapshot(copy, { versionTable });
        const differences = [...contentDifferences(manifest.content, found.content), ...sequencesBehind(manifest.content, found.content)];
        if (found.schema.shape !== manifest.structure.shape) {
            const missing = Object.keys(manifest.structure.objects).filter((key) => found.schema.objects[key] === undefined);
            differences.push(missing.length === 0 ? 'the schema has another shape' : `the schema lacks ${missing.slice(0, 5).join(', ')}`);
        }
        if (differences.length > 0)
            throw (0,postgres_problems/* backupDiffers */.sL)({ differences: differences.slice(0, 5).join('; ') });
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = restore_disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
/**
 * For the rollback, when the standby is gone: opens a stored backup (every sha256 checked), restores it into the new
 * database `into` and compares it. `ageIdentity` is the secret key (AGE-SECRET-KEY-1...), null for a plain backup.
 */
async function restoreFromBackup({ database, backup, ageIdentity, into, versionTable = null, client = null, }, world) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const { programs, problem } = await findClientPrograms({ major: database.server.major, folder: client, at: null }, world);
        if (problem !== null || programs === null)
            throw problem;
        const stored = await requireBackup(backup, world.directory);
        const damage = await damageOf(stored);
        if (damage !== null)
            throw damage;
        const temporary = restore_addDisposableResource(env_3, await temporaryFolder(`restore ${database.server.systemIdentifier} ${into}`, world), true);
        const archive = await openArchive(stored, { to: temporary.path, ageIdentity });
        await restoreAndCompare({ database, programs, archive, manifest: stored.manifest, into, versionTable }, world);
        return { database: into, level: verifiedLevel, manifest: stored.manifest };
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_3 = restore_disposeResources(env_3);
        if (result_3)
            await result_3;
    }
}
/** Writes the plain archive of a stored backup into a folder. */
async function openArchive({ folder, path, manifest }, { to, ageIdentity }) {
    const archive = (0,external_node_path_.join)(to, 'archive');
    await (0,promises_.mkdir)(archive, { mode: 0o700 });
    const decrypt = manifest.encryptedTo === null ? null : await restore_opener(ageIdentity);
    for (const file of manifest.files) {
        const name = decrypt === null ? file.path : (0,external_node_path_.basename)(file.path, '.age');
        const plain = await (0,stored_file/* openStoredFile */.ue)((0,external_node_path_.join)(folder, file.path), (0,external_node_path_.join)(archive, name), decrypt).catch((cause) => {
            throw decrypt === null ? cause : (0,postgres_problems/* identityInvalid */.o4)({ reason: 'it does not open this backup', cause });
        });
        if (plain.sha256 !== file.plainSha256)
            throw (0,postgres_problems/* backupDamaged */.IS)({ backup: path, damage: `${file.path} opens to other bytes than were dumped` });
    }
    return archive;
}
/** Drops a database of ours if it is there; its sessions are ended. */
async function dropDatabase({ maintenance }, name) {
    await maintenance.query(`DROP DATABASE IF EXISTS ${(0,quoting/* identifier */.C)(name)} WITH (FORCE)`);
}
async function restore_opener(ageIdentity) {
    if (ageIdentity === null)
        throw (0,postgres_problems/* identityInvalid */.o4)({ reason: 'none was given, and the backup is encrypted' });
    try {
        return await (0,stored_file/* ageOpener */.lb)(ageIdentity);
    }
    catch (cause) {
        throw (0,postgres_problems/* identityInvalid */.o4)({ reason: 'it is not of the form AGE-SECRET-KEY-1...', cause });
    }
}
/** As the live one was made: collation and encoding come from template0, so that text sorts and compares as before. */
async function createDatabase({ database, manifest, into }) {
    const { encoding, collate, characterType, provider, locale } = manifest.creation;
    const live = await (0,live_state/* catalogEntry */.Wo)(database, database.name);
    const localeParts = provider === 'i'
        ? ` LOCALE_PROVIDER icu ICU_LOCALE ${(0,quoting/* literal */.e)(locale)}`
        : provider === 'b'
            ? ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${(0,quoting/* literal */.e)(locale)}`
            : '';
    await dropDatabase(database, into);
    await database.maintenance.query(`CREATE DATABASE ${(0,quoting/* identifier */.C)(into)} TEMPLATE template0 ENCODING ${(0,quoting/* literal */.e)(encoding)} LC_COLLATE ${(0,quoting/* literal */.e)(collate)} LC_CTYPE ${(0,quoting/* literal */.e)(characterType)}` +
        `${localeParts}${live === null ? '' : ` OWNER ${(0,quoting/* identifier */.C)(live.owner)}${tablespacePart(live.tablespace)}`}`);
}
/** The default one is not to be named: that would need a right to it which owners do not have. */
function tablespacePart(tablespace) {
    return tablespace === 'pg_default' ? '' : ` TABLESPACE ${(0,quoting/* identifier */.C)(tablespace)}`;
}
async function restore({ database, programs, archive, into, world, }) {
    const program = (0,external_node_path_.join)(programs.folder, 'pg_restore');
    const environment = (0,address/* programEnvironment */.y)(database.address, { database: into, application: database.applicationName('restore') });
    const listed = await world.processes.run(program, ['--list', archive], { environment });
    if (listed.exitCode !== 0)
        throw (0,postgres_problems/* restoreFailed */.iu)({ exitCode: listed.exitCode, tail: lastWords(listed) });
    // The comment of an extension belongs to whoever installed it; as owner of the database alone we may not set it.
    const entries = listed.stdout.split('\n').filter((line) => !/ COMMENT - EXTENSION /.test(line));
    const list = `${archive}.list`;
    await (0,promises_.writeFile)(list, entries.join('\n'), { mode: 0o600 });
    return runProgram(program, [
        '--exit-on-error',
        `--jobs=${workers}`,
        '--no-password',
        `--use-list=${list}`,
        `--dbname=dbname='${into.replaceAll(/[\\']/g, '\\$&')}'`,
        archive,
    ], { environment, world, what: 'restoring' });
}

// EXTERNAL MODULE: ./build/postgres/swap.js
var swap = __webpack_require__(18003);
;// CONCATENATED MODULE: ./build/postgres/prepare.js
var prepare_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var prepare_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});










/** A complete backup of this very database for this release, or null. */
async function backupOfRelease({ database, store, release, }) {
    const stored = await (0,backup_store/* findBackup */.SC)(store, release.id);
    if (stored === null)
        return null;
    const { name, systemIdentifier } = stored.manifest.database;
    if (name !== database.name || systemIdentifier !== database.server.systemIdentifier)
        throw (0,postgres_problems/* storeShared */.Ds)({ backup: stored.path, other: name });
    return stored;
}
/**
 * Makes sure of a verified backup from before the migration and of its standby database. An earlier attempt's backup is
 * taken again when its migration was begun (then no other can be the way back) or when the database still is what it
 * holds. Problem `postgres/backup-damaged` when the only way back no longer is one.
 */
async function prepareWayBack(request, world) {
    const stored = await backupOfRelease(request);
    const mark = stored === null ? null : await currentMark({ request, stored }, world);
    const mustReuse = mark === 'begun' || mark === 'applied';
    const damage = stored === null ? null : await (0,backup_store/* damageOf */.ti)(stored);
    if (mustReuse && damage !== null)
        throw damage;
    if (stored !== null && damage === null) {
        const now = await liveSnapshot(request);
        const same = isSame(stored, now);
        if (mustReuse || same) {
            world.log.line(`backup of an earlier attempt taken again: ${stored.path}${same ? ', the database still is what it holds' : ''}`);
            const level = await reuseStandby({ request, stored }, world);
            if (level !== null) {
                return {
                    backup: stored,
                    standby: request.standby,
                    level,
                    baseline: same ? now.counters : stored.manifest.counters,
                    watchedSince: same,
                    reused: true,
                };
            }
            // An encrypted backup cannot be restored here a second time: when nothing has changed, a new one is as good.
            if (!same)
                throw (0,postgres_problems/* standbyGone */.Vc)({ standby: request.standby, backup: stored.path });
        }
    }
    return takeAndVerify(request, world);
}
/** A run that was killed right after its swap had no time to say that the migration is undone; the databases say it. */
async function currentMark({ request, stored }, world) {
    const mark = await (0,migration_mark/* readMark */.Mp)(stored);
    const { database, standby, release } = request;
    if (mark !== 'begun' || !(await (0,swap/* wasSwapped */.q$)({ database, standby, failed: (0,names/* failedName */.VT)({ database: database.name, release: release.id }) })))
        return mark;
    await (0,migration_mark/* writeMark */.Lx)(stored, 'undone', world);
    return 'undone';
}
async function takeAndVerify(request, world) {
    const { backup, plainFolder } = await world.log.group('Backup', () => takeBackup(request, world));
    const { manifest } = backup;
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    world.log.line(`backup: ${manifest.files.length} files, ${bytes} bytes, ${manifest.content.tables.length} tables, sha256 ${backup.sha256}`);
    await world.log.group('Restore and compare', () => restoreAndCompare({ ...request, archive: plainFolder, manifest, into: request.standby }, world));
    await (0,migration_mark/* writeVerification */.X_)(backup, { level: verifiedLevel, standby: request.standby }, world);
    return { backup, standby: request.standby, level: verifiedLevel, baseline: manifest.counters, watchedSince: true, reused: false };
}
/** The level of the standby that is there or was made again; null: it is gone, and the archive cannot be opened here. */
async function reuseStandby({ request, stored }, world) {
    const { database, standby, versionTable, temporary } = request;
    const verification = await (0,migration_mark/* readVerification */.C1)(stored);
    if (verification?.standby === standby && (await (0,live_state/* exists */.t2)(database, standby))) {
        // Compared again: somebody may have written to it since.
        const intact = await compareWithManifest({ database, manifest: stored.manifest, restored: standby, versionTable }).then(() => true, () => false);
        if (intact)
            return verification.level;
    }
    if (stored.manifest.encryptedTo !== null)
        return null;
    const archive = await openArchive(stored, { to: temporary.path, ageIdentity: null });
    await restoreAndCompare({ ...request, archive, manifest: stored.manifest, into: standby }, world);
    await (0,migration_mark/* writeVerification */.X_)(stored, { level: verifiedLevel, standby }, world);
    return verifiedLevel;
}
async function liveSnapshot({ database, versionTable }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const live = prepare_addDisposableResource(env_1, await database.connect({ to: database.name, as: 'backup' }), true);
        return await readSnapshot(live, { versionTable });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = prepare_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
/** Whether the database is, to the row, what the backup holds. */
function isSame({ manifest }, now) {
    return (manifest.structure.fingerprint === now.schema.fingerprint &&
        manifest.version.digest === now.version.digest &&
        contentDifferences(manifest.content, now.content).length === 0);
}

;// CONCATENATED MODULE: ./build/postgres/retire.js






/**
 * Removes what no way back leads to any more: standby databases of earlier releases that were accepted or expired, and
 * backups older than `keep`. Never anything of the present release (whose backup is the newest verified one), of a
 * release whose migration is open, or of another database.
 */
async function retireOld({ database, store, keep, run }, world) {
    for (const backup of await (0,backup_store/* listBackups */.Cw)(store)) {
        const { manifest } = backup;
        if (!isOfDatabase(backup, database) || manifest.release === run.release.id || (await (0,migration_mark/* readMark */.Mp)(backup)) === 'begun')
            continue;
        const expired = world.clock.now().getTime() - Date.parse(manifest.takenAt) > keep.ms;
        const accepted = run.history.entries.some((entry) => entry.kind === 'accepted' && entry.release === manifest.release);
        if (expired || accepted)
            await retireStandby({ database, backup }, world);
        if (!expired)
            continue;
        world.log.line(`backup of ${manifest.release} is older than database.backup.keep: removed`);
        await world.write('retire backup', () => (0,promises_.rm)(backup.folder, { recursive: true, force: true }));
    }
}
async function retireStandby({ database, backup }, world) {
    const standby = (await (0,migration_mark/* readVerification */.C1)(backup))?.standby;
    // Only a name that we would have given ourselves: a file beside a backup must not be able to name any database.
    if (standby !== (0,names/* standbyName */.Fu)({ database: database.name, release: backup.manifest.release }) || !(await (0,live_state/* exists */.t2)(database, standby)))
        return;
    world.log.line(`standby database of ${backup.manifest.release} has no use any more: dropped`);
    await world.write('drop standby', () => dropDatabase(database, standby));
}
function isOfDatabase({ manifest }, { name, server }) {
    return manifest.database.name === name && manifest.database.systemIdentifier === server.systemIdentifier;
}

;// CONCATENATED MODULE: ./build/postgres/unsettled.js




/** The newest other release that began to migrate this database and of which the record does not say that it ended well. */
function unsettledRelease({ history, release, }) {
    const mine = history.entries.filter((entry) => entry.action === 'backup-and-migrate' && entry.release !== release.id && entry.kind !== 'planned');
    const last = mine.at(-1);
    if (last === undefined)
        return null;
    const begun = mine.findLast((entry) => entry.kind === 'begun' && entry.release === last.release);
    if (begun === undefined)
        return null;
    if (last.kind === 'begun')
        return { release: last.release, begun, held: false };
    return last.facts['state'] === 'held' || last.facts['state'] === undefined
        ? { release: last.release, begun, held: last.facts['state'] === 'held' }
        : null;
}
/**
 * A backup of a half-migrated database would be no way back. Problem `postgres/unsettled-migration` unless it is proved
 * that the earlier release changed nothing: its migration was never begun, or the database is what its backup holds.
 */
async function refuseUnsettled({ run, store, settled }, readLive) {
    const found = unsettledRelease(run);
    if (found === null || found.release === settled)
        return;
    const backup = await (0,backup_store/* findBackup */.SC)(store, found.release);
    const mark = backup === null ? null : await (0,migration_mark/* readMark */.Mp)(backup);
    if (mark === 'undone' || mark === 'applied')
        return;
    const live = await readLive();
    if (backup !== null) {
        if (mark === null)
            return;
        const { structure, content, version } = backup.manifest;
        const same = structure.fingerprint === live.schema.fingerprint && version.digest === live.version.digest;
        if (same && contentDifferences(content, live.content).length === 0)
            return;
    }
    else if (found.begun.plan?.fence['schema'] === live.schema.fingerprint &&
        found.begun.plan.fence['version'] === live.version.digest &&
        !found.held) {
        return;
    }
    throw (0,postgres_problems/* unsettledMigration */.Lp)({
        release: found.release,
        reason: found.held
            ? 'its migration failed and the database was held as it is'
            : 'its migration was begun, and nothing says how it ended',
    });
}

// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
;// CONCATENATED MODULE: ./build/postgres/migration-files.js



/** sha256 of the names and contents of all migration files, or null where the configuration names no folder or it is not there. */
async function migrationsDigest(folder, workingDirectory) {
    if (folder === null)
        return null;
    const absolute = (0,external_node_path_.resolve)(workingDirectory, folder);
    const found = await (0,promises_.readdir)(absolute, { recursive: true, withFileTypes: true }).catch(() => null);
    if (found === null)
        return null;
    const paths = found.filter((entry) => entry.isFile()).map((entry) => (0,external_node_path_.join)(entry.parentPath, entry.name));
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const path of paths.sort()) {
        hash
            .update(`${path.slice(absolute.length)}\n`)
            .update((0,external_node_crypto_.createHash)('sha256')
            .update(await (0,promises_.readFile)(path))
            .digest('hex'))
            .update('\n');
    }
    return hash.digest('hex');
}

;// CONCATENATED MODULE: ./build/postgres/recipient.js

/** The problem of a text that is no age recipient, or null. The text is not repeated: it may be a secret key. */
async function recipientProblem(text, at) {
    if (text.startsWith('AGE-SECRET-KEY-'))
        return (0,postgres_problems/* recipientInvalid */.jO)({ reason: 'it is a secret key, which must not stand here', at });
    if (!text.startsWith('age1'))
        return (0,postgres_problems/* recipientInvalid */.jO)({ reason: 'it does not begin with age1', at });
    const { Encrypter } = await Promise.all(/* import() */[__webpack_require__.e(108), __webpack_require__.e(906)]).then(__webpack_require__.bind(__webpack_require__, 37906));
    try {
        new Encrypter().addRecipient(text);
        return null;
    }
    catch (cause) {
        return (0,postgres_problems/* recipientInvalid */.jO)({ reason: 'its checksum is wrong: a character is missing or another', at, cause });
    }
}

// EXTERNAL MODULE: ./build/postgres/server.js
var server = __webpack_require__(4167);
;// CONCATENATED MODULE: ./build/actions/backup-and-migrate/facts.js
var facts_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var facts_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});














function settingsOf({ config, references }, { directory }) {
    const section = config.require(database_section/* databaseSection */.F);
    const resolve = (text, ...path) => references.resolve(text, { at: config.position('database', ...path) });
    const { store, 'encrypt-to': encryptTo } = section.backup;
    return {
        store: (0,backup_store/* backupStore */.Ge)(resolve(store.directory, 'backup', 'store', 'directory'), directory),
        encryptTo: encryptTo === undefined ? null : resolve(encryptTo, 'backup', 'encrypt-to'),
        versionTable: section.migrate['version-table'] ?? null,
        command: section.migrate.command,
        maxLostRows: section['max-lost-rows'],
        client: section.client === undefined ? null : resolve(section.client, 'client'),
    };
}
/** Reads the target and the store, changes nothing, and tells everything that stands in the way at once. */
async function readFacts(run, database, world) {
    const settings = settingsOf(run, world);
    const { programs, state } = await readObstacles(run, { database, settings, world });
    const stored = await backupOfRelease({ database, store: settings.store, release: run.release });
    const standby = (0,names/* standbyName */.Fu)({ database: database.name, release: run.release.id });
    const verification = stored === null ? null : await (0,migration_mark/* readVerification */.C1)(stored);
    const { migrate } = run.config.require(database_section/* databaseSection */.F);
    return {
        settings,
        programs,
        database: database.name,
        systemIdentifier: database.server.systemIdentifier,
        serverVersion: database.server.version,
        bytes: state.entry?.bytes ?? null,
        live: state.open ? await readLive(database, settings.versionTable) : null,
        closedBy: state.closedBy,
        migrations: await migrationsDigest(migrate.directory ?? null, world.directory),
        standby,
        backupPath: (0,backup_store/* backupPath */.wZ)(settings.store, run.release.id),
        backup: stored === null
            ? null
            : {
                sha256: stored.sha256,
                mark: await (0,migration_mark/* readMark */.Mp)(stored),
                standbyReady: verification?.standby === standby && (await (0,live_state/* exists */.t2)(database, standby)),
                version: stored.manifest.version,
                schema: stored.manifest.structure.fingerprint,
            },
    };
}
async function readObstacles({ config }, { database, settings, world }) {
    const state = await (0,live_state/* liveState */.c1)(database);
    const at = config.position('database', 'url');
    const live = state.entry === null ? null : { database: database.name, isOwner: state.entry.ownedByUs };
    const { programs, problem } = await client_programs_findClientPrograms({
        major: database.server.major,
        folder: settings.client,
        at: config.position('database', ...(settings.client === null ? [] : ['client'])),
    }, world);
    const recipientAt = config.position('database', 'backup', 'encrypt-to');
    const problems = [
        ...(0,server/* serverProblems */.Q)(database.server, live),
        state.exists ? null : (0,postgres_problems/* databaseMissing */._E)({ database: database.name, at }),
        state.exists && !state.open && state.closedBy === null ? (0,postgres_problems/* databaseClosed */._2)({ database: database.name, at }) : null,
        problem,
        settings.encryptTo === null ? null : await recipientProblem(settings.encryptTo, recipientAt),
        await (0,backup_store/* storeProblem */.H9)(settings.store, config.position('database', 'backup', 'store', 'directory')),
    ];
    (0,core_problem/* throwProblems */.Jh)(problems.filter((found) => found !== null));
    if (programs === null)
        throw new TypeError('no programs and no problem');
    return { programs, state };
}
async function readLive(database, versionTable) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const live = facts_addDisposableResource(env_1, await database.connect({ to: database.name, as: 'read' }), true);
        return { version: await (0,version_table/* readSchemaVersion */.K3)(live, versionTable), schema: (await readSchema(live)).fingerprint };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = facts_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

// EXTERNAL MODULE: ./build/actions/backup-and-migrate/manifest.js
var manifest = __webpack_require__(44730);
;// CONCATENATED MODULE: ./build/postgres/way-back.js
/** Nothing that others wrote is lost beyond the limit, and nothing is lost that cannot be counted. */
function wayBack({ same, schemaSame, others, written, maxLostRows }) {
    if (same)
        return { do: 'unchanged' };
    // Nobody else was there, so every row written is the migration's own.
    if (others !== null && others.length === 0)
        return { do: 'swap', lostRows: 0 };
    const who = others === null ? 'who was active since the backup is not known' : `others were active since the backup (${others.join(', ')})`;
    if (schemaSame) {
        return { do: 'hold', because: `schema and version are as before, rows were written, and ${who}: whose rows they are cannot be told` };
    }
    if (written.rows === null)
        return { do: 'hold', because: `${who}, and the rows written cannot be counted` };
    if (written.rows > maxLostRows) {
        return { do: 'hold', because: `${who}, up to ${written.rows} rows were written, and database.max-lost-rows is ${maxLostRows}` };
    }
    return { do: 'swap', lostRows: written.rows };
}

;// CONCATENATED MODULE: ./build/postgres/go-back.js
var go_back_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var go_back_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});











/** Proves the database unchanged, swaps the standby in, or leaves it open as it is for a person to decide. */
async function goBack({ database, prepared, watch, release, versionTable, maxLostRows, }, world) {
    const { backup, standby, baseline } = prepared;
    const { manifest } = backup;
    // The counters are read before the others are asked for: what is written in between is counted, or its writer seen.
    const now = await go_back_liveSnapshot(database, versionTable);
    const others = prepared.watchedSince ? await watch.others() : null;
    const schemaSame = manifest.structure.fingerprint === now.schema.fingerprint && manifest.version.digest === now.version.digest;
    const decided = wayBack({ same: isSame(backup, now), schemaSame, others, written: (0,written_rows/* rowsBetween */.M7)(baseline, now.counters), maxLostRows });
    if (decided.do === 'unchanged') {
        await (0,migration_mark/* writeMark */.Lx)(backup, 'undone', world);
        return { state: 'unchanged' };
    }
    const differences = [...schemaDifferences(manifest.structure, now.schema), ...contentDifferences(manifest.content, now.content)];
    if (decided.do === 'hold')
        return { state: 'held', because: decided.because, differences };
    const nobodyElse = others !== null && others.length === 0;
    const swapped = await (0,swap/* swapInStandby */.an)({
        database,
        standby,
        failed: (0,names/* failedName */.VT)({ database: database.name, release }),
        release,
        limit: nobodyElse ? 0 : maxLostRows,
        baseline: nobodyElse ? now.counters : baseline,
        versionTable,
    }, world);
    if (!swapped.swapped)
        return { state: 'held', because: refusalText(swapped), differences };
    await proveSwapped({ database, prepared, versionTable });
    await (0,migration_mark/* writeMark */.Lx)(backup, 'undone', world);
    const { failedDatabase, closedMs } = swapped;
    return { state: 'swapped-back', failedDatabase, closedMs, lostRows: nobodyElse ? 0 : (swapped.written.rows ?? 0), differences };
}
async function go_back_liveSnapshot(database, versionTable) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const live = go_back_addDisposableResource(env_1, await database.connect({ to: database.name, as: 'read' }), true);
        return await readSnapshot(live, { versionTable });
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = go_back_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function proveSwapped({ database, prepared, versionTable, }) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const live = go_back_addDisposableResource(env_2, await database.connect({ to: database.name, as: 'read' }), true);
        const version = await (0,version_table/* readSchemaVersion */.K3)(live, versionTable);
        if (version.digest !== prepared.backup.manifest.version.digest) {
            throw (0,postgres_problems/* swapFailed */.xX)({ reason: 'after the swap it does not read as the backup does', database: database.name });
        }
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = go_back_disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
function refusalText({ because, written, }) {
    if (because === 'standby-missing')
        return 'the standby database is gone';
    if (because === 'not-counted')
        return 'the rows written since the backup cannot be counted';
    return `${written.rows ?? 'an unknown number of'} rows were written by others up to the last moment`;
}

;// CONCATENATED MODULE: ./build/actions/backup-and-migrate/outcomes.js




/** Brings the database to a known state after a migration that failed; null when it did not. */
async function failedOutcome(context, world) {
    const { run, database, prepared, watch, after, end, versionTable, maxLostRows } = context;
    const left = after.invalidIndexes.filter((name) => !prepared.backup.manifest.invalidIndexes.includes(name));
    if (end.succeeded && left.length === 0)
        return null;
    const reason = end.succeeded ? `it left invalid indexes: ${left.join(', ')}` : end.reason;
    const went = await world.log.group('Way back', () => goBack({ database, prepared, watch, release: run.release.id, versionTable, maxLostRows }, world));
    world.log.line(`the database is ${went.state}`);
    const told = went.state === 'held' ? heldProblem(context, { went, reason }) : (0,postgres_problems/* migrationFailed */.Eg)({ reason, state: stateText(went, prepared) });
    return (0,outcome/* outcome */.b)({
        verdict: 'fail',
        changed: went.state !== 'unchanged',
        outputs: { ...preparedOutputs(context), 'schema-version-after': versionAfter(context, went) },
        facts: {
            ...preparedFacts(context),
            state: went.state,
            failedDatabase: went.state === 'swapped-back' ? went.failedDatabase : null,
            heldBecause: went.state === 'held' ? went.because : null,
            closedMs: went.state === 'swapped-back' ? Math.round(went.closedMs) : null,
            lostRows: went.state === 'swapped-back' ? went.lostRows : null,
            counters: { atBackup: countersJson(prepared.baseline), afterMigration: countersJson(after.counters) },
            othersActive: null,
        },
        problems: [told, ...(left.length === 0 ? [] : [(0,postgres_problems/* invalidIndexes */.We)({ indexes: left.join(', ') })])],
    });
}
async function migratedOutcome(context) {
    const { prepared, watch, before, after, versionTable, end } = context;
    const { manifest } = prepared.backup;
    const applied = (0,version_table/* newlyApplied */.BT)(manifest.version, after.version);
    const unchanged = manifest.version.digest === after.version.digest && manifest.structure.fingerprint === after.schema.fingerprint;
    const others = prepared.watchedSince ? await watch.others() : null;
    const missing = versionTable !== null && !after.version.known;
    const moved = before.version.digest !== after.version.digest || before.schema.fingerprint !== after.schema.fingerprint;
    return (0,outcome/* outcome */.b)({
        verdict: missing ? 'error' : 'pass',
        changed: moved || !prepared.reused,
        outputs: {
            ...preparedOutputs(context),
            'schema-version-after': (0,version_table/* versionText */.KA)(after.version, after.schema.fingerprint),
            'schema-compatible': unchanged ? 'true' : 'unknown',
            applied,
        },
        facts: {
            ...preparedFacts(context),
            state: unchanged ? 'nothing-applied' : 'migrated',
            failedDatabase: null,
            heldBecause: null,
            versionAfter: after.version.digest,
            schemaAfter: after.schema.fingerprint,
            counters: { atBackup: countersJson(prepared.baseline), afterMigration: countersJson(after.counters) },
            othersActive: others === null ? null : others.length > 0,
            migrationMs: Math.round(end.durationMs),
        },
        problems: missing ? [(0,postgres_problems/* versionTableMissing */.rO)({ table: versionTable })] : [],
    });
}
function heldProblem({ database, prepared }, { went, reason }) {
    const { differences } = went;
    const more = differences.length > 5 ? ` and ${differences.length - 5} more` : '';
    return (0,postgres_problems/* migrationHeld */.ET)({
        reason,
        because: went.because,
        difference: `${differences.slice(0, 5).join('; ')}${more}`,
        database: database.name,
        standby: prepared.standby,
    });
}
function stateText(went, { backup }) {
    if (went.state !== 'swapped-back')
        return 'The database is proved unchanged: schema, version table and every row are as in the backup.';
    const lost = went.lostRows === 0 ? 'no row of others was lost' : `at most ${went.lostRows} rows written since were lost`;
    return `The database is as in the backup of ${backup.manifest.takenAt} again (${lost}); the half-migrated one is kept as "${went.failedDatabase}".`;
}
function versionAfter({ prepared, after }, went) {
    const { version, structure } = prepared.backup.manifest;
    return went.state === 'held' ? (0,version_table/* versionText */.KA)(after.version, after.schema.fingerprint) : (0,version_table/* versionText */.KA)(version, structure.fingerprint);
}
function preparedOutputs({ prepared }) {
    const { version, structure } = prepared.backup.manifest;
    return {
        'backup-path': prepared.backup.path,
        'backup-sha256': prepared.backup.sha256,
        'verified-level': String(prepared.level),
        'standby-database': prepared.standby,
        'schema-version-before': (0,version_table/* versionText */.KA)(version, structure.fingerprint),
    };
}
function preparedFacts({ database, prepared }) {
    const { manifest } = prepared.backup;
    return {
        database: database.name,
        systemIdentifier: database.server.systemIdentifier,
        standby: prepared.standby,
        backupTakenAt: manifest.takenAt,
        backupBytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        tables: manifest.content.tables.length,
        rows: manifest.content.tables.reduce((sum, { rows }) => sum + rows, 0),
        reused: prepared.reused,
    };
}
function countersJson({ epoch, tables }) {
    return { epoch, tables: Object.fromEntries(Object.entries(tables).map(([oid, { table, written }]) => [oid, { table, written }])) };
}

;// CONCATENATED MODULE: ./build/actions/backup-and-migrate/planner.js

/**
 * What is to be done. The steps of one release are the same in every attempt, so that a half-done approved plan is
 * accepted as its remainder; what is proved done is left out and listed.
 */
function planMigration(facts, history) {
    const { settings, backup, live, standby } = facts;
    const steps = [
        { id: 'backup', store: settings.store.directory, encryptTo: settings.encryptTo },
        { id: 'restore-and-compare', standby },
        { id: 'migrate', command: settings.command },
    ];
    const done = provedDone(facts, history);
    const before = backup !== null && backup.mark !== null && backup.mark !== 'undone' ? backup : live;
    const versionBefore = before === null ? null : (0,version_table/* versionText */.KA)(before.version, before.schema);
    return {
        steps: steps.filter(({ id }) => !done.includes(id)),
        binding: { systemIdentifier: facts.systemIdentifier, database: facts.database, encryptTo: settings.encryptTo },
        fence: { version: live?.version.digest ?? null, schema: live?.schema ?? null, migrations: facts.migrations },
        done,
        wayBack: { database: facts.database, backup: facts.backupPath, standby, schemaVersionBefore: versionBefore },
        predicted: {
            'backup-path': facts.backupPath,
            'standby-database': standby,
            'schema-version-before': versionBefore ?? 'unknown',
            'verified-level': '4',
        },
        notes: { server: facts.serverVersion, client: facts.programs.version, bytes: facts.bytes, closedBy: facts.closedBy },
    };
}
/** The outcome of an earlier attempt that the database still shows, or null. */
function migratedBefore({ live }, { entries, release }) {
    const last = entries.findLast((entry) => entry.action === 'backup-and-migrate' && entry.release === release && entry.kind === 'ended');
    if (last?.verdict !== 'pass' || live === null)
        return null;
    return last.facts['versionAfter'] === live.version.digest && last.facts['schemaAfter'] === live.schema ? last : null;
}
function provedDone(facts, history) {
    if (migratedBefore(facts, history) !== null)
        return ['backup', 'restore-and-compare', 'migrate'];
    const { backup } = facts;
    // Only once its migration was begun is a backup the one to go on with; before, it is looked at anew.
    const begun = backup?.mark === 'begun' || backup?.mark === 'applied';
    if (!begun)
        return [];
    return backup.standbyReady ? ['backup', 'restore-and-compare'] : ['backup'];
}

// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/backup-and-migrate/summary.js

/** What a reviewer decides on, or what was done and what there is to go back to. */
function summary(plan, outcome) {
    return outcome === null ? planned(plan) : ended(outcome);
}
function planned({ steps, done, binding, wayBack, notes }) {
    const what = steps.length === 0 ? 'Nothing: the record and the database say that this release is migrated.' : steps.map(({ id }) => id).join(', ');
    return (0,markdown/* table */.tp)(['', ''], [
        ['database', `${summary_text(binding['database'])} on PostgreSQL ${summary_text(notes['server'])}`],
        ['to do', what],
        ...(done.length === 0 ? [] : [['done already', done.join(', ')]]),
        ['schema now', summary_text(wayBack['schemaVersionBefore'])],
        ['way back', `${(0,markdown/* code */.aY)(summary_text(wayBack['backup']))}, ready as ${(0,markdown/* code */.aY)(summary_text(wayBack['standby']))}`],
        ['encrypted to', summary_text(binding['encryptTo'] ?? 'nobody: the backup is readable where it is stored')],
        ...(typeof notes['closedBy'] === 'string' ? [['first', `opens the database, which release ${notes['closedBy']} left closed`]] : []),
    ]);
}
function ended({ outputs, facts, changed }) {
    if (outputs['backup-path'] === undefined)
        return (0,markdown/* paragraph */.FY)('There is no backup, and the migration was not run.');
    const applied = Array.isArray(outputs['applied']) ? outputs['applied'].map(String) : [];
    return (0,markdown/* table */.tp)(['', ''], [
        ['schema', `${summary_text(outputs['schema-version-before'])} → ${summary_text(outputs['schema-version-after'])}`],
        ['applied', applied.length === 0 ? 'nothing' : applied.join(', ')],
        ['state', `${summary_text(facts['state'])}${changed ? '' : ', nothing changed by this run'}`],
        [
            'backup',
            `${(0,markdown/* code */.aY)(summary_text(outputs['backup-path']))}, ${summary_text(facts['rows'])} rows in ${summary_text(facts['tables'])} tables, ${summary_text(facts['backupBytes'])} bytes`,
        ],
        ['verified', `level ${summary_text(outputs['verified-level'])}: restored and compared with its own snapshot`],
        ['standby', (0,markdown/* code */.aY)(summary_text(outputs['standby-database']))],
        ...(typeof facts['failedDatabase'] === 'string' ? [['kept aside', (0,markdown/* code */.aY)(facts['failedDatabase'])]] : []),
        ...(typeof facts['closedMs'] === 'number' ? [['closed for', `${facts['closedMs']} ms`]] : []),
    ]);
}
function summary_text(value) {
    return value === null || value === undefined ? 'unknown' : String(value);
}

;// CONCATENATED MODULE: ./build/actions/backup-and-migrate/action.js
var action_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var action_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






















const backupAndMigrate = {
    manifest: manifest.manifest,
    async plan(run, world) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const database = action_addDisposableResource(env_1, await (0,postgres_database/* openDatabase */.q)(run, world), true);
            const facts = await readFacts(run, database, world);
            readMigrationCommand(run, { database, world });
            return planMigration(facts, { entries: run.history.entries, release: run.release.id });
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = action_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    },
    async apply(plan, run, world) {
        const env_2 = { stack: [], error: void 0, hasError: false };
        try {
            if (plan.steps.length === 0)
                return asBefore(run);
            const database = action_addDisposableResource(env_2, await (0,postgres_database/* openDatabase */.q)(run, world), true);
            const lock = action_addDisposableResource(env_2, await (0,postgres_lock/* migrationLock */.i)(database, world), true);
            if (await (0,swap/* reopenDatabase */.nt)(database, world))
                world.log.line(`"${database.name}" was closed by a run that was killed: opened again`);
            await endOrphans(database, world);
            return await migrate({ run, database, world, assertLocked: lock.assertHeld });
        }
        catch (e_2) {
            env_2.error = e_2;
            env_2.hasError = true;
        }
        finally {
            const result_2 = action_disposeResources(env_2);
            if (result_2)
                await result_2;
        }
    },
    summary: summary,
};
async function migrate({ run, database, world, assertLocked, }) {
    const env_3 = { stack: [], error: void 0, hasError: false };
    try {
        const { store, versionTable, encryptTo, maxLostRows, client } = settingsOf(run, world);
        const { release } = run;
        await refuseUnsettled({ run, store, settled: run.inputs.settled }, () => readWhole(database, versionTable));
        const command = readMigrationCommand(run, { database, world });
        const { programs, problem } = await client_programs_findClientPrograms({ major: database.server.major, folder: client, at: null }, world);
        if (programs === null)
            throw problem;
        const watch = action_addDisposableResource(env_3, await watchOtherSessions(database, { migrationNames: command.sessionNames, world }), true);
        const temporary = action_addDisposableResource(env_3, await temporary_folder_temporaryFolder(`backup ${database.server.systemIdentifier} ${database.name} ${release.id}`, world), true);
        const standby = (0,names/* standbyName */.Fu)({ database: database.name, release: release.id });
        const prepared = await prepareWayBack({ database, programs, store, release, encryptTo, versionTable, temporary, standby }, world);
        if (release.copy.length > 0)
            await (0,release_folder/* makeReleaseFolder */.Q)(release, world);
        const before = await readQuickly(database, versionTable);
        assertLocked();
        await (0,migration_mark/* writeMark */.Lx)(prepared.backup, 'begun', world);
        const end = await world.log.group('Migration', () => runMigrationCommand(command, database, world));
        const after = await readQuickly(database, versionTable);
        const context = { run, database, prepared, watch, before, after, end, versionTable };
        const failure = await failedOutcome({ ...context, maxLostRows }, world);
        if (failure !== null)
            return failure;
        await (0,migration_mark/* writeMark */.Lx)(prepared.backup, 'applied', world);
        await retireOld({ database, store, keep: (0,duration/* parseDuration */.E9)(run.config.require(database_section/* databaseSection */.F).backup.keep), run }, world);
        return migratedOutcome(context);
    }
    catch (e_3) {
        env_3.error = e_3;
        env_3.hasError = true;
    }
    finally {
        const result_3 = action_disposeResources(env_3);
        if (result_3)
            await result_3;
    }
}
/** The record tells the outcome of the attempt before, and the database was just seen to be as it says. */
function asBefore(run) {
    const last = run.history.entries.findLast((entry) => entry.action === manifest.manifest.name && entry.release === run.release.id && entry.kind === 'ended' && entry.verdict === 'pass');
    return (0,outcome/* outcome */.b)({ verdict: 'pass', changed: false, outputs: { ...last?.outputs }, facts: last?.facts ?? {} });
}
async function readWhole(database, versionTable) {
    const env_4 = { stack: [], error: void 0, hasError: false };
    try {
        const live = action_addDisposableResource(env_4, await database.connect({ to: database.name, as: 'read' }), true);
        return await readSnapshot(live, { versionTable });
    }
    catch (e_4) {
        env_4.error = e_4;
        env_4.hasError = true;
    }
    finally {
        const result_4 = action_disposeResources(env_4);
        if (result_4)
            await result_4;
    }
}
async function readQuickly(database, versionTable) {
    const env_5 = { stack: [], error: void 0, hasError: false };
    try {
        const live = action_addDisposableResource(env_5, await database.connect({ to: database.name, as: 'read' }), true);
        return await readStructure(live, versionTable);
    }
    catch (e_5) {
        env_5.error = e_5;
        env_5.hasError = true;
    }
    finally {
        const result_5 = action_disposeResources(env_5);
        if (result_5)
            await result_5;
    }
}


/***/ }),

/***/ 44730:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'backup-and-migrate',
    description: 'Backs up the database, proves the backup by restoring it, then migrates under a lock; a failed migration ends unchanged, swapped back, or held.',
    icon: 'database',
    inputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonInputs */ .j,
        database: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('database', {
            description: 'The section `database` of fairlead.yml as YAML; wins over the file.',
            example: 'url: "${env.DATABASE_URL}"\nmigrate: { command: npm run db:migrate }\nbackup: { store: { directory: backups } }',
        }),
        settled: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.text({
            description: 'Id of an earlier release whose half-done migration a person has settled: the database as it is now is the one to go on from.',
            example: 'production-8411',
        }),
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        'backup-path': {
            description: 'Folder of the backup, from the working directory. Holds no host, user or password.',
            example: 'backups/production-8412',
        },
        'backup-sha256': { description: "sha256 of the backup's manifest.json, which holds the sha256 of every file.", example: '5f1c...' },
        'verified-level': {
            description: '4: restored, and compared by row counts and content fingerprints of the same snapshot.',
            example: '4',
        },
        'standby-database': { description: 'The restored copy, ready to be swapped in.', example: 'traqora_standby_production_8412' },
        'schema-version-before': { description: 'Number of applied migrations and the last one, before.', example: '3 (3 schedule)' },
        'schema-version-after': { description: 'The same, after.', example: '4 (4 seats)' },
        'schema-compatible': {
            description: 'true when nothing was applied; else unknown until health-check has proved the old release on the new schema.',
            example: 'unknown',
        },
        applied: { description: 'Migrations that were applied, as JSON list.', example: '["4 seats"]' },
    },
    permissions: { contents: 'write: appends to the release record when it lives on a branch' },
});


/***/ }),

/***/ 53988:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ defineSection)
/* harmony export */ });
function defineSection(section) {
    return { provides: () => [], appended: false, ...section };
}


/***/ }),

/***/ 79981:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ commonOutputs),
/* harmony export */   j: () => (/* binding */ commonInputs)
/* harmony export */ });
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(97801);

/** The inputs every action has. */
const commonInputs = {
    environment: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw.text({
        description: 'Where to release: a name under `environments` of fairlead.yml.',
        example: 'production',
        fromEnvironment: true,
    }),
    config: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .defaulted */ .P_.text({
        description: 'Path of fairlead.yml, from the working directory.',
        default: 'fairlead.yml',
        example: 'deploy/fairlead.yml',
        fromEnvironment: true,
    }),
    'dry-run': _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .defaulted */ .P_.flag({
        description: 'Stop after the plan: nothing is changed.',
        default: 'false',
        example: 'true',
        fromEnvironment: true,
    }),
    'plan-id': _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lq.text({
        description: 'Apply only if a fresh plan equals this approved one, or is its remainder.',
        example: '${{ needs.plan.outputs.plan-id }}',
        fromEnvironment: true,
    }),
    'release-id': _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lq.text({
        description: 'The release this run belongs to. By default `<environment>-<run id>`.',
        example: 'production-8412',
        fromEnvironment: true,
    }),
    record: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lq.text({
        description: 'Where the release record is: `directory:PATH` or `branch:NAME`. Wins over `record` of fairlead.yml.',
        example: 'branch:fairlead-record',
        fromEnvironment: true,
    }),
    'working-directory': _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .defaulted */ .P_.text({
        description: 'Folder of the checkout.',
        default: '.',
        example: 'services/traqora',
        fromEnvironment: true,
    }),
    'github-token': _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .lq.text({
        description: 'Token for the GitHub API.',
        example: '${{ secrets.RELEASE_TOKEN }}',
        secret: true,
        expression: '${{ github.token }}',
    }),
    summary: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .defaulted */ .P_.flag({ description: 'Write a job summary.', default: 'true', example: 'false', fromEnvironment: true }),
    timeout: _manifest_js__WEBPACK_IMPORTED_MODULE_0__/* .defaulted */ .P_.duration({
        description: 'Give up after this long; the current write is still brought to a known outcome.',
        default: '30m',
        example: '10m',
        fromEnvironment: true,
    }),
};
/** The outputs every action has. */
const commonOutputs = {
    verdict: { description: 'pass, fail, error, inconclusive, waived or not-applicable.', example: 'pass' },
    'reason-code': {
        description: 'Code of the problem that decided a verdict that is not pass; see action-docs/errors.md.',
        example: 'soroban/wrong-passphrase',
    },
    changed: { description: 'Whether anything was changed on the target.', example: 'true' },
    'plan-id': { description: 'sha256 of the release plan up to this action.', example: '9f2c...' },
    result: { description: 'The outcome as JSON, versioned by its field `schema`.', example: '{"schema":1}' },
    'result-path': { description: 'File that holds the same JSON.', example: '.fairlead/results/production-8412/health-check.json' },
    'record-path': { description: 'Where the entries of this release are.', example: 'directory:.fairlead/record' },
    'release-id': { description: 'The release this run belongs to.', example: 'production-8412' },
    'duration-ms': { description: 'How long the action ran, in milliseconds.', example: '5230' },
};


/***/ }),

/***/ 97801:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P_: () => (/* binding */ defaulted),
/* harmony export */   QP: () => (/* binding */ defineAction),
/* harmony export */   lq: () => (/* binding */ optional),
/* harmony export */   mw: () => (/* binding */ required)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61420);
/* harmony import */ var _input_problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(17903);


function defineAction(manifest) {
    return manifest;
}
const required = {
    text: (options) => input({ ...options, type: 'text', required: true }, (text) => text),
};
const optional = {
    text: (options) => input({ ...options, type: 'text' }, (text) => text),
    duration: (options) => input({ ...options, type: 'duration' }, _duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9),
    /** YAML text of one section of fairlead.yml; wins over the file, so that an action works without one. */
    section: (name, options) => ({
        ...input({ ...options, type: 'YAML' }, (text) => text),
        section: name,
    }),
};
const defaulted = {
    text: (options) => input({ ...options, type: 'text' }, (text) => text),
    flag: (options) => input({ ...options, type: 'true or false' }, readFlag),
    duration: (options) => input({ ...options, type: 'duration' }, _duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9),
    oneOf: (choices, options) => input({ ...options, type: choices.join(' | ') }, (text, at) => {
        const choice = choices.find((known) => known === text);
        if (choice === undefined)
            throw (0,_input_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNotOneOf */ .nr)({ input: at.file, text, choices: choices.join(', '), at: null });
        return choice;
    }),
};
function input(options, read) {
    const { type, description, example, required = false, secret = false, fromEnvironment = false, expression = null } = options;
    return {
        type,
        description,
        example,
        required,
        secret,
        fromEnvironment,
        expression,
        section: null,
        default: options.default ?? null,
        read,
    };
}
/** YAML 1.2 words only: `yes` and `on` are refused rather than read as false. */
function readFlag(text, at) {
    if (['true', 'True', 'TRUE'].includes(text))
        return true;
    if (['false', 'False', 'FALSE'].includes(text))
        return false;
    throw (0,_input_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .inputNotTrueOrFalse */ .cN)({ input: at.file, text });
}


/***/ }),

/***/ 97400:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ makeReleaseFolder)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);


/**
 * Makes the release folder from the checkout, whole or not at all: copied beside, then renamed. A folder that is
 * there already is kept as it is. Returns whether it was made.
 */
async function makeReleaseFolder(release, { directory, write }) {
    if (await exists(release.directory))
        return false;
    await write('release folder', async () => {
        const draft = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(release.directory), `.${(0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(release.directory)}.draft`);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(draft, { recursive: true, force: true });
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(draft, { recursive: true });
        for (const path of release.copy) {
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(draft, path)), { recursive: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.cp)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, path), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(draft, path), { recursive: true, verbatimSymlinks: true });
        }
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(draft, release.directory);
    });
    return true;
}
async function exists(path) {
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)(path);
        return true;
    }
    catch {
        return false;
    }
}


/***/ })

};
