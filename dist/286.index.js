export const id = 286;
export const ids = [286];
export const modules = {

/***/ 28759:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   releaseDirectory: () => (/* binding */ releaseDirectory),
/* harmony export */   releaseOf: () => (/* binding */ releaseOf),
/* harmony export */   releaseSection: () => (/* binding */ releaseSection),
/* harmony export */   releaseValues: () => (/* binding */ releaseValues)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(53988);
/* harmony import */ var _resolve_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18126);




const defaults = { directory: '.fairlead/releases/${release.id}' };
const releaseSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_2__/* .defineSection */ .r)({
    name: 'release',
    description: 'Where the folder of each release is, and what of the checkout is copied into it.',
    sketch: 'release:\n  directory: "/srv/traqora/${release.id}"\n  copy: [package.json, packages]',
    schema: zod__WEBPACK_IMPORTED_MODULE_3__/* .strictObject */ .rej({
        directory: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().default(defaults.directory).describe('The folder of one release. Must hold ${release.id}.'),
        copy: zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()).default([]).describe('Files and folders of the checkout that go into it. Empty: your build prepares it.'),
    }),
});
/** Who this run belongs to: `<environment>-<run id>` unless it was told. Its directory is resolved by the actions that use it. */
function releaseOf({ config, inputs, world, }) {
    const { commit, runId, attempt } = world.runner.facts;
    const id = inputs['release-id'] ?? `${inputs.environment}-${runId}`;
    return {
        id,
        commit,
        attempt,
        copy: config.section(releaseSection)?.copy ?? [],
        get directory() {
            return releaseDirectory({ id, commit }, { config, world });
        },
    };
}
/** The folder of any release of this system, this one's or the one before. Absolute; it may not exist. */
function releaseDirectory({ id, commit }, { config, world }) {
    const values = new Map([
        ['release.id', id],
        ['release.commit', commit],
        ['environment', config.environment],
        ['system', config.system],
    ]);
    const { directory } = config.section(releaseSection) ?? defaults;
    const at = config.position('release', 'directory');
    return (0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(world.directory, (0,_resolve_js__WEBPACK_IMPORTED_MODULE_1__/* .references */ .F)({ values, environment: world.environment, secrets: world.secrets }).resolve(directory, { at }));
}
/** The references that every action can resolve: the release's own facts, and contract ids once they are planned. */
function releaseValues({ config, release, history }) {
    const planned = contractIds(history, release.id);
    const ids = Object.keys(planned).length > 0 ? planned : contractIds(history, history.lastAccepted(release.id)?.release ?? '');
    return new Map([
        ['environment', config.environment],
        ['system', config.system],
        ['release.id', release.id],
        ['release.commit', release.commit],
        ['release.directory', () => release.directory],
        ['release.attempt', String(release.attempt)],
        ...Object.entries(ids).map(([name, id]) => [`contracts.${name}.id`, String(id)]),
    ]);
}
function contractIds(history, release) {
    const ids = history.outputsOf('deploy-soroban-contracts', release)['contract-ids'];
    return typeof ids === 'object' && ids !== null ? { ...ids } : {};
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

/***/ 57273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openStore: () => (/* binding */ openStore),
  recordSection: () => (/* binding */ recordSection)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(12311);
// EXTERNAL MODULE: ./build/config/section.js
var section = __webpack_require__(53988);
// EXTERNAL MODULE: ./build/core/resolve.js
var resolve = __webpack_require__(18126);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./build/record/problems.js
var problems = __webpack_require__(99314);
// EXTERNAL MODULE: ./build/record/store.js
var store = __webpack_require__(46397);
;// CONCATENATED MODULE: ./build/record/directory-store.js
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





/** Entries as files of a folder, for self-hosted runners and rehearsals. */
function directoryStore(folder) {
    const location = `directory:${folder}`;
    const telling = async (work) => {
        try {
            return await work();
        }
        catch (cause) {
            throw (0,problems/* recordUnreachable */.SV)({ location, reason: cause.code ?? String(cause), cause });
        }
    };
    return {
        location,
        read: () => telling(async () => {
            await (0,promises_.mkdir)(folder, { recursive: true });
            const names = (await (0,promises_.readdir)(folder)).filter(store/* isEntryName */.G).sort();
            return Promise.all(names.map(async (name) => ({ name, text: await (0,promises_.readFile)((0,external_node_path_.join)(folder, name), 'utf8') })));
        }),
        append: ({ sequence, text }) => telling(() => appendWhole(folder, { sequence, text })),
    };
}
/** A hard link to a finished file is the one atomic create: whoever comes second gets EEXIST, a crash leaves only the draft. */
async function appendWhole(folder, { sequence, text }) {
    const draft = (0,external_node_path_.join)(folder, `.draft-${(0,external_node_crypto_.randomUUID)()}`);
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const file = __addDisposableResource(env_1, await (0,promises_.open)(draft, 'wx'), true);
            await file.writeFile(text);
            await file.sync();
            await (0,promises_.link)(draft, (0,external_node_path_.join)(folder, (0,store/* entryName */.M)(sequence)));
            const directory = __addDisposableResource(env_1, await (0,promises_.open)(folder, 'r'), true);
            await directory.sync();
            return 'appended';
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
    catch (thrown) {
        if (thrown.code === 'EEXIST')
            return 'lost';
        throw thrown;
    }
    finally {
        await (0,promises_.rm)(draft, { force: true });
    }
}

;// CONCATENATED MODULE: ./build/record-place.js






const recordSection = (0,section/* defineSection */.r)({
    name: 'record',
    description: 'Where the release record is kept.',
    sketch: 'record:\n  branch: fairlead-record',
    schema: schemas/* union */.KCZ([
        schemas/* strictObject */.rej({ directory: schemas/* string */.YjP().describe('A folder that survives the job: self-hosted runners and rehearsals.') }),
        schemas/* strictObject */.rej({ branch: schemas/* string */.YjP().describe('A branch of the repository, written through the git data API.') }),
    ]),
});
/** Opens the store of one environment's record: the input wins over fairlead.yml, the default is a folder of the checkout. */
async function openStore({ text, run: { config, inputs } }, world) {
    const section = config.section(recordSection) ?? { directory: '.fairlead/record' };
    const place = text ?? ('branch' in section ? `branch:${section.branch}` : `directory:${section.directory}`);
    const [, kind, name] = /^(directory|branch):(.+)$/.exec(place) ?? [];
    if (kind === undefined || name === undefined)
        throw (0,problems/* recordLocationInvalid */.KF)({ text: place, at: config.position('record') });
    const resolved = (0,resolve/* references */.F)({ values: new Map(), environment: world.environment, secrets: world.secrets }).resolve(name, {
        at: config.position('record'),
    });
    if (kind === 'directory')
        return directoryStore((0,external_node_path_.resolve)(world.directory, resolved, inputs.environment));
    const { branchStore } = await __webpack_require__.e(/* import() */ 132).then(__webpack_require__.bind(__webpack_require__, 91132));
    return branchStore({ branch: resolved, folder: inputs.environment, token: inputs['github-token'], world });
}


/***/ }),

/***/ 46397:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ isEntryName),
/* harmony export */   M: () => (/* binding */ entryName)
/* harmony export */ });
/** `00000042.json`: names sort as the sequence does. */
function entryName(sequence) {
    return `${String(sequence).padStart(8, '0')}.json`;
}
function isEntryName(name) {
    return /^\d{8}\.json$/.test(name);
}


/***/ }),

/***/ 18286:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   sections: () => (/* binding */ sections)
/* harmony export */ });
/* harmony import */ var _core_release_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(28759);
/* harmony import */ var _gates_gates_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(45494);
/* harmony import */ var _postgres_database_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(84127);
/* harmony import */ var _probes_health_section_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(63540);
/* harmony import */ var _record_place_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(57273);
/* harmony import */ var _soroban_contracts_section_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(99496);
/* harmony import */ var _soroban_network_section_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(60629);
/* harmony import */ var _traffic_balancer_section_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(16296);
/* harmony import */ var _traffic_services_section_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(71242);
/* harmony import */ var _traffic_soak_section_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(20012);










/** Every section fairlead.yml may have, in the order of the reference. */
const sections = [
    _record_place_js__WEBPACK_IMPORTED_MODULE_4__.recordSection,
    _core_release_js__WEBPACK_IMPORTED_MODULE_0__.releaseSection,
    _soroban_network_section_js__WEBPACK_IMPORTED_MODULE_6__/* .networkSection */ .S,
    _soroban_contracts_section_js__WEBPACK_IMPORTED_MODULE_5__/* .contractsSection */ .n,
    _postgres_database_section_js__WEBPACK_IMPORTED_MODULE_2__/* .databaseSection */ .F,
    _traffic_soak_section_js__WEBPACK_IMPORTED_MODULE_9__/* .soakSection */ .y,
    _gates_gates_section_js__WEBPACK_IMPORTED_MODULE_1__/* .gatesSection */ .Am,
    _traffic_services_section_js__WEBPACK_IMPORTED_MODULE_8__/* .servicesSection */ .y,
    _traffic_balancer_section_js__WEBPACK_IMPORTED_MODULE_7__/* .balancerSection */ .m,
    _probes_health_section_js__WEBPACK_IMPORTED_MODULE_3__/* .healthSection */ .m,
];


/***/ }),

/***/ 99496:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ contractsSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(53988);
/* harmony import */ var _core_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61420);



const argumentsMap = zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J());
function msOf(text) {
    return (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(text).ms;
}
const duration = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().superRefine((text, context) => {
    try {
        (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(text);
    }
    catch {
        context.addIssue({ code: 'custom', message: `"${text}" is not a duration such as 30d` });
    }
});
/** Where a map has no key `constructor`, JavaScript gives it the one of all objects. */
function inherited(schema) {
    return zod__WEBPACK_IMPORTED_MODULE_1__/* .preprocess */ .vkY((value) => (value === Object ? undefined : value), schema);
}
const readBack = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    call: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('A function without side effects that answers with what the contract was given.'),
    equals: argumentsMap.optional().describe('Fields of its answer and their values. By default the arguments, by name.'),
});
const contract = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    wasm: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('Path of the built contract, from the working directory.'),
    constructor: inherited(argumentsMap.default({})).describe('Arguments of its constructor, by name, typed from the spec in the wasm.'),
    init: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
        call: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('The function that initializes a contract without constructor, once.'),
        args: argumentsMap.default({}),
        'read-back': readBack.optional(),
    })
        .optional(),
    'read-back': readBack.optional().describe('Proves the constructor arguments after the deployment.'),
    upgrade: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
        call: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().default('upgrade').describe('The function that replaces the code in place.'),
        args: argumentsMap.default({}).describe('Its arguments besides the new hash.'),
    })
        .prefault({}),
    pause: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({ call: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().default('pause'), args: argumentsMap.default({}) })
        .optional()
        .describe('The function that stops all business of the contract; a rollback may call it.'),
    generation: zod__WEBPACK_IMPORTED_MODULE_1__/* .int */ .Whr().positive().default(1).describe('One higher makes a fresh instance with a new id.'),
});
const contractsSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_2__/* .defineSection */ .r)({
    name: 'contracts',
    description: 'The Soroban contracts of the system, who deploys them, and where their ids go.',
    sketch: 'contracts:\n  deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\n  deploy:\n    token: { wasm: contracts/token.wasm, constructor: { admin: "${deployer.address}" } }',
    schema: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
        deployer: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({ 'secret-key': zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('A reference to the secret seed of the deployer: "${env.NAME}".') }),
        'env-files': zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()), zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()))])
            .default([])
            .describe('Files of the release folder that get NAME_CONTRACT_ID, or a map of file to variables and their values.'),
        ttl: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
            'extend-to': duration.default('30d').describe('How long instances and code are kept alive from now on.'),
            'when-below': duration.default('15d').describe('They are extended once less than this is left.'),
        })
            .refine((ttl) => msOf(ttl['when-below']) < msOf(ttl['extend-to']), { path: ['when-below'], message: 'Must be less than extend-to' })
            .prefault({}),
        deploy: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens'), contract)
            .refine((deploy) => Object.keys(deploy).length > 0, 'Expected at least one contract'),
    }),
    provides: ({ deploy }) => ['deployer.address', ...Object.keys(deploy).map((name) => `contracts.${name}.id`)],
});


/***/ }),

/***/ 20012:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ soakSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(53988);


const topUp = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    url: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('Asked through the public route, so that the balancer counts it.'),
    rate: zod__WEBPACK_IMPORTED_MODULE_0__/* .number */ .aig().positive().max(200).describe('Own requests a second, while the samples fall short.'),
});
const soakSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_1__/* .defineSection */ .r)({
    name: 'soak',
    description: 'How long, and by what, the new color is watched after the switch.',
    sketch: 'soak:\n  for: 5m\n  errors: "< 1 %"\n  top-up: { url: "https://api.example.org/health", rate: 5 }',
    schema: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
        for: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('The shortest watch that can accept a release.'),
        'at-most': zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
            .optional()
            .describe('Where samples are missing, the watch goes on for so long; then it is inconclusive. 3 times `for` without it.'),
        errors: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()
            .default('< 1 %')
            .describe('Share of failed requests of the new color, of each service, by the counters of the balancer.'),
        services: zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP()).min(1).optional().describe('The services that are judged; all without it.'),
        'top-up': zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([topUp, zod__WEBPACK_IMPORTED_MODULE_0__/* .array */ .YOg(topUp)])
            .optional()
            .describe('Own requests where users send too few.'),
    }),
});


/***/ })

};
