export const id = 494;
export const ids = [494];
export const modules = {

/***/ 13152:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ refused),
/* harmony export */   b: () => (/* binding */ passed)
/* harmony export */ });
function passed(expected, observed) {
    return { verdict: 'pass', expected, observed, problem: null };
}
function refused(problem, { expected, observed, verdict = 'fail' }) {
    return { verdict, expected, observed, problem };
}


/***/ }),

/***/ 45494:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Am: () => (/* binding */ gatesSection),
  I: () => (/* binding */ kindOf),
  Vb: () => (/* binding */ nameOf)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(12311);
// EXTERNAL MODULE: ./build/config/section.js
var section = __webpack_require__(53988);
// EXTERNAL MODULE: ./build/github/client.js
var client = __webpack_require__(44463);
// EXTERNAL MODULE: ./build/gates/gate.js
var gate = __webpack_require__(13152);
// EXTERNAL MODULE: ./build/gates/problems.js
var problems = __webpack_require__(72831);
;// CONCATENATED MODULE: ./build/gates/checks.js




const schema = schemas/* strictObject */.rej({
    required: schemas/* array */.YOg(schemas/* string */.YjP()).min(1).describe('Names of check runs or contexts of statuses that have to be green for the very commit.'),
    app: schemas/* string */.YjP().optional().describe('Slug of the app that must have made the checks; anybody who can write may set a status.'),
});
/** The required checks of the exact commit are green. Pending, missing, skipped, neutral and stale ones are not. */
const checksGate = {
    key: 'checks',
    description: 'Required checks and statuses are green for the exact commit.',
    schema,
    runsCommands: false,
    name: ({ required }) => `checks ${required.join(', ')}`,
    async judge(settings, { run, world, token, at }) {
        const github = await (0,client/* openGitHub */.o)({ token, needed: 'The gate `checks`', world });
        const { commit } = run.release;
        const [checks, own] = await Promise.all([commitChecks(github, commit), ownSuite(github, world.runner.facts.runId)]);
        const states = requiredStates(settings, { checks, own });
        const expected = `success of ${settings.required.join(', ')}`;
        const observed = states.map(({ name, state }) => `${name}: ${state}`).join('; ');
        const red = states.filter(({ state }) => state !== 'success');
        if (red.length === 0)
            return (0,gate/* passed */.b)(expected, observed);
        const found = red.map(({ name, state }) => `${name}: ${state}`).join('; ');
        return (0,gate/* refused */.J)((0,problems/* checksNotGreen */.Yh)({ commit: commit.slice(0, 12), found, at }), { expected, observed });
    },
};
/** The state of each required check: the newest of each app counts, and one of the run that asks does not. Pure. */
function requiredStates({ required, app = null }, { checks, own }) {
    const considered = checks.filter((check) => (app === null || check.app === app) && (own === null || check.suite !== own));
    return required.map((name) => {
        const newest = new Map();
        for (const check of considered.filter((candidate) => candidate.name === name)) {
            const known = newest.get(check.app);
            if (known === undefined || check.id > known.id)
                newest.set(check.app, check);
        }
        const states = [...newest.values()].map(({ state }) => state);
        return { name, state: states.find((state) => state !== 'success') ?? states[0] ?? 'missing' };
    });
}
async function commitChecks({ octokit, repository, call }, commit) {
    const request = { ...repository, ref: commit, per_page: 100 };
    const [runs, statuses] = await Promise.all([
        call('list the checks of the commit', 'checks: read', () => octokit.paginate(octokit.rest.checks.listForRef, { ...request, filter: 'latest' })),
        call('list the statuses of the commit', 'statuses: read', () => octokit.paginate(octokit.rest.repos.listCommitStatusesForRef, request)),
    ]);
    return [
        ...runs.map((check) => ({
            name: check.name,
            app: check.app?.slug ?? 'unknown',
            state: check.status === 'completed' ? (check.conclusion ?? 'pending') : 'pending',
            suite: check.check_suite?.id ?? null,
            id: check.id,
        })),
        ...statuses.map(({ context, state, id }) => ({ name: context, app: null, state, suite: null, id })),
    ];
}
/** The check suite of the run that asks: its own jobs are still running, they cannot be waited for. */
async function ownSuite({ octokit, repository, call }, runId) {
    if (!/^\d+$/.test(runId))
        return null;
    try {
        const { data } = await call('read this workflow run', 'actions: read', () => octokit.rest.actions.getWorkflowRun({ ...repository, run_id: Number(runId) }), [404]);
        return data.check_suite_id ?? null;
    }
    catch (thrown) {
        if ((0,client/* statusOf */.c)(thrown) === 404)
            return null;
        throw thrown;
    }
}

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
;// CONCATENATED MODULE: ./build/gates/command.js




/** Lines of a failed command that are told. */
const tailLength = 15;
const command_schema = schemas/* union */.KCZ([
    schemas/* string */.YjP().min(1),
    schemas/* strictObject */.rej({
        run: schemas/* string */.YjP().min(1).describe('A command line for bash.'),
        directory: schemas/* string */.YjP().optional().describe('Where it runs, from the working directory.'),
        timeout: schemas/* string */.YjP().default('15m').describe('How long it may take.'),
        environment: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).default({}).describe('Variables it gets besides PATH and HOME.'),
    }),
]);
/** A command that has to end with exit code 0. It gets no variable of the job that was not given to it by name. */
const commandGate = {
    key: 'command',
    description: 'A command that ends with exit code 0.',
    schema: command_schema,
    runsCommands: true,
    name: (settings) => (typeof settings === 'string' ? settings : settings.run),
    async judge(settings, { run, world, at }) {
        const { run: command, directory = '.', timeout = '15m', environment = {} } = typeof settings === 'string' ? { run: settings } : settings;
        const finished = await world.processes.shell(command, {
            directory: `${world.directory}/${directory}`,
            timeoutMs: (0,duration/* parseDuration */.E9)(timeout, at).ms,
            environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, run.references.secret(value, { at })])),
            signal: world.cancellation.signal,
        });
        const expected = 'exit code 0';
        const observed = `exit code ${finished.exitCode} after ${(0,duration/* durationText */.S5)(finished.durationMs)}`;
        if (finished.exitCode === 0)
            return (0,gate/* passed */.b)(expected, observed);
        const tail = world.secrets.redact(finished.tail
            .filter((line) => line !== '')
            .slice(-tailLength)
            .join('\n'));
        return (0,gate/* refused */.J)((0,problems/* commandFailed */.n6)({ command, exitCode: finished.exitCode, tail, at }), { expected, observed });
    },
};

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/picomatch/index.js
var picomatch = __webpack_require__(14006);
// EXTERNAL MODULE: ./build/core/threshold.js
var threshold = __webpack_require__(7481);
;// CONCATENATED MODULE: ./build/gates/lcov.js
/**
 * Reads an lcov tracefile (geninfo(1)). A file that several tests report is merged by line: it counts as covered where
 * any of them ran it. Null where the text is no complete tracefile.
 */
function readLcov(text) {
    const hits = new Map();
    let current = null;
    for (const line of text.split(/\r?\n/)) {
        if (line.startsWith('SF:')) {
            const file = line.slice(3);
            current = hits.get(file) ?? new Map();
            hits.set(file, current);
        }
        else if (line.startsWith('DA:')) {
            const [, number, count] = /^DA:(\d+),(\d+)/.exec(line) ?? [];
            if (current === null || number === undefined)
                return null;
            current.set(Number(number), Math.max(current.get(Number(number)) ?? 0, Number(count)));
        }
        else if (line === 'end_of_record')
            current = null;
    }
    // A report cut in the middle of a record would count only a part of a file.
    if (!text.trimEnd().endsWith('end_of_record') || hits.size === 0)
        return null;
    return [...hits].map(([file, lines]) => ({
        file,
        lines: lines.size,
        covered: [...lines.values()].filter((count) => count > 0).length,
    }));
}
/** Share of lines executed, in percent. NaN where there is no line. */
function coveragePercent(files) {
    const lines = files.reduce((sum, file) => sum + file.lines, 0);
    return (files.reduce((sum, file) => sum + file.covered, 0) / lines) * 100;
}

;// CONCATENATED MODULE: ./build/gates/coverage.js








const coverage_schema = schemas/* strictObject */.rej({
    report: schemas/* string */.YjP().describe('Path of an lcov tracefile.'),
    lines: schemas/* string */.YjP().describe('Threshold for all files together: ">= 80 %".'),
    paths: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP())
        .default({})
        .describe('Glob of source files -> threshold of their own. All files still count overall.'),
});
/** Line coverage, overall and by path. A path that matches no file is not covered, it is an error. */
const coverageGate = {
    key: 'coverage',
    description: 'Share of lines that tests ran, overall and by path, from an lcov report.',
    schema: coverage_schema,
    runsCommands: false,
    name: ({ report }) => `coverage ${report}`,
    async judge({ report, lines, paths }, { world, at }) {
        const unreadable = (reason, expected) => (0,gate/* refused */.J)((0,problems/* coverageUnreadable */.SQ)({ report, reason, at }), { expected, observed: reason, verdict: 'error' });
        const expected = [`all ${lines}`, ...Object.entries(paths).map(([glob, threshold]) => `${glob} ${threshold}`)].join(', ');
        const text = await (0,promises_.readFile)((0,external_node_path_.join)(world.directory, report), 'utf8').catch(() => null);
        if (text === null)
            return unreadable('there is no such file', expected);
        const files = readLcov(text)?.map((file) => ({ ...file, file: fromRoot(file.file, world.directory) })) ?? null;
        if (files === null)
            return unreadable('it is not a complete lcov tracefile', expected);
        const rules = [
            { name: 'all', threshold: lines, files },
            ...Object.entries(paths).map(([glob, threshold]) => ({
                name: glob,
                threshold,
                files: files.filter(({ file }) => picomatch.isMatch(file, glob)),
            })),
        ];
        const empty = rules.filter((rule) => !(coveragePercent(rule.files) >= 0));
        if (empty.length > 0)
            return unreadable(`no line of ${empty.map(({ name }) => name).join(', ')} is in it`, expected);
        const observed = rules.map(({ name, files: matched }) => `${name} ${coveragePercent(matched).toFixed(2)} %`).join(', ');
        const low = rules.filter((rule) => !(0,threshold/* keeps */.l0)((0,threshold/* parseThreshold */.B7)(rule.threshold, at), coveragePercent(rule.files)));
        if (low.length === 0)
            return (0,gate/* passed */.b)(expected, observed);
        const found = low
            .map((rule) => `${rule.name}: ${coveragePercent(rule.files).toFixed(2)} % of lines, wanted ${(0,threshold/* thresholdText */.HA)((0,threshold/* parseThreshold */.B7)(rule.threshold))}`)
            .join('; ');
        return (0,gate/* refused */.J)((0,problems/* coverageTooLow */.H4)({ found, at }), { expected, observed });
    },
};
/** Reports name files absolutely or from the root of the repository. */
function fromRoot(file, directory) {
    return (0,external_node_path_.isAbsolute)(file) ? (0,external_node_path_.relative)(directory, file) : file.replace(/^\.\//, '');
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
;// CONCATENATED MODULE: ./build/gates/env.js







const demand = schemas/* union */.KCZ([
    schemas/* enum */.k5n(['required', 'contract-id', 'address', 'url']).describe('It is set; a contract id (C...); an address (G...); an http(s) URL.'),
    schemas/* strictObject */.rej({
        length: schemas/* string */.YjP().optional().describe('Threshold for its characters: ">= 32".'),
        pattern: schemas/* string */.YjP().optional().describe('Regular expression that the whole value matches.'),
        'one-of': schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
    }),
]);
const env_schema = schemas/* strictObject */.rej({
    file: schemas/* string */.YjP().optional().describe('A dotenv file, from the working directory.'),
    variables: schemas/* boolean */.zMY().default(false).describe('Look at the variables of the step too; they win over the file.'),
    require: schemas/* record */.g1P(schemas/* string */.YjP(), demand).describe('Variable -> what its value has to be.'),
})
    .refine(({ file, variables }) => file !== undefined || variables, { message: 'Expected `file`, or `variables: true`' })
    .refine(({ require }) => Object.keys(require).length > 0, { message: 'Expected at least one variable under `require`' });
/** The env contract of the services: what is required is set and has its form. A value is never told, nor its length. */
const envGate = {
    key: 'env',
    description: 'Required variables are set and have their form; values are never printed.',
    schema: env_schema,
    runsCommands: false,
    name: ({ file }) => `env ${file ?? 'variables'}`,
    async judge({ file, variables, require }, { world, at }) {
        const source = [...(file === undefined ? [] : [file]), ...(variables ? ['the variables of the step'] : [])].join(' and ');
        const expected = `${Object.keys(require).join(', ')} as demanded`;
        const text = file === undefined ? '' : await (0,promises_.readFile)((0,external_node_path_.join)(world.directory, file), 'utf8').catch(() => null);
        if (text === null) {
            const reason = 'there is no such file';
            return (0,gate/* refused */.J)((0,problems/* environmentFileUnreadable */.JN)({ file: file ?? '', reason, at }), { expected, observed: reason, verdict: 'error' });
        }
        const values = { ...(0,external_node_util_.parseEnv)(text), ...(variables ? given(world.environment, Object.keys(require)) : {}) };
        const broken = [...dotenvTraps(text), ...Object.entries(require).flatMap(([name, wanted]) => brokenDemand(name, wanted, values[name]))];
        if (broken.length === 0)
            return (0,gate/* passed */.b)(expected, 'all as demanded');
        return (0,gate/* refused */.J)((0,problems/* environmentContractBroken */.pu)({ source, found: broken.join('; '), at }), { expected, observed: `${broken.length} broken` });
    },
};
function given(environment, names) {
    return Object.fromEntries(names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}
/** What is wrong with one variable, without its value. Pure. */
function brokenDemand(name, wanted, value) {
    if (value === undefined || value.trim() === '')
        return [`${name} is missing`];
    if (typeof wanted === 'string') {
        const form = env_forms[wanted];
        return form.matches(value) ? [] : [`${name} is not ${form.text}`];
    }
    const { length, pattern, 'one-of': choices } = wanted;
    return [
        ...(length !== undefined && !(0,threshold/* keeps */.l0)((0,threshold/* parseThreshold */.B7)(length), value.length)
            ? [`${name} must have ${(0,threshold/* thresholdText */.HA)((0,threshold/* parseThreshold */.B7)(length))} characters`]
            : []),
        ...(pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value) ? [`${name} does not match ${pattern}`] : []),
        ...(choices !== undefined && !choices.includes(value) ? [`${name} is none of ${choices.join(', ')}`] : []),
    ];
}
const env_forms = {
    required: { text: 'set', matches: () => true },
    'contract-id': { text: 'a contract id (C...)', matches: (value) => /^C[A-Z2-7]{55}$/.test(value) },
    address: { text: 'an address (G...)', matches: (value) => /^G[A-Z2-7]{55}$/.test(value) },
    url: { text: 'an http(s) URL', matches: (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) },
};
/** Lines that parsers of dotenv files read differently: two runtimes would see two environments. Tells lines and names only. */
function dotenvTraps(text) {
    return text.split(/\r?\n/).flatMap((line, index) => {
        const trimmed = line.trim();
        if (trimmed === '' || trimmed.startsWith('#'))
            return [];
        const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/.exec(trimmed) ?? [];
        if (name === undefined)
            return [`line ${index + 1} is no NAME=value`];
        const bare = value.trim();
        const isQuoted = /^(["'`]).*\1(\s+#.*)?$/.test(bare);
        return !isQuoted && /[^\s]#/.test(bare) ? [`${name} on line ${index + 1} holds an unquoted # and is cut by some parsers`] : [];
    });
}

// EXTERNAL MODULE: ./build/core/stellar-seed.js
var stellar_seed = __webpack_require__(55857);
;// CONCATENATED MODULE: ./build/gates/secret-scan.js






/** Larger files are not text that people write. */
const largestFile = 8 * 1024 * 1024;
const secret_scan_schema = schemas/* strictObject */.rej({
    paths: schemas/* array */.YOg(schemas/* string */.YjP()).min(1).default(['.']).describe('Files and folders to look at, from the working directory.'),
});
/** Looks for Stellar secret seeds, by checksum, in all files that git tracks under the paths. Tells where, never what. */
const secretScanGate = {
    key: 'secret-scan',
    description: 'No Stellar secret seed stands in a tracked file.',
    schema: secret_scan_schema,
    runsCommands: false,
    name: ({ paths }) => `secret scan of ${paths.join(', ')}`,
    async judge({ paths }, { world, at }) {
        const files = await trackedFiles(paths, world);
        const expected = 'no secret seed';
        if (files.length === 0) {
            return (0,gate/* refused */.J)((0,problems/* nothingToScan */.GR)({ paths: paths.join(', '), at }), { expected, observed: 'no file', verdict: 'error' });
        }
        const found = [];
        for (const file of files)
            found.push(...(await seedPlaces((0,external_node_path_.join)(world.directory, file), file)));
        if (found.length === 0)
            return (0,gate/* passed */.b)(expected, `none in ${files.length} files`);
        return (0,gate/* refused */.J)((0,problems/* secretsFound */.cM)({ found: found.join(', '), at }), { expected, observed: `${found.length} found` });
    },
};
async function trackedFiles(paths, { processes, directory }) {
    const listed = await processes.run('git', ['ls-files', '-z', '--', ...paths], { directory });
    return listed.exitCode === 0 ? listed.stdout.split('\0').filter((path) => path !== '') : [];
}
async function seedPlaces(path, shown) {
    const about = await (0,promises_.stat)(path).catch(() => null);
    if (about === null || !about.isFile() || about.size > largestFile)
        return [];
    const text = await (0,promises_.readFile)(path, 'latin1');
    return (0,stellar_seed/* stellarSeedsIn */.z)(text).map((position) => `${shown}:${text.slice(0, position).split('\n').length}`);
}

;// CONCATENATED MODULE: ./build/gates/kinds.js





/** Every kind of gate. A new one is one file and one line here; schema, docs and did-you-mean follow. */
const gateKinds = [checksGate, commandGate, coverageGate, envGate, secretScanGate];

;// CONCATENATED MODULE: ./build/gates/gates-section.js



const common = {
    name: schemas/* string */.YjP().optional().describe('How the gate is called in the summary and in the output `gates`.'),
    when: schemas/* string */.YjP().optional().describe('CEL over `environment`, `commit` and `system`: the gate counts only where it holds.'),
    because: schemas/* string */.YjP().optional().describe('Why the gate does not count where `when` does not hold.'),
    'not-applicable': schemas/* string */.YjP().min(10).optional().describe('Reason why this gate is not judged at all.'),
};
const [first, second, ...others] = gateKinds.map((kind) => schemas/* strictObject */.rej({ [kind.key]: kind.schema, ...common }));
if (first === undefined || second === undefined)
    throw new TypeError('there are no gate kinds');
const gatesSection = (0,section/* defineSection */.r)({
    name: 'gates',
    description: 'Conditions that have to hold before anything is changed. An environment can only add to them.',
    sketch: `gates:
  - checks: { required: [lint, test] }
  - command: npm run typecheck
  - coverage: { report: coverage/lcov.info, lines: ">= 80 %", paths: { "src/bookings/**": ">= 95 %" } }
  - env: { file: .env.example, require: { JWT_SECRET: { length: ">= 32" } } }
  - secret-scan: { paths: [.] }`,
    schema: schemas/* array */.YOg(schemas/* union */.KCZ([first, second, ...others])),
    appended: true,
});
/** The kind a gate is of; the schema made sure that there is exactly one. */
function kindOf(gate) {
    const kind = gateKinds.find(({ key }) => key in gate);
    if (kind === undefined)
        throw new TypeError('a gate without kind passed the schema');
    return kind;
}
function nameOf(gate) {
    const kind = kindOf(gate);
    return gate.name ?? kind.name(gate[kind.key]);
}


/***/ }),

/***/ 72831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GR: () => (/* binding */ nothingToScan),
/* harmony export */   H4: () => (/* binding */ coverageTooLow),
/* harmony export */   JN: () => (/* binding */ environmentFileUnreadable),
/* harmony export */   SQ: () => (/* binding */ coverageUnreadable),
/* harmony export */   Yh: () => (/* binding */ checksNotGreen),
/* harmony export */   cM: () => (/* binding */ secretsFound),
/* harmony export */   n6: () => (/* binding */ commandFailed),
/* harmony export */   pu: () => (/* binding */ environmentContractBroken),
/* harmony export */   qG: () => (/* binding */ gatesEmpty)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const nothing = 'Nothing was changed.';
const gatesEmpty = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/empty',
    example: { environment: 'production' },
    what: ({ environment }) => `There is no gate for ${environment}: an empty set of conditions proves nothing.`,
    state: nothing,
    remedy: 'Add gates to fairlead.yml, at least `- checks: { required: [...] }`.',
});
const checksNotGreen = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/checks-not-green',
    example: { commit: '1f0c3a', found: 'lint: failure; test: missing' },
    what: ({ commit, found }) => `Required checks of ${commit} are not green: ${found}.`,
    state: nothing,
    remedy: 'Wait for pending checks; mend failed ones; a missing one never ran for this commit (skipped and neutral count as not run).',
});
const commandFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/command-failed',
    example: { command: 'npm run lint', exitCode: 1, tail: 'src/a.ts:3 unused' },
    what: ({ command, exitCode, tail }) => `\`${command}\` ended with exit code ${exitCode}:\n${tail}`,
    state: 'Nothing was released. What the command itself changed in the checkout stays.',
    remedy: ({ command }) => `Run \`${command}\` locally and mend what it names.`,
});
const coverageUnreadable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/coverage-unreadable',
    example: { report: 'coverage/lcov.info', reason: 'there is no such file' },
    what: ({ report, reason }) => `The coverage report ${report} cannot be judged: ${reason}.`,
    state: nothing,
    remedy: 'Let a command gate before it write the report, or correct the path.',
});
const coverageTooLow = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/coverage-too-low',
    example: { found: 'src/bookings/**: 91.2 % of lines, wanted >= 95 %' },
    what: ({ found }) => `Coverage is too low: ${found}.`,
    state: nothing,
    remedy: 'Test what is not covered. The threshold is in fairlead.yml; an environment can only tighten it.',
});
const environmentContractBroken = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/env-contract',
    example: { source: 'packages/backend/.env', found: 'JWT_SECRET is missing; BOOKING_CONTRACT_ID is not a contract id (C...)' },
    what: ({ source, found }) => `${source} does not hold what the services need: ${found}.`,
    state: 'Nothing was changed. Values are never printed.',
    remedy: 'Set the variables named here; the demands are under `env` in fairlead.yml.',
});
const environmentFileUnreadable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/env-unreadable',
    example: { file: 'packages/backend/.env', reason: 'there is no such file' },
    what: ({ file, reason }) => `The env file ${file} cannot be judged: ${reason}.`,
    state: nothing,
    remedy: 'Correct the path, or make the file before this step.',
});
const secretsFound = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/secrets-found',
    example: { found: 'scripts/deploy.sh:14, .env:3' },
    what: ({ found }) => `Stellar secret seeds stand in the repository: ${found}.`,
    state: nothing,
    remedy: 'Move the funds, replace the key and take it out of the files and of the history: whoever could read it has it.',
});
const nothingToScan = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'gates/nothing-to-scan',
    example: { paths: 'contracts' },
    what: ({ paths }) => `The secret scan of ${paths} found no file to look at.`,
    state: nothing,
    remedy: 'Correct `paths`; the scan looks at files that git tracks.',
});


/***/ }),

/***/ 44463:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ statusOf),
/* harmony export */   o: () => (/* binding */ openGitHub)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72204);

/** Opens the client lazily: the library is loaded only by those who call GitHub. */
async function openGitHub({ token, needed, world, }) {
    if (token === null)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .tokenMissing */ .O3)({ what: needed });
    const { getOctokit } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 92413));
    const { apiUrl, repository } = world.runner.facts;
    const [owner = '', repo = ''] = repository.split('/');
    return {
        octokit: getOctokit(token, { baseUrl: apiUrl }),
        repository: { owner, repo },
        async call(what, permission, request, expected = []) {
            try {
                return await request();
            }
            catch (thrown) {
                const status = statusOf(thrown);
                if (expected.includes(status))
                    throw thrown;
                if (status === 401 || status === 403)
                    throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .tokenRefused */ .cA)({ status, what, permission, cause: thrown });
                throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .gitHubUnreachable */ .Su)({ what, reason: thrown instanceof Error ? thrown.message : String(thrown), cause: thrown });
            }
        },
    };
}
/** The HTTP status of a failed call; 0 where there was no answer. */
function statusOf(thrown) {
    const status = thrown?.status;
    return typeof status === 'number' ? status : 0;
}


/***/ }),

/***/ 72204:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O3: () => (/* binding */ tokenMissing),
/* harmony export */   Su: () => (/* binding */ gitHubUnreachable),
/* harmony export */   cA: () => (/* binding */ tokenRefused)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const tokenMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/token-missing',
    example: { what: 'the record on a branch' },
    what: ({ what }) => `${what} needs a token, and none was given.`,
    state: 'Nothing was changed.',
    remedy: 'Leave the input "github-token" at its default, or give a token. Outside of GitHub use a directory for the record.',
});
const tokenRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/token-refused',
    example: { status: 403, what: 'create a commit', permission: 'contents: write' },
    what: ({ status, what }) => `GitHub refused to ${what} (${status}).`,
    state: 'This call changed nothing.',
    remedy: ({ permission }) => `Give the job \`permissions: { ${permission} }\`. A called workflow can only shrink what its caller grants.`,
});
const gitHubUnreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/unreachable',
    example: { what: 'list check runs', reason: '500 Server Error' },
    what: ({ what, reason }) => `GitHub could not ${what}: ${reason}.`,
    state: 'What was asked for is not known, so it counts as red.',
    remedy: 'Run again when GitHub answers; https://www.githubstatus.com tells.',
});


/***/ })

};
