export const id = 273;
export const ids = [273];
export const modules = {

/***/ 53988:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ defineSection)
/* harmony export */ });
function defineSection(section) {
    return { provides: () => [], appended: false, ...section };
}


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


/***/ })

};
