export const id = 484;
export const ids = [484];
export const modules = {

/***/ 30154:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ programEnvironment),
/* harmony export */   z: () => (/* binding */ readAddress)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(15352);

/** Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...`. No part of it is repeated in a problem. */
function readAddress(url, at) {
    const malformed = (reason) => (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .urlMalformed */ .z8)({ reason, at });
    if (!URL.canParse(url))
        throw malformed('it is no URL');
    const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
    if (protocol !== 'postgres:' && protocol !== 'postgresql:')
        throw malformed('it does not begin with postgres://');
    const part = (name, text) => {
        try {
            return decodeURIComponent(text);
        }
        catch {
            throw malformed(`its ${name} has a % that begins no percent-encoding`);
        }
    };
    const database = part('database', pathname.replace(/^\//, ''));
    const user = part('user', username) || (searchParams.get('user') ?? '');
    if (database === '')
        throw malformed('it names no database');
    if (user === '')
        throw malformed('it names no user');
    return {
        host: searchParams.get('host') ?? (hostname === '' ? 'localhost' : part('host', hostname.replace(/^\[(.*)\]$/, '$1'))),
        port: port === '' ? 5432 : Number(port),
        user,
        password: part('password', password),
        database,
        tls: readTls(searchParams.get('sslmode'), malformed),
        rootCertificate: searchParams.get('sslrootcert'),
    };
}
/** What libpq programs need to reach a database; the password stays out of their arguments. */
function programEnvironment(address, { database, application }) {
    return {
        PGHOST: address.host,
        PGPORT: String(address.port),
        PGUSER: address.user,
        PGPASSWORD: address.password,
        PGDATABASE: database,
        PGAPPNAME: application,
        PGCONNECT_TIMEOUT: '15',
        LC_ALL: 'C.UTF-8',
        ...(address.tls === null ? {} : { PGSSLMODE: address.tls }),
        ...(address.rootCertificate === null ? {} : { PGSSLROOTCERT: address.rootCertificate }),
    };
}
function readTls(mode, malformed) {
    if (mode === null || mode === 'prefer' || mode === 'allow')
        return null;
    if (mode === 'disable' || mode === 'require' || mode === 'verify-ca' || mode === 'verify-full')
        return mode;
    throw malformed('its sslmode is not one of disable, allow, prefer, require, verify-ca, verify-full');
}


/***/ }),

/***/ 76219:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  wZ: () => (/* binding */ backupPath),
  Ge: () => (/* binding */ backupStore),
  ti: () => (/* binding */ damageOf),
  aK: () => (/* binding */ draftFolder),
  SC: () => (/* binding */ findBackup),
  Cw: () => (/* binding */ listBackups),
  WR: () => (/* binding */ publishBackup),
  SB: () => (/* binding */ requireBackup),
  H9: () => (/* binding */ storeProblem),
  v8: () => (/* binding */ writeDurably)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(12311);
;// CONCATENATED MODULE: ./build/postgres/manifest.js

const file = schemas/* strictObject */.rej({
    /** Within the backup's folder. */
    path: schemas/* string */.YjP(),
    bytes: schemas/* number */.aig(),
    sha256: schemas/* string */.YjP(),
    /** Before encryption; the same as above without. */
    plainBytes: schemas/* number */.aig(),
    plainSha256: schemas/* string */.YjP(),
});
const contentSchema = schemas/* strictObject */.rej({
    tables: schemas/* array */.YOg(schemas/* strictObject */.rej({ table: schemas/* string */.YjP(), rows: schemas/* number */.aig(), fingerprint: schemas/* string */.YjP() })),
    sequences: schemas/* array */.YOg(schemas/* strictObject */.rej({ sequence: schemas/* string */.YjP(), last: schemas/* string */.YjP().nullable(), increment: schemas/* string */.YjP() })),
    largeObjects: schemas/* strictObject */.rej({ count: schemas/* number */.aig(), fingerprint: schemas/* string */.YjP() }),
});
const countersSchema = schemas/* strictObject */.rej({
    epoch: schemas/* string */.YjP(),
    tables: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* strictObject */.rej({ table: schemas/* string */.YjP(), written: schemas/* number */.aig() })),
});
const manifestSchema = schemas/* strictObject */.rej({
    schema: schemas/* literal */.euz(1),
    release: schemas/* string */.YjP(),
    commit: schemas/* string */.YjP(),
    /** ISO 8601 in UTC: when the snapshot was taken. */
    takenAt: schemas/* string */.YjP(),
    database: schemas/* strictObject */.rej({ name: schemas/* string */.YjP(), systemIdentifier: schemas/* string */.YjP(), serverVersion: schemas/* string */.YjP(), clientVersion: schemas/* string */.YjP() }),
    /** How the database must be made so that the restored one is equal. */
    creation: schemas/* strictObject */.rej({
        encoding: schemas/* string */.YjP(),
        collate: schemas/* string */.YjP(),
        characterType: schemas/* string */.YjP(),
        provider: schemas/* string */.YjP(),
        locale: schemas/* string */.YjP().nullable(),
    }),
    /** Write-ahead log position of the snapshot. */
    walPosition: schemas/* string */.YjP().nullable(),
    /** Age recipient, or null for a plain archive. */
    encryptedTo: schemas/* string */.YjP().nullable(),
    files: schemas/* array */.YOg(file),
    version: schemas/* strictObject */.rej({ known: schemas/* boolean */.zMY(), applied: schemas/* array */.YOg(schemas/* string */.YjP()), digest: schemas/* string */.YjP() }),
    structure: schemas/* strictObject */.rej({ objects: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()), fingerprint: schemas/* string */.YjP(), shape: schemas/* string */.YjP() }),
    invalidIndexes: schemas/* array */.YOg(schemas/* string */.YjP()),
    content: contentSchema,
    counters: countersSchema,
});

// EXTERNAL MODULE: ./build/postgres/names.js
var names = __webpack_require__(12810);
// EXTERNAL MODULE: ./build/postgres/problems.js
var problems = __webpack_require__(15352);
// EXTERNAL MODULE: ./build/postgres/stored-file.js
var stored_file = __webpack_require__(98242);
;// CONCATENATED MODULE: ./build/postgres/backup-store.js
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







const manifestFile = 'manifest.json';
function backupStore(directory, workingDirectory) {
    return { directory, absolute: (0,external_node_path_.resolve)(workingDirectory, directory) };
}
/** Path of a release's backup, there or not. */
function backupPath({ directory }, release) {
    return (0,external_node_path_.join)(directory, (0,names/* backupFolderName */.EJ)(release));
}
/** The problem of a store that takes no files, or null; looks only. */
async function storeProblem({ directory, absolute }, at) {
    for (let path = absolute;; path = (0,external_node_path_.dirname)(path)) {
        try {
            if (!(await (0,promises_.stat)(path)).isDirectory())
                return (0,problems/* storeNotWritable */.RP)({ store: directory, reason: 'it is, or lies in, something that is no folder', at });
            await (0,promises_.access)(path, promises_.constants.W_OK | promises_.constants.X_OK);
            return null;
        }
        catch (cause) {
            const code = cause.code ?? 'unknown';
            if (code === 'ENOTDIR')
                continue;
            if (code !== 'ENOENT' || path === (0,external_node_path_.dirname)(path))
                return (0,problems/* storeNotWritable */.RP)({ store: directory, reason: code, at });
        }
    }
}
/** The complete backup of a release, or null. A folder without a readable manifest is none. */
async function findBackup(store, release) {
    return readStored({ path: backupPath(store, release), folder: (0,external_node_path_.join)(store.absolute, (0,names/* backupFolderName */.EJ)(release)) });
}
/** The backup at a `backup-path`; problem `postgres/backup-missing`. */
async function requireBackup(path, workingDirectory) {
    const stored = await readStored({ path, folder: (0,external_node_path_.resolve)(workingDirectory, path) });
    if (stored === null)
        throw (0,problems/* backupMissing */.Xb)({ backup: path });
    return stored;
}
/** Every complete backup of the store. */
async function listBackups(store) {
    const names = await (0,promises_.readdir)(store.absolute).catch(() => []);
    const found = await Promise.all(names
        .filter((name) => !name.startsWith('.'))
        .map((name) => readStored({ path: (0,external_node_path_.join)(store.directory, name), folder: (0,external_node_path_.join)(store.absolute, name) })));
    return found.filter((backup) => backup !== null);
}
/** Reads every file again: the problem of the first that is not what the manifest says, or null. */
async function damageOf({ folder, path, manifest }) {
    for (const { path: name, bytes, sha256 } of manifest.files) {
        const found = await (0,stored_file/* sha256OfFile */.Vq)((0,external_node_path_.join)(folder, name)).catch((cause) => cause.code ?? 'unreadable');
        if (typeof found === 'string')
            return (0,problems/* backupDamaged */.IS)({ backup: path, damage: `${name} cannot be read (${found})` });
        if (found.bytes !== bytes)
            return (0,problems/* backupDamaged */.IS)({ backup: path, damage: `${name} has ${found.bytes} bytes, its manifest says ${bytes}` });
        if (found.sha256 !== sha256)
            return (0,problems/* backupDamaged */.IS)({ backup: path, damage: `${name} has another sha256 than its manifest says` });
    }
    return null;
}
/** An empty folder beside the final one; files come first, the manifest last, then it is renamed into place. */
async function draftFolder(store, release) {
    const draft = (0,external_node_path_.join)(store.absolute, `.${(0,names/* backupFolderName */.EJ)(release)}.draft`);
    try {
        await (0,promises_.rm)(draft, { recursive: true, force: true });
        await (0,promises_.mkdir)(draft, { recursive: true, mode: 0o700 });
        return draft;
    }
    catch (cause) {
        throw (0,problems/* storeNotWritable */.RP)({ store: store.directory, reason: cause.code ?? 'unknown', cause });
    }
}
/** Writes the manifest and puts the draft in the place of what was there. */
async function publishBackup(store, { draft, manifest }) {
    await writeDurably((0,external_node_path_.join)(draft, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    const folder = (0,external_node_path_.join)(store.absolute, (0,names/* backupFolderName */.EJ)(manifest.release));
    await (0,promises_.rm)(folder, { recursive: true, force: true });
    await (0,promises_.rename)(draft, folder);
    await syncFolder(store.absolute);
    const stored = await findBackup(store, manifest.release);
    if (stored === null)
        throw (0,problems/* backupMissing */.Xb)({ backup: backupPath(store, manifest.release) });
    return stored;
}
/** Whole or not at all, also when the machine stops. */
async function writeDurably(path, text) {
    const draft = `${path}.draft`;
    {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const file = __addDisposableResource(env_1, await (0,promises_.open)(draft, 'w', 0o600), true);
            await file.writeFile(text);
            await file.sync();
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
    await (0,promises_.rename)(draft, path);
    await syncFolder((0,external_node_path_.dirname)(path));
}
async function syncFolder(path) {
    const env_2 = { stack: [], error: void 0, hasError: false };
    try {
        const folder = __addDisposableResource(env_2, await (0,promises_.open)(path, 'r'), true);
        await folder.sync();
    }
    catch (e_2) {
        env_2.error = e_2;
        env_2.hasError = true;
    }
    finally {
        const result_2 = __disposeResources(env_2);
        if (result_2)
            await result_2;
    }
}
async function readStored({ path, folder }) {
    try {
        const text = await (0,promises_.readFile)((0,external_node_path_.join)(folder, manifestFile), 'utf8');
        const manifest = manifestSchema.parse(JSON.parse(text));
        return { path, folder, manifest, sha256: (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex') };
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 92992:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ codeOf),
/* harmony export */   Ng: () => (/* binding */ connect),
/* harmony export */   bD: () => (/* binding */ messageOf)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15352);


/** Opens a session; what can go wrong is told as problems that hold nothing of the address. */
async function connect(address, { database, application, purpose }) {
    const { default: pg } = await __webpack_require__.e(/* import() */ 849).then(__webpack_require__.bind(__webpack_require__, 83849));
    const client = new pg.Client({
        host: address.host,
        port: address.port,
        user: address.user,
        password: address.password,
        database,
        application_name: application,
        connectionTimeoutMillis: 15_000,
        keepAlive: true,
        ssl: await tlsOptions(address),
    });
    let lost = false;
    client.on('error', () => (lost = true));
    client.on('end', () => (lost = true));
    try {
        await client.connect();
    }
    catch (cause) {
        await client.end().catch(() => { });
        throw problemOfConnecting(cause, database);
    }
    const connection = {
        pid: client.processID,
        isLost: () => lost,
        async query(text, values = []) {
            try {
                return (await client.query(text, [...values])).rows;
            }
            catch (cause) {
                throw problemOfQuery(cause, { lost, purpose });
            }
        },
        [Symbol.asyncDispose]: () => client.end().catch(() => { }),
    };
    await settle(connection);
    return connection;
}
/** The server's and the role's own time limits are made for services: a session that waits for a dump must outlive them. */
async function settle(connection) {
    try {
        const [seen] = await connection.query(`SELECT pg_backend_pid() AS pid,
              set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false),
              set_config('idle_session_timeout', '0', false), set_config('lock_timeout', '10s', false)`);
        if (seen?.pid !== connection.pid)
            throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .behindPooler */ .M5)({});
    }
    catch (thrown) {
        await connection[Symbol.asyncDispose]();
        throw thrown;
    }
}
async function tlsOptions({ tls, rootCertificate }) {
    if (tls === null || tls === 'disable')
        return false;
    const trusted = rootCertificate === null ? {} : { ca: await certificates(rootCertificate) };
    if (tls === 'verify-full')
        return { ...trusted, rejectUnauthorized: true };
    // As libpq: `verify-ca` checks the chain and not the name, and so does `require` when certificates to trust are given.
    if (tls === 'verify-ca' || rootCertificate !== null)
        return { ...trusted, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    return { rejectUnauthorized: false };
}
async function certificates(path) {
    try {
        return await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(path, 'utf8');
    }
    catch (cause) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .tlsProblem */ .hE)({ reason: `sslrootcert cannot be read (${codeOf(cause) ?? 'unknown'})` });
    }
}
function problemOfConnecting(cause, database) {
    const code = codeOf(cause);
    const message = messageOf(cause);
    if (code === '28P01')
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .wrongPassword */ .lr)({});
    if (code === '3D000')
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseMissing */ ._E)({ database });
    if (code === '55000')
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .databaseClosed */ ._2)({ database });
    if (code === '28000' && /encryption|SSL/i.test(message))
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .tlsProblem */ .hE)({ reason: 'the server demands it' });
    if (code === '42501')
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .notPermitted */ .go)({ reason: message });
    if (/does not support SSL/i.test(message))
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .tlsProblem */ .hE)({ reason: 'the server does not support it' });
    if (isCertificateError(code))
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .tlsProblem */ .hE)({ reason: `its certificate does not verify (${code})` });
    if (code !== null && /^[0-9A-Z]{5}$/.test(code))
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .connectionRefused */ .nK)({ reason: `${message} (${code})` });
    return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .unreachable */ .HB)({ reason: code ?? reasonWithoutCode(message) });
}
function problemOfQuery(cause, { lost, purpose }) {
    const code = codeOf(cause);
    if (lost || code?.startsWith('57P') || code?.startsWith('08') || /Connection terminated|not queryable/.test(messageOf(cause))) {
        return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .connectionLost */ .Bx)({ purpose, cause });
    }
    return code === '42501' ? (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .notPermitted */ .go)({ reason: messageOf(cause), cause }) : cause;
}
function isCertificateError(code) {
    return code !== null && /CERT|SIGNATURE|ISSUER|ALTNAME|^ERR_TLS|^ERR_SSL/.test(code);
}
/** SQLSTATE of an answer, or the code of a failed socket. */
function codeOf(cause) {
    const code = cause?.code;
    if (typeof code === 'string')
        return code;
    const [first] = cause?.errors ?? [];
    return first === undefined ? null : codeOf(first);
}
function messageOf(cause) {
    return cause instanceof Error ? cause.message : String(cause);
}
function reasonWithoutCode(message) {
    return /timeout/i.test(message) ? 'no answer within 15 s' : 'the connection was cut while it was made';
}


/***/ }),

/***/ 84127:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ databaseSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(53988);


const duration = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().regex(/^\d+(\.\d+)?\s*(ms|s|m|h|d)$/, 'Expected a number and its unit: 200 ms, 30s, 5m, 2h or 7d');
const schema = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    url: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
        .describe('postgres://USER:PASSWORD@HOST:PORT/DATABASE of the role that owns the database and may create databases. A secret.'),
    migrate: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
        command: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1).describe('Any migration tool, run by bash in the release folder; DATABASE_URL and PGOPTIONS are set.'),
        'version-table': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
            .regex(/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/, 'Expected a table name, with or without its schema')
            .optional()
            .describe("The tool's own table of applied migrations. Without it the schema itself is the version."),
        environment: zod__WEBPACK_IMPORTED_MODULE_0__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP())
            .default({})
            .describe('More variables for the command; they win over the ones that are set.'),
        directory: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional().describe('Folder of the migrations: its content becomes part of what a plan-id approves.'),
        'lock-timeout': duration
            .default('5s')
            .describe('A statement that waits longer for a lock fails instead of holding everyone up behind it.'),
        'application-name': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
            .optional()
            .describe('How the sessions of the command call themselves, where the tool sets a name of its own: tells them from those of the services.'),
    }),
    backup: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
        store: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ directory: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('Folder that keeps the backups; it must survive the job.') }),
        'encrypt-to': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional().describe('Public age recipient (age1...): the job that writes a backup cannot read it.'),
        keep: duration.default('7d').describe('Older backups, and the databases kept for them, are removed; never the newest verified one.'),
    }),
    'max-lost-rows': zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig()
        .int()
        .min(0)
        .default(0)
        .describe('A swap back that would lose more rows written since the backup is left to a person.'),
    client: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().optional().describe("Folder of pg_dump and pg_restore of the server's major. By default it is looked for."),
    'maintenance-database': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
        .default('postgres')
        .describe('Database that holds the migration lock, and from which databases are renamed.'),
});
const databaseSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_1__/* .defineSection */ .r)({
    name: 'database',
    description: 'The PostgreSQL database: how it is reached, migrated and backed up.',
    sketch: 'database:\n  url: "${env.DATABASE_URL}"\n  migrate: { command: npm run db:migrate, version-table: migrations }\n  backup: { store: { directory: backups } }',
    schema,
});


/***/ }),

/***/ 9689:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ openDatabase)
/* harmony export */ });
/* harmony import */ var _address_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(30154);
/* harmony import */ var _connection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(92992);
/* harmony import */ var _database_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(84127);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12810);
/* harmony import */ var _server_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4167);





/** Reads section `database`, reaches the server and learns what it is. The live database itself may be closed or missing. */
async function openDatabase({ config, references, release }, { randomBytes }) {
    const section = config.require(_database_section_js__WEBPACK_IMPORTED_MODULE_2__/* .databaseSection */ .F);
    const at = config.position('database', 'url');
    const address = (0,_address_js__WEBPACK_IMPORTED_MODULE_0__/* .readAddress */ .z)(references.secret(section.url, { at }), at);
    const nonce = Buffer.from(randomBytes(4)).toString('hex');
    const nameFor = (purpose) => (0,_names_js__WEBPACK_IMPORTED_MODULE_3__/* .applicationName */ .SX)({ purpose, release: release.id, nonce });
    let opened = 0;
    const open = async ({ to, as }) => {
        const connection = await (0,_connection_js__WEBPACK_IMPORTED_MODULE_1__/* .connect */ .Ng)(address, { database: to, application: nameFor(as), purpose: `"${to}" (${as})` });
        if (to === address.database)
            opened += 1;
        return connection;
    };
    const maintenance = await open({ to: section['maintenance-database'], as: 'read' });
    try {
        return {
            name: address.database,
            address,
            server: await (0,_server_js__WEBPACK_IMPORTED_MODULE_4__/* .readServer */ .W)(maintenance, address),
            maintenance,
            maintenanceName: section['maintenance-database'],
            applicationName: nameFor,
            nonce,
            connect: open,
            sessionsOpened: () => opened,
            [Symbol.asyncDispose]: () => maintenance[Symbol.asyncDispose](),
        };
    }
    catch (thrown) {
        await maintenance[Symbol.asyncDispose]();
        throw thrown;
    }
}


/***/ }),

/***/ 28618:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   VK: () => (/* binding */ tagged),
/* harmony export */   Wo: () => (/* binding */ catalogEntry),
/* harmony export */   c1: () => (/* binding */ liveState),
/* harmony export */   t2: () => (/* binding */ exists),
/* harmony export */   zW: () => (/* binding */ readTag)
/* harmony export */ });
/** What the live database is right now, without connecting to it. */
async function liveState(database) {
    const entry = await catalogEntry(database, database.name);
    return { exists: entry !== null, open: entry?.open ?? false, closedBy: readTag(entry?.comment ?? null).closedBy, entry };
}
async function catalogEntry({ maintenance, server }, name) {
    // The column has had three names: nothing before 15, daticulocale in 15 and 16, datlocale since 17.
    const locale = server.major >= 17 ? 'datlocale' : server.major >= 15 ? 'daticulocale' : 'NULL';
    const provider = server.major >= 15 ? 'datlocprovider' : `'c'`;
    const [row] = await maintenance.query(`SELECT d.datname AS name, pg_get_userbyid(d.datdba) AS owner, d.datallowconn AS open, shobj_description(d.oid, 'pg_database') AS comment,
            pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS "characterType",
            ${provider}::text AS provider, ${locale} AS locale, t.spcname AS tablespace, d.datconnlimit AS "connectionLimit",
            pg_has_role(d.datdba, 'USAGE') AS "ownedByUs",
            CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid)::text END AS bytes
     FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = $1`, [name]);
    return row === undefined ? null : { ...row, bytes: row.bytes === null ? null : Number(row.bytes) };
}
/** Names of databases that begin like this one: told when it is missing. */
async function exists({ maintenance }, name) {
    return (await maintenance.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).length > 0;
}
const tagPattern = /\n?\[fairlead: closed by ([^\]\n]*)\]$/;
/** The comment of a database that is closed for a swap says so: evidence on the target itself, readable while it is closed. */
function tagged(comment, release) {
    const { original } = readTag(comment);
    return `${original === null ? '' : `${original}\n`}[fairlead: closed by ${release}]`;
}
function readTag(comment) {
    const match = tagPattern.exec(comment ?? '');
    if (comment === null || match === null)
        return { original: comment, closedBy: null };
    const original = comment.slice(0, match.index);
    return { original: original === '' ? null : original, closedBy: match[1] ?? '' };
}


/***/ }),

/***/ 5843:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ migrationLock)
/* harmony export */ });
/* unused harmony export lockKey */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15352);


/** The server notices at once that a killed run is gone; on a network it may take a moment. */
const patienceMs = 3_000;
/**
 * One migration of a database at a time, over all machines. It lives in the maintenance database: there it neither
 * blocks the rename of a swap nor dies in it, and no CREATE INDEX CONCURRENTLY waits for its session.
 * Problem `postgres/locked` names the holder.
 */
async function migrationLock(database, { clock, sleep }) {
    const session = await database.connect({ to: database.maintenanceName, as: 'lock' });
    const key = lockKey(database);
    const until = clock.elapsedMs() + patienceMs;
    while (!(await tryLock(session, key))) {
        if (clock.elapsedMs() > until) {
            const problem = await heldByAnother(session, { key, database: database.name });
            await session[Symbol.asyncDispose]();
            throw problem;
        }
        await sleep(100);
    }
    return {
        assertHeld() {
            if (session.isLost())
                throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .connectionLost */ .Bx)({ purpose: 'the migration lock' });
        },
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
}
/** 64 bits of the database's identity; the same on every machine. */
function lockKey({ server, name }) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`fairlead migration ${server.systemIdentifier} ${name}`).digest().readBigInt64BE();
}
async function tryLock(session, key) {
    const [row] = await session.query('SELECT pg_try_advisory_lock($1::bigint) AS locked', [String(key)]);
    return row?.locked === true;
}
async function heldByAnother(session, { key, database }) {
    const [holder] = await session.query(`SELECT activity.application_name AS name, lock.pid, activity.backend_start AS since
     FROM pg_locks lock LEFT JOIN pg_stat_activity activity ON activity.pid = lock.pid
     WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 1
       AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (lock.classid::bigint << 32) | lock.objid::bigint = $1::bigint`, [String(key)]);
    const release = /^fairlead lock (\S+)/.exec(holder?.name ?? '')?.[1];
    return (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .locked */ .xt)({
        database,
        holder: holder === undefined
            ? 'another run'
            : `${release === undefined ? 'another run' : `release ${release}`} (server process ${holder.pid})`,
        since: holder?.since?.toISOString() ?? 'a moment ago',
    });
}


/***/ }),

/***/ 97242:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C1: () => (/* binding */ readVerification),
/* harmony export */   Lx: () => (/* binding */ writeMark),
/* harmony export */   Mp: () => (/* binding */ readMark),
/* harmony export */   X_: () => (/* binding */ writeVerification),
/* harmony export */   YQ: () => (/* binding */ settleMigration)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12311);
/* harmony import */ var _backup_store_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76219);




const markFile = 'migration.json';
const verificationFile = 'verified.json';
const markSchema = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({ migration: zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['begun', 'applied', 'undone']), at: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP() });
const verificationSchema = zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({ backup: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), level: zod__WEBPACK_IMPORTED_MODULE_3__/* .number */ .aig(), standby: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), at: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP() });
/** Null: the migration was not begun. */
async function readMark({ folder }) {
    const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, markFile), 'utf8').catch(() => null);
    if (text === null)
        return null;
    const read = markSchema.safeParse(tryJson(text));
    // A mark that cannot be read was written by somebody: the careful reading is that the migration had begun.
    return read.success ? read.data.migration : 'begun';
}
async function writeMark(backup, migration, { write, clock }) {
    const text = `${JSON.stringify({ migration, at: clock.now().toISOString() })}\n`;
    await write(`migration ${migration}`, () => (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_2__/* .writeDurably */ .v8)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(backup.folder, markFile), text), {
        evenWhenCancelled: migration !== 'begun',
    });
}
/** For the rollback: the database is as before again (or, `applied`, the migration stays), so the next attempt takes a new backup. */
async function settleMigration({ backup, as }, world) {
    await writeMark(await (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_2__/* .requireBackup */ .SB)(backup, world.directory), as, world);
}
async function readVerification({ folder, sha256 }) {
    const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, verificationFile), 'utf8').catch(() => null);
    const read = verificationSchema.safeParse(text === null ? null : tryJson(text));
    return read.success && read.data.backup === sha256 ? read.data : null;
}
async function writeVerification({ folder, sha256 }, { level, standby }, { write, clock }) {
    const text = `${JSON.stringify({ backup: sha256, level, standby, at: clock.now().toISOString() })}\n`;
    await write('verified backup', () => (0,_backup_store_js__WEBPACK_IMPORTED_MODULE_2__/* .writeDurably */ .v8)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, verificationFile), text));
}
function tryJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 12810:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EJ: () => (/* binding */ backupFolderName),
/* harmony export */   Fu: () => (/* binding */ standbyName),
/* harmony export */   SX: () => (/* binding */ applicationName),
/* harmony export */   VT: () => (/* binding */ failedName)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);

/** Bytes of a PostgreSQL identifier (NAMEDATALEN - 1). */
const longestName = 63;
/** Name of the restored copy that can be swapped in for the live database. */
function standbyName({ database, release }) {
    return fitting(`${database}_standby_${slug(release)}`);
}
/** Name under which the database is kept that the standby took the place of. */
function failedName({ database, release }) {
    return fitting(`${database}_failed_${slug(release)}`);
}
/** Folder of a release's backup within the store. */
function backupFolderName(release) {
    const safe = release.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
    return safe === release ? safe : `${safe.slice(0, 80)}-${shortHash(release)}`;
}
/** application_name of a session: visible in pg_stat_activity, names the release to whoever waits. */
function applicationName({ purpose, release, nonce }) {
    return `fairlead ${purpose} ${slug(release).slice(0, 34)} ${nonce}`;
}
function slug(release) {
    return release.replaceAll(/[^A-Za-z0-9_]/g, '_');
}
function fitting(name) {
    if (Buffer.byteLength(name) <= longestName)
        return name;
    const end = `_${shortHash(name)}`;
    let start = name;
    while (Buffer.byteLength(start) + end.length > longestName)
        start = start.slice(0, -1);
    return start + end;
}
function shortHash(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex').slice(0, 8);
}


/***/ }),

/***/ 15352:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bs: () => (/* binding */ serverTooOld),
/* harmony export */   Bx: () => (/* binding */ connectionLost),
/* harmony export */   CX: () => (/* binding */ temporaryFolderUnsafe),
/* harmony export */   Ds: () => (/* binding */ storeShared),
/* harmony export */   ET: () => (/* binding */ migrationHeld),
/* harmony export */   Eb: () => (/* binding */ readOnlyServer),
/* harmony export */   Eg: () => (/* binding */ migrationFailed),
/* harmony export */   HB: () => (/* binding */ unreachable),
/* harmony export */   IS: () => (/* binding */ backupDamaged),
/* harmony export */   Lp: () => (/* binding */ unsettledMigration),
/* harmony export */   M5: () => (/* binding */ behindPooler),
/* harmony export */   RP: () => (/* binding */ storeNotWritable),
/* harmony export */   Vc: () => (/* binding */ standbyGone),
/* harmony export */   We: () => (/* binding */ invalidIndexes),
/* harmony export */   X$: () => (/* binding */ roleLacks),
/* harmony export */   Xb: () => (/* binding */ backupMissing),
/* harmony export */   _2: () => (/* binding */ databaseClosed),
/* harmony export */   _E: () => (/* binding */ databaseMissing),
/* harmony export */   eJ: () => (/* binding */ dumpFailed),
/* harmony export */   go: () => (/* binding */ notPermitted),
/* harmony export */   hE: () => (/* binding */ tlsProblem),
/* harmony export */   iu: () => (/* binding */ restoreFailed),
/* harmony export */   jO: () => (/* binding */ recipientInvalid),
/* harmony export */   lr: () => (/* binding */ wrongPassword),
/* harmony export */   nK: () => (/* binding */ connectionRefused),
/* harmony export */   o4: () => (/* binding */ identityInvalid),
/* harmony export */   rO: () => (/* binding */ versionTableMissing),
/* harmony export */   sL: () => (/* binding */ backupDiffers),
/* harmony export */   tf: () => (/* binding */ clientMajor),
/* harmony export */   xX: () => (/* binding */ swapFailed),
/* harmony export */   xt: () => (/* binding */ locked),
/* harmony export */   z8: () => (/* binding */ urlMalformed)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const nothingHappened = 'Nothing was changed.';
const urlMalformed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/url-malformed',
    example: { reason: 'it names no database' },
    what: ({ reason }) => `The database url cannot be used: ${reason}.`,
    state: nothingHappened,
    remedy: 'Write postgres://USER:PASSWORD@HOST:PORT/DATABASE. Characters other than letters and digits in the password must be percent-encoded.',
});
const unreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/unreachable',
    example: { reason: 'ECONNREFUSED' },
    what: ({ reason }) => `The database server cannot be reached: ${reason}.`,
    state: nothingHappened,
    remedy: 'Start the server, or correct host and port of database.url; the runner must be allowed to reach it.',
});
const wrongPassword = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/wrong-password',
    example: {},
    what: () => 'The server refused the user or the password of database.url.',
    state: nothingHappened,
    remedy: 'Correct the secret that database.url comes from. Odd characters in a password must be percent-encoded.',
});
const databaseMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/database-missing',
    example: { database: 'traqora' },
    what: ({ database }) => `The server has no database "${database}".`,
    state: nothingHappened,
    remedy: ({ database }) => `Create it (CREATE DATABASE "${database}" OWNER ...), or correct database.url.`,
});
const databaseClosed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/database-closed',
    example: { database: 'traqora' },
    what: ({ database }) => `The database "${database}" accepts no connections, and it was not Fairlead that closed it.`,
    state: nothingHappened,
    remedy: ({ database }) => `Ask who closed it; then: ALTER DATABASE "${database}" ALLOW_CONNECTIONS true;`,
});
const tlsProblem = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/tls',
    example: { reason: 'the server does not support TLS' },
    what: ({ reason }) => `No TLS connection to the database: ${reason}.`,
    state: nothingHappened,
    remedy: 'Set sslmode in database.url to what the server offers: disable, require, or verify-full with sslrootcert=PATH.',
});
const connectionRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/refused',
    example: { reason: 'sorry, too many clients already (53300)' },
    what: ({ reason }) => `The server refused the connection: ${reason}.`,
    state: nothingHappened,
    remedy: 'Remove the cause it names, then run again.',
});
const connectionLost = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/connection-lost',
    example: { purpose: 'the migration lock' },
    what: ({ purpose }) => `The server ended the connection of ${purpose}.`,
    state: 'Unknown until the next run, which reads the database first and goes on from there.',
    remedy: 'See that the server runs, then run the same release again.',
});
const notPermitted = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/not-permitted',
    example: { reason: 'permission denied for table invoices' },
    what: ({ reason }) => `The role of database.url lacks a right: ${reason}.`,
    state: 'No migration was run by this attempt.',
    remedy: 'Give database.url the role that owns the database and everything in it.',
});
const behindPooler = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/pooler',
    example: {},
    what: () => 'database.url leads to a connection pooler, not to PostgreSQL itself: locks, snapshots and settings would not hold.',
    state: nothingHappened,
    remedy: 'Give database.url the direct address of the server (usually another host or port).',
});
const readOnlyServer = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/read-only',
    example: { reason: 'it is a replica' },
    what: ({ reason }) => `The server takes no writes: ${reason}.`,
    state: nothingHappened,
    remedy: 'Give database.url the address of the primary.',
});
const roleLacks = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/role-lacks',
    example: { lacks: 'the right to create databases', remedy: 'ALTER ROLE app CREATEDB;' },
    what: ({ lacks }) => `The role of database.url lacks ${lacks}.`,
    state: nothingHappened,
    remedy: ({ remedy }) => `As an administrator: ${remedy}`,
});
const serverTooOld = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/server-too-old',
    example: { version: '13.14' },
    what: ({ version }) => `The server is PostgreSQL ${version}; 14 is the oldest that is supported.`,
    state: nothingHappened,
    remedy: 'Upgrade the server.',
});
const clientMajor = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/client-major',
    example: { server: 16, found: '15.18 in /usr/lib/postgresql/15/bin' },
    what: ({ server, found }) => `The server is PostgreSQL ${server}, and there is no pg_dump and pg_restore of ${server} here (found: ${found}).`,
    state: nothingHappened,
    remedy: ({ server }) => `Install the package postgresql-client-${server}, or set database.client to the folder of its programs. Another major can write backups that do not restore.`,
});
const locked = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/locked',
    example: { database: 'traqora', holder: 'release production-8412', since: '2026-11-23T10:00:00.000Z' },
    what: ({ database, holder, since }) => `The database "${database}" is being migrated by ${holder} since ${since}.`,
    state: nothingHappened,
    remedy: 'Wait for that run to end, then run again. The lock goes with its connection: nothing stays behind when it dies.',
});
const storeNotWritable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/store-not-writable',
    example: { store: 'backups', reason: 'ENOTDIR' },
    what: ({ store, reason }) => `Backups cannot be written to "${store}": ${reason}.`,
    state: 'Nothing was changed: without a backup nothing is migrated.',
    remedy: 'Set database.backup.store.directory to a folder this job may write to, with room for the database.',
});
const storeShared = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/store-shared',
    example: { backup: 'backups/production-8412', other: 'traqora_staging' },
    what: ({ backup, other }) => `"${backup}" holds a backup of another database ("${other}") under the id of this release.`,
    state: 'Nothing was changed: that backup was not overwritten.',
    remedy: 'Give each environment its own database.backup.store.directory.',
});
const temporaryFolderUnsafe = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/temporary-folder',
    example: { path: '/tmp/fairlead-0a1b2c3d' },
    what: ({ path }) => `The temporary folder "${path}" can be entered by others: the archive is plain while it is checked.`,
    state: 'Nothing was changed.',
    remedy: 'Set TMPDIR (or RUNNER_TEMP) to a folder of this user alone.',
});
const recipientInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/age-recipient',
    example: { reason: 'it is a secret key' },
    what: ({ reason }) => `database.backup.encrypt-to is no age recipient: ${reason}.`,
    state: nothingHappened,
    remedy: 'Make a key pair with age-keygen, give its public half (age1...) here, and keep the secret half away from this repository.',
});
const identityInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/age-identity',
    example: { reason: 'it does not open this backup' },
    what: ({ reason }) => `The age identity cannot be used: ${reason}.`,
    state: nothingHappened,
    remedy: 'Give the secret key (AGE-SECRET-KEY-1...) that belongs to the recipient in the manifest of the backup.',
});
const dumpFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/dump-failed',
    example: { exitCode: 1, tail: 'pg_dump: error: permission denied for table invoices' },
    what: ({ exitCode, tail }) => `pg_dump ended with ${exitCode}: ${tail}`,
    state: 'There is no backup, so nothing was migrated.',
    remedy: 'Remove the cause that pg_dump names, then run again.',
});
const restoreFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/restore-failed',
    example: { exitCode: 1, tail: 'pg_restore: error: could not execute query' },
    what: ({ exitCode, tail }) => `The backup does not restore; pg_restore ended with ${exitCode}: ${tail}`,
    state: 'The live database is untouched; nothing was migrated.',
    remedy: 'Remove the cause that pg_restore names (an extension or a role that is missing on the server, a full disk), then run again.',
});
const backupDiffers = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/backup-differs',
    example: { differences: 'public.bookings: 5000 rows in the snapshot, 2000 restored' },
    what: ({ differences }) => `The restored backup is not the database it was taken of: ${differences}.`,
    state: 'The live database is untouched; nothing was migrated.',
    remedy: 'Run again. If it repeats, report the difference: such a backup is no way back.',
});
const backupDamaged = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/backup-damaged',
    example: { backup: 'backups/production-8412', damage: 'toc.dat has 100 bytes, its manifest says 5120' },
    what: ({ backup, damage }) => `The backup "${backup}" is damaged: ${damage}.`,
    state: 'Nothing was changed by this run. The database may hold a half-done migration of an earlier attempt of this release.',
    remedy: 'Restore the file from a copy of the store, then run again. Or look at the database: once it is as you want it, release under another release-id with the input "settled" set to this one.',
});
const backupMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/backup-missing',
    example: { backup: 'backups/production-8412' },
    what: ({ backup }) => `There is no complete backup at "${backup}": its manifest is missing or cannot be read.`,
    state: nothingHappened,
    remedy: 'Name the backup-path output of the release, and mount the store it lies in.',
});
const standbyGone = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/standby-gone',
    example: { standby: 'traqora_standby_production_8412', backup: 'backups/production-8412' },
    what: ({ standby, backup }) => `The standby database "${standby}" is gone or was written to, the backup "${backup}" is encrypted, and the database is not what it holds: there is no way back at hand.`,
    state: 'Nothing was changed by this run.',
    remedy: 'Restore the backup with its age identity by the rollback action; or release under another release-id, with the input "settled" set to this one, once the database is as you want it.',
});
const unsettledMigration = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/unsettled-migration',
    example: { release: 'production-8411', reason: 'its migration was begun and never ended' },
    what: ({ release, reason }) => `The release "${release}" may have left the database half migrated: ${reason}.`,
    state: 'Nothing was changed: a backup of a half-migrated database would be no way back.',
    remedy: ({ release }) => `Run the release "${release}" again, or the rollback action for it. When the database is as you want it, set the input "settled" to "${release}".`,
});
const migrationFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/migration-failed',
    example: { reason: 'the command ended with 1: ERROR: column "seats" already exists', state: 'The database is proved unchanged.' },
    what: ({ reason }) => `The migration failed: ${reason}`,
    state: ({ state }) => state,
    remedy: 'Correct the migration, then release again.',
});
const migrationHeld = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/migration-held',
    example: {
        reason: 'the command ended with 1: ERROR: relation "seats" does not exist',
        because: '412 rows were written since the backup, and database.max-lost-rows is 0',
        difference: 'added: table public.seats',
        database: 'traqora',
        standby: 'traqora_standby_production_8412',
    },
    what: ({ reason }) => `The migration failed, and the database is held as it is: ${reason}`,
    state: ({ because, difference }) => `The database is open and not as before (${difference}). It was not swapped back because ${because}.`,
    remedy: ({ database, standby }) => `Choose. (1) Correct the migration and release again: rows are kept. (2) Run the rollback action with a higher limit of lost rows: it swaps "${standby}", the state at the backup, in for "${database}" and keeps the present one aside.`,
});
const invalidIndexes = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/invalid-index',
    example: { indexes: 'public.bookings_by_day' },
    what: ({ indexes }) => `The migration left invalid indexes: ${indexes}.`,
    state: 'They slow writes and serve no query.',
    remedy: 'DROP INDEX CONCURRENTLY each of them and create it again.',
});
const versionTableMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/version-table-missing',
    example: { table: 'migrations' },
    what: ({ table }) => `The migration command succeeded, but there is no table "${table}" that says what it applied.`,
    state: 'The command ran; what it did is not known.',
    remedy: "Correct database.migrate.version-table: it is the migration tool's own table, with its schema where that is not on the search path.",
});
const swapFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'postgres/swap-failed',
    example: { reason: 'sessions of another role cannot be ended', database: 'traqora' },
    what: ({ reason }) => `The standby database could not be swapped in: ${reason}.`,
    state: ({ database }) => `"${database}" was opened again as it was before the swap.`,
    remedy: 'Remove the cause (a prepared transaction, a session of a superuser), then run the rollback action.',
});


/***/ }),

/***/ 12393:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ identifier),
/* harmony export */   e: () => (/* binding */ literal)
/* harmony export */ });
/** An SQL identifier, quoted: `"odd ""name"""`. */
function identifier(name) {
    return `"${name.replaceAll('"', '""')}"`;
}
/** An SQL text literal. */
function literal(text) {
    if (text === null)
        return 'NULL';
    const quoted = `'${text.replaceAll("'", "''")}'`;
    return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}


/***/ }),

/***/ 4167:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ serverProblems),
/* harmony export */   W: () => (/* binding */ readServer)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _connection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(92992);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(15352);



/** The oldest major with hash_record_extended and pg_stat_database.sessions. */
const oldestMajor = 14;
async function readServer(maintenance, address) {
    const [row] = await maintenance.query(`SELECT current_setting('server_version_num')::int AS number, pg_is_in_recovery() AS replica,
            current_setting('default_transaction_read_only') AS "readOnly", current_user AS role,
            (SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS "mayCreate"`);
    const number = row?.number ?? 0;
    return {
        systemIdentifier: await systemIdentifier(maintenance, address),
        major: Math.floor(number / 10_000),
        version: `${Math.floor(number / 10_000)}.${number % 10_000}`,
        isReplica: row?.replica ?? true,
        isReadOnly: row?.readOnly === 'on',
        role: { name: row?.role ?? '', mayCreateDatabases: row?.mayCreate ?? false },
    };
}
/** Everything about the server that rules a migration with a way back out. */
function serverProblems(server, live) {
    const problems = [];
    if (server.major < oldestMajor)
        problems.push((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .serverTooOld */ .Bs)({ version: server.version }));
    if (server.isReplica)
        problems.push((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .readOnlyServer */ .Eb)({ reason: 'it is a replica' }));
    else if (server.isReadOnly)
        problems.push((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .readOnlyServer */ .Eb)({ reason: 'default_transaction_read_only is on' }));
    if (!server.role.mayCreateDatabases) {
        problems.push((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .roleLacks */ .X$)({ lacks: 'the right to create databases', remedy: `ALTER ROLE "${server.role.name}" CREATEDB;` }));
    }
    if (live !== null && !live.isOwner) {
        problems.push((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .roleLacks */ .X$)({ lacks: `ownership of "${live.database}"`, remedy: `ALTER DATABASE "${live.database}" OWNER TO "${server.role.name}";` }));
    }
    return problems;
}
async function systemIdentifier(maintenance, { host, port }) {
    try {
        const [row] = await maintenance.query('SELECT system_identifier::text AS id FROM pg_control_system()');
        if (row !== undefined)
            return row.id;
    }
    catch (thrown) {
        // Some managed services keep pg_control_system to themselves; the address then stands for the cluster.
        if ((0,_connection_js__WEBPACK_IMPORTED_MODULE_1__/* .codeOf */ .$N)(thrown) !== _problems_js__WEBPACK_IMPORTED_MODULE_2__/* .notPermitted */ .go.definition.code && (0,_connection_js__WEBPACK_IMPORTED_MODULE_1__/* .codeOf */ .$N)(thrown) !== '42883')
            throw thrown;
    }
    return `address-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(`${host}:${port}`).digest('hex').slice(0, 16)}`;
}


/***/ }),

/***/ 98242:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vq: () => (/* binding */ sha256OfFile),
/* harmony export */   lb: () => (/* binding */ ageOpener),
/* harmony export */   tr: () => (/* binding */ ageCipher),
/* harmony export */   u_: () => (/* binding */ storeFile),
/* harmony export */   ue: () => (/* binding */ openStoredFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_stream__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(57075);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(46466);




/** Copies a file into the store, encrypted when there is a cipher. Returns the hashes of both sides. */
async function storeFile(from, to, cipher) {
    const plain = hashing();
    const stored = hashing();
    const source = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(from);
    source.on('error', (error) => plain.through.destroy(error));
    const hashed = source.pipe(plain.through);
    const written = cipher === null ? hashed : await cipher.encrypt(hashed);
    await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_3__.pipeline)(written, stored.through, (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createWriteStream)(to, { mode: 0o600, flush: true }));
    return { plain: plain.result(), stored: stored.result() };
}
/** Opens a stored file into a plain one. Returns the hash of the plain side. */
async function openStoredFile(from, to, decrypt) {
    const plain = hashing();
    const source = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(from);
    await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_3__.pipeline)(decrypt === null ? source : await decrypt(source), plain.through, (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createWriteStream)(to, { mode: 0o600 }));
    return plain.result();
}
/** The plain side of a stored file, only hashed. */
async function sha256OfFile(path, decrypt = null) {
    const plain = hashing();
    const source = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path);
    await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_3__.pipeline)(decrypt === null ? source : await decrypt(source), plain.through, async (chunks) => {
        for await (const _ of chunks) {
            // Hashed on its way; nothing is kept.
        }
    });
    return plain.result();
}
/** A cipher to one recipient and to a key of this moment. Problems of the recipient are thrown by age itself. */
async function ageCipher(recipient) {
    const { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } = await Promise.all(/* import() */[__webpack_require__.e(108), __webpack_require__.e(906)]).then(__webpack_require__.bind(__webpack_require__, 37906));
    const ofThisMoment = await generateX25519Identity();
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    encrypter.addRecipient(await identityToRecipient(ofThisMoment));
    const decrypter = new Decrypter();
    decrypter.addIdentity(ofThisMoment);
    return {
        encrypt: async (plain) => fromWeb(await encrypter.encrypt(toWeb(plain))),
        decrypt: async (encrypted) => fromWeb(await decrypter.decrypt(toWeb(encrypted))),
    };
}
/** Opens with a secret key (AGE-SECRET-KEY-1...). */
async function ageOpener(identity) {
    const { Decrypter } = await Promise.all(/* import() */[__webpack_require__.e(108), __webpack_require__.e(906)]).then(__webpack_require__.bind(__webpack_require__, 37906));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return async (encrypted) => fromWeb(await decrypter.decrypt(toWeb(encrypted)));
}
function hashing() {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    let bytes = 0;
    const through = new node_stream__WEBPACK_IMPORTED_MODULE_2__.Transform({
        transform(chunk, _, done) {
            hash.update(chunk);
            bytes += chunk.length;
            done(null, chunk);
        },
    });
    return { through, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}
// Node's own type of a web stream and the one of the DOM library are one class at run time.
function toWeb(stream) {
    return node_stream__WEBPACK_IMPORTED_MODULE_2__.Readable.toWeb(stream);
}
function fromWeb(stream) {
    return node_stream__WEBPACK_IMPORTED_MODULE_2__.Readable.fromWeb(stream);
}


/***/ }),

/***/ 18003:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   an: () => (/* binding */ swapInStandby),
/* harmony export */   nt: () => (/* binding */ reopenDatabase),
/* harmony export */   q$: () => (/* binding */ wasSwapped)
/* harmony export */ });
/* unused harmony export swapBack */
/* harmony import */ var _connection_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(92992);
/* harmony import */ var _live_state_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(28618);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15352);
/* harmony import */ var _quoting_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(12393);
/* harmony import */ var _written_rows_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(89043);
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





/** Ended sessions are gone within milliseconds; one that stays is not ours to end. */
const patienceMs = 10_000;
const nothingWritten = { rows: 0, tables: [] };
/**
 * Puts the standby in the place of the live database by two renames in one transaction, its size has no part in the
 * time. Before: refuses new sessions, ends the others, counts what was written since the baseline, and opens again when
 * that is over the limit. Take `migrationLock` around it. Problem `postgres/swap-failed`: it is open again as before.
 */
async function swapInStandby(request, world) {
    const { database, standby, failed, release } = request;
    if (!(await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .exists */ .t2)(database, standby)))
        return { swapped: false, because: 'standby-missing', written: nothingWritten };
    const started = world.clock.elapsedMs();
    const written = await closeAndCount(request, world);
    const refusal = refusalOf(request, written);
    if (refusal !== null) {
        await reopenDatabase(database, world);
        return { swapped: false, because: refusal, written };
    }
    const failedDatabase = await freeName(database, failed);
    const original = (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .readTag */ .zW)((await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .catalogEntry */ .Wo)(database, database.name))?.comment ?? null).original;
    await exchange({ database, release, out: failedDatabase, in: standby }, [`COMMENT ON DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name)} IS ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .e)(original)}`], world);
    return { swapped: true, failedDatabase, written, closedMs: world.clock.elapsedMs() - started };
}
/** Whether a swap of this release was committed by a run that could not say so any more: the standby has become the live database. */
async function wasSwapped({ database, standby, failed }) {
    return !(await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .exists */ .t2)(database, standby)) && (await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .exists */ .t2)(database, failed));
}
/** Undoes a swap: the live database becomes the standby again, and the one that was kept aside the live one. */
async function swapBack({ database, standby, failed, release }, world) {
    const started = world.clock.elapsedMs();
    const kept = await catalogEntry(database, failed);
    if (kept === null)
        throw swapFailed({ reason: `there is no database "${failed}"`, database: database.name });
    await world.write('close database', () => close(database, { release, keep: null, world }), { evenWhenCancelled: true });
    await exchange({ database, release, out: standby, in: failed }, [
        `COMMENT ON DATABASE ${identifier(database.name)} IS ${literal(readTag(kept.comment).original)}`,
        `ALTER DATABASE ${identifier(database.name)} ALLOW_CONNECTIONS true`,
        `ALTER DATABASE ${identifier(standby)} ALLOW_CONNECTIONS true`,
    ], world);
    return { closedMs: world.clock.elapsedMs() - started };
}
/** Opens the live database when a run of ours closed it and did not get to the end. Returns whether it did. */
async function reopenDatabase(database, { write }) {
    const { open, closedBy, entry } = await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .liveState */ .c1)(database);
    if (entry === null || (open && closedBy === null) || closedBy === null)
        return false;
    await write('reopen database', () => inTransaction(database.maintenance, [
        `ALTER DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name)} ALLOW_CONNECTIONS true`,
        `COMMENT ON DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name)} IS ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .e)((0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .readTag */ .zW)(entry.comment).original)}`,
    ]), { evenWhenCancelled: true });
    return true;
}
async function closeAndCount(request, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const { database, release, baseline, versionTable = null } = request;
        // A session of ours that was open before the door closed: pg_stat_user_tables is readable only from within.
        const inside = __addDisposableResource(env_1, await database.connect({ to: database.name, as: 'swap' }), true);
        await world.write('close database', () => close(database, { release, keep: inside, world }), { evenWhenCancelled: true });
        try {
            return await (0,_written_rows_js__WEBPACK_IMPORTED_MODULE_2__/* .countRowsSince */ .RW)(inside, baseline, versionTable);
        }
        catch (thrown) {
            await reopenDatabase(database, world);
            throw thrown;
        }
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
function refusalOf({ limit }, written) {
    if (limit === null)
        return null;
    if (written.rows === null)
        return 'not-counted';
    return written.rows > limit ? 'rows-written' : null;
}
/** Closed and marked in one transaction: a run that is killed right after leaves word of what it was about. */
async function close(database, { release, keep, world }) {
    const entry = await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .catalogEntry */ .Wo)(database, database.name);
    await inTransaction(database.maintenance, [
        `COMMENT ON DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name)} IS ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .literal */ .e)((0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .tagged */ .VK)(entry?.comment ?? null, release))}`,
        `ALTER DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name)} ALLOW_CONNECTIONS false`,
    ]);
    try {
        await endSessions(database, { of: database.name, keep, world });
    }
    catch (thrown) {
        await reopenDatabase(database, world);
        throw thrown;
    }
}
async function endSessions(database, { of, keep, world }) {
    const until = world.clock.elapsedMs() + patienceMs;
    for (;;) {
        let refused = null;
        const left = await database.maintenance
            // The server's own processes have no role and leave a rename by themselves. Without its timeout argument: with it each session would be waited for in steps of 100 ms.
            .query(`SELECT pid, pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = $1 AND pid <> $2 AND usesysid IS NOT NULL`, [of, keep?.pid ?? 0])
            .catch((thrown) => {
            refused = (0,_connection_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(thrown);
            return [{ pid: 0, ended: false }];
        });
        if (left.length === 0)
            return;
        if (world.clock.elapsedMs() > until || refused !== null) {
            throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .swapFailed */ .xX)({ reason: refused ?? `${left.length} sessions do not end`, database: database.name });
        }
        await world.sleep(10);
    }
}
/** The one write that switches: both renames or none. */
async function exchange({ database, out, in: incoming }, also, world) {
    const live = (0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(database.name);
    try {
        await endSessions(database, { of: incoming, keep: null, world });
        await world.write('swap database', () => inTransaction(database.maintenance, [
            `ALTER DATABASE ${live} RENAME TO ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(out)}`,
            `ALTER DATABASE ${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_4__/* .identifier */ .C)(incoming)} RENAME TO ${live}`,
            ...also,
        ]), { evenWhenCancelled: true });
    }
    catch (thrown) {
        await reopenDatabase(database, world);
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .swapFailed */ .xX)({ reason: (0,_connection_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(thrown), database: database.name, cause: thrown });
    }
}
async function inTransaction(connection, statements) {
    await connection.query('BEGIN');
    try {
        for (const statement of statements)
            await connection.query(statement);
        await connection.query('COMMIT');
    }
    catch (thrown) {
        await connection.query('ROLLBACK').catch(() => { });
        throw thrown;
    }
}
async function freeName(database, wanted) {
    for (let number = 1;; number += 1) {
        const end = number === 1 ? '' : `_${number}`;
        const name = `${wanted.slice(0, 63 - end.length)}${end}`;
        if (!(await (0,_live_state_js__WEBPACK_IMPORTED_MODULE_3__/* .exists */ .t2)(database, name)))
            return name;
    }
}


/***/ }),

/***/ 54323:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BT: () => (/* binding */ newlyApplied),
/* harmony export */   K3: () => (/* binding */ readSchemaVersion),
/* harmony export */   KA: () => (/* binding */ versionText),
/* harmony export */   dN: () => (/* binding */ versionTableOid)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var _quoting_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12393);


/** Columns that name a migration in the tables of the usual tools, the most telling first. */
const namingColumns = ['name', 'migration_name', 'filename', 'script', 'description', 'version', 'id'];
/** Columns that order them. */
const orderingColumns = ['version', 'timestamp', 'started_at', 'installed_rank', 'run_on', 'id'];
/** Null table: the project names none. Reads with the session's own search path, as the tool would. */
async function readSchemaVersion(connection, table) {
    const relation = table === null ? null : await resolveTable(connection, table);
    if (relation === null)
        return { known: false, applied: [], digest: digestOf([]) };
    const rows = await connection.query(`SELECT to_jsonb(fairlead_row.*) AS row, to_jsonb(fairlead_row.*)::text AS text FROM ${relation} AS fairlead_row`);
    const ordered = rows.toSorted((one, other) => compareRows(one.row, other.row));
    return { known: true, applied: ordered.map(({ row }) => labelOf(row)), digest: digestOf(rows.map(({ text }) => text)) };
}
/** The oid of the version table, or null. */
async function versionTableOid(connection, table) {
    if (table === null)
        return null;
    const [row] = await connection.query('SELECT to_regclass($1)::oid::text AS oid', [quoteName(table)]);
    return row?.oid ?? null;
}
/** Labels that stand in `after` and not in `before`, in their order. */
function newlyApplied(before, after) {
    const known = new Set(before.applied);
    return after.applied.filter((label) => !known.has(label));
}
/** `4 (seats)`: how many and the last; `none` before the first. A schema without version table is named by its fingerprint. */
function versionText(version, schemaFingerprint) {
    if (!version.known && schemaFingerprint !== '')
        return `schema ${schemaFingerprint.slice(0, 12)}`;
    const last = version.applied.at(-1);
    return last === undefined ? 'none' : `${version.applied.length} (${last})`;
}
async function resolveTable(connection, table) {
    const [row] = await connection.query(`SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)`, [quoteName(table)]);
    return row === undefined ? null : `${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_1__/* .identifier */ .C)(row.schema)}.${(0,_quoting_js__WEBPACK_IMPORTED_MODULE_1__/* .identifier */ .C)(row.name)}`;
}
function quoteName(table) {
    return table.split('.').map(_quoting_js__WEBPACK_IMPORTED_MODULE_1__/* .identifier */ .C).join('.');
}
function labelOf(row) {
    const told = (name) => row[name] !== undefined && row[name] !== null && String(row[name]) !== '';
    const column = namingColumns.find(told);
    if (column === undefined)
        return JSON.stringify(row);
    return told('version') && column !== 'version' ? `${String(row['version'])} ${String(row[column])}` : String(row[column]);
}
function compareRows(one, other) {
    for (const column of orderingColumns) {
        const [a, b] = [one[column], other[column]];
        if (a === undefined || b === undefined || a === b)
            continue;
        if (typeof a === 'number' && typeof b === 'number')
            return a - b;
        return String(a) < String(b) ? -1 : 1;
    }
    return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
function digestOf(rows) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
        .update([...rows].sort().join('\n'))
        .digest('hex');
}


/***/ }),

/***/ 89043:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M7: () => (/* binding */ rowsBetween),
/* harmony export */   MN: () => (/* binding */ readCounters),
/* harmony export */   RW: () => (/* binding */ countRowsSince)
/* harmony export */ });
/* harmony import */ var _version_table_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(54323);

/** Counters of the database of this connection, without the migration tool's own table. */
async function readCounters(connection, versionTable) {
    const except = await (0,_version_table_js__WEBPACK_IMPORTED_MODULE_0__/* .versionTableOid */ .dN)(connection, versionTable);
    const [server] = await connection.query(`SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time())::text, extract(epoch FROM stats_reset)::text) AS epoch,
            current_setting('server_version_num')::int / 10000 AS major FROM pg_stat_database WHERE datname = current_database()`);
    // Before 15 a collector process sums up what sessions report, every half second.
    if ((server?.major ?? 0) < 15)
        await connection.query('SELECT pg_sleep(1.2)');
    const rows = await connection.query(`SELECT relid::text AS oid, format('%I.%I', schemaname, relname) AS "table", (n_tup_ins + n_tup_upd + n_tup_del)::text AS written
     FROM pg_stat_user_tables WHERE relid::text IS DISTINCT FROM $1 ORDER BY 2`, [except]);
    return {
        epoch: server?.epoch ?? '',
        tables: Object.fromEntries(rows.map(({ oid, table, written }) => [oid, { table, written: Number(written) }])),
    };
}
/** Rows written since the baseline, by anyone. Sessions must have ended to be counted whole. */
async function countRowsSince(connection, baseline, versionTable = null) {
    return rowsBetween(baseline, await readCounters(connection, versionTable));
}
function rowsBetween(before, after) {
    const tables = Object.entries(after.tables).flatMap(([oid, { table, written }]) => {
        const rows = written - (before.tables[oid]?.written ?? 0);
        return rows === 0 ? [] : [{ table, rows }];
    });
    // A dropped table took its count along; what was written to it before cannot be told.
    const allThere = Object.keys(before.tables).every((oid) => after.tables[oid] !== undefined);
    const known = before.epoch === after.epoch && allThere && tables.every(({ rows }) => rows > 0);
    return { rows: known ? tables.reduce((sum, { rows }) => sum + rows, 0) : null, tables };
}


/***/ })

};
