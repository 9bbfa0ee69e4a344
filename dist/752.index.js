export const id = 752;
export const ids = [752,664];
export const modules = {

/***/ 27777:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  verifyGates: () => (/* binding */ verifyGates)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/plan.js + 1 modules
var plan = __webpack_require__(25763);
// EXTERNAL MODULE: ./build/core/verdict.js
var verdict = __webpack_require__(55139);
// EXTERNAL MODULE: ./build/gates/gates-section.js + 7 modules
var gates_section = __webpack_require__(45494);
// EXTERNAL MODULE: ./build/core/expression.js
var core_expression = __webpack_require__(68406);
// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/gates/gate.js
var gate = __webpack_require__(13152);
;// CONCATENATED MODULE: ./build/gates/judge-gates.js




/**
 * Judges every gate and reports all of them: a red one does not hide the next. Commands run first, one after the other,
 * since gates may read what they write; the rest at the same time.
 */
async function judgeGates(gates, surroundings) {
    const indexed = gates.map((gate, index) => ({ gate, index }));
    const results = new Map();
    for (const { gate, index } of indexed.filter(({ gate: candidate }) => (0,gates_section/* kindOf */.I)(candidate).runsCommands)) {
        surroundings.world.cancellation.throwIfRequested(`gate ${(0,gates_section/* nameOf */.Vb)(gate)}`);
        results.set(index, await judgeGate(gate, { index, ...surroundings }));
    }
    const others = indexed.filter(({ index }) => !results.has(index));
    await Promise.all(others.map(async ({ gate, index }) => results.set(index, await judgeGate(gate, { index, ...surroundings }))));
    return indexed.flatMap(({ index }) => results.get(index) ?? []);
}
async function judgeGate(gate, { index, ...surroundings }) {
    const { world, run } = surroundings;
    const kind = (0,gates_section/* kindOf */.I)(gate);
    const path = ['gates', index, kind.key];
    const at = run.config.position(...path);
    const started = world.clock.elapsedMs();
    const judgement = (await notApplicable(gate, surroundings)) ?? (await judged(() => kind.judge(gate[kind.key], { ...surroundings, at, path })));
    return { ...judgement, name: (0,gates_section/* nameOf */.Vb)(gate), kind: kind.key, where: at, durationMs: Math.round(world.clock.elapsedMs() - started) };
}
/** Declared in the file with a reason; anything less is judged. */
async function notApplicable(gate, { run }) {
    const declared = (reason) => ({ verdict: 'not-applicable', expected: 'declared', observed: reason, problem: null });
    if (gate['not-applicable'] !== undefined)
        return declared(gate['not-applicable']);
    if (gate.when === undefined)
        return null;
    const expression = await (0,core_expression/* readExpression */.Jn)(gate.when);
    const { holds } = expression.judge({ environment: run.config.environment, commit: run.release.commit, system: run.config.system });
    return holds ? null : declared(gate.because ?? `only when ${gate.when}`);
}
/** What could not be known is an error, never a pass. */
async function judged(judge) {
    try {
        return await judge();
    }
    catch (thrown) {
        const problem = (0,core_problem/* problemsOf */.GW)(thrown)?.[0];
        if (problem === undefined)
            throw thrown;
        return (0,gate/* refused */.J)(problem, { expected: 'an answer', observed: problem.message, verdict: 'error' });
    }
}

// EXTERNAL MODULE: ./build/gates/problems.js
var problems = __webpack_require__(72831);
;// CONCATENATED MODULE: ./build/gates/statement.js


/** How long a verdict may be relied on. */
const validMs = 30 * 60 * 1_000;
/** The verdict bound to what it is about: another commit, environment or gate file makes it worthless. */
function verdictStatement({ commit, tree, environment, repository, runId, gates, results, now, }) {
    const told = results.map(({ name, kind, verdict, expected, observed }) => ({ name, kind, verdict, expected, observed }));
    return {
        schema: 1,
        subject: { repository, commit, tree, environment },
        gatesSha256: sha256((0,plan/* canonicalJson */.dj)(gates)),
        resultsSha256: sha256((0,plan/* canonicalJson */.dj)(told)),
        results: told,
        runId,
        issued: now.toISOString(),
        expires: new Date(now.getTime() + validMs).toISOString(),
    };
}
function sha256(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}

// EXTERNAL MODULE: ./build/actions/verify-gates/manifest.js
var manifest = __webpack_require__(49664);
// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/verify-gates/summary.js



/** The gates of a plan, or what became of each, red ones first. */
function gatesSummary(plan, results) {
    if (results === null)
        return (0,markdown/* table */.tp)(['gate', 'kind'], plan.steps.map(({ id, kind }) => [id, kind]));
    const redFirst = [...results].sort((a, b) => Number(a.problem === null) - Number(b.problem === null));
    return (0,markdown/* table */.tp)(['gate', 'verdict', 'expected', 'observed', 'where', 'took'], redFirst.map(({ name, verdict, expected, observed, where, durationMs }) => [
        name,
        verdict,
        expected,
        observed,
        where === null ? '' : (0,core_problem/* placeText */.Z9)(where),
        (0,duration/* durationText */.S5)(durationMs),
    ]));
}

;// CONCATENATED MODULE: ./build/actions/verify-gates/action.js












const verifyGates = {
    manifest: manifest.manifest,
    async plan({ config, release }) {
        const gates = config.require(gates_section/* gatesSection */.Am);
        if (gates.length === 0)
            throw (0,problems/* gatesEmpty */.qG)({ environment: config.environment, at: config.position('gates') });
        return {
            steps: gates.map((gate, index) => ({
                id: `${index + 1} ${(0,gates_section/* nameOf */.Vb)(gate)}`,
                kind: (0,gates_section/* kindOf */.I)(gate).key,
                settingsSha256: (0,external_node_crypto_.createHash)('sha256').update((0,plan/* canonicalJson */.dj)(gate)).digest('hex'),
            })),
            binding: { commit: release.commit, environment: config.environment },
            fence: {},
            done: [],
            wayBack: {},
            predicted: {},
            notes: {},
        };
    },
    async apply(_, run, world) {
        const gates = run.config.require(gates_section/* gatesSection */.Am);
        const results = await judgeGates(gates, { run, world, token: run.inputs['github-token'] });
        for (const { name, verdict, observed } of results)
            world.log.line(`${verdict.padEnd(14)} ${name}: ${observed}`);
        const { facts } = world.runner;
        const statement = verdictStatement({
            commit: run.release.commit,
            tree: await treeOf(run.release.commit, world),
            environment: run.config.environment,
            repository: facts.repository,
            runId: facts.runId,
            gates,
            results,
            now: world.clock.now(),
        });
        const path = await writeStatement(statement, { release: run.release.id, world });
        return (0,outcome/* outcome */.b)({
            verdict: (0,verdict/* verdictOf */.V)(results.map(({ verdict }) => verdict)),
            changed: false,
            problems: results.flatMap(({ problem }) => problem ?? []),
            outputs: { gates: Object.fromEntries(results.map(({ name, verdict }) => [name, verdict])), 'verdict-path': path },
            facts: { statement, results: results.map(toldResult) },
        });
    },
    summary: (plan, found) => gatesSummary(plan, found === null ? null : (found.facts['results'] ?? [])),
};
/** A result without its problem's class: plain data for the record and the summary. */
function toldResult({ problem, where, ...result }) {
    return { ...result, where: where === null ? null : { ...where }, problem: problem === null ? null : problem.code };
}
async function treeOf(commit, { processes, directory }) {
    const found = await processes.run('git', ['rev-parse', `${commit}^{tree}`], { directory });
    return found.exitCode === 0 ? found.stdout.trim() : null;
}
async function writeStatement(statement, { release, world }) {
    const path = (0,external_node_path_.join)(world.directory, '.fairlead', 'verdicts', `${release}.json`);
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(path), { recursive: true });
    await (0,promises_.writeFile)(path, `${JSON.stringify(statement, null, 2)}\n`);
    return (0,external_node_path_.relative)(world.directory, path);
}


/***/ }),

/***/ 49664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'verify-gates',
    description: 'Judges every condition for releasing one commit to one environment, and changes nothing.',
    icon: 'check-circle',
    inputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonInputs */ .j,
        gates: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('gates', {
            description: 'The gates, as YAML; wins over `gates` of fairlead.yml.',
            example: '[{ checks: { required: [test] } }]',
        }),
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        gates: { description: 'JSON, gate name to verdict.', example: '{"checks lint, test":"pass"}' },
        'verdict-path': {
            description: 'File with the statement: bound to commit, tree, environment, gate file and results; expires.',
            example: '.fairlead/verdicts/production-8412.json',
        },
    },
    permissions: {
        contents: 'write: appends to the release record when it lives on a branch; read otherwise',
        checks: 'read: the gate `checks` reads check runs of the commit',
        statuses: 'read: the gate `checks` reads statuses of the commit',
        actions: 'read: leaves the run that asks out of the checks',
    },
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

/***/ 68406:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jn: () => (/* binding */ readExpression)
/* harmony export */ });
/* unused harmony exports expressionMalformed, expressionUnknown */
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const expressionMalformed = (0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'core/expression-malformed',
    example: { expression: "body.database = 'up'", reason: 'Unexpected character: =' },
    what: ({ expression, reason }) => `\`${expression}\` is not an expression: ${reason}.`,
    state: 'Nothing was changed.',
    remedy: 'Correct the CEL expression; compare with `==`, combine with `&&` and `||`.',
});
const expressionUnknown = (0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'core/expression-unknown',
    example: { expression: "body.databse == 'up'", reason: 'No such key: databse' },
    what: ({ expression, reason }) => `\`${expression}\` is neither true nor false: ${reason}.`,
    state: 'What it asks about is not known, and unknown is red.',
    remedy: 'Ask for a field that the answer holds, or guard it with has(...).',
});
/** Reads CEL; problem `core/expression-malformed`. */
async function readExpression(text, at = null) {
    const { parse, serialize } = await __webpack_require__.e(/* import() */ 337).then(__webpack_require__.bind(__webpack_require__, 47337));
    const unknown = (reason) => expressionUnknown({ expression: text, reason, at });
    const parsed = parsedOrProblem(parse, { text, at });
    const value = (values) => {
        try {
            return parsed({ ...values });
        }
        catch (thrown) {
            throw unknown(firstLine(thrown));
        }
    };
    const partValue = (node, values) => {
        try {
            return parse(serialize(node))({ ...values });
        }
        catch {
            return missing;
        }
    };
    return {
        value,
        judge(values) {
            // `all` over nothing is true in CEL; nothing was proved, so it is unknown here.
            for (const list of listsOfAll(parsed.ast))
                if (isEmpty(partValue(list, values)))
                    throw unknown(`${serialize(list)} is empty`);
            const parts = memberChains(parsed.ast).map((node) => ({ text: serialize(node), value: partValue(node, values) }));
            const notNumber = parts.find((part) => typeof part.value === 'number' && Number.isNaN(part.value));
            if (notNumber !== undefined)
                throw unknown(`${notNumber.text} is NaN`);
            const result = value(values);
            if (typeof result !== 'boolean')
                throw unknown(`its value is ${result === null ? 'null' : `of type ${typeof result}`}`);
            return { holds: result, observed: observedText(parts) };
        },
    };
}
const missing = Symbol('missing');
/** Longer texts are cut in messages: an answer may hold what is nobody's business. */
const longestShown = 60;
function parsedOrProblem(parse, { text, at }) {
    try {
        return parse(text);
    }
    catch (thrown) {
        throw expressionMalformed({ expression: text, reason: firstLine(thrown), at });
    }
}
function firstLine(thrown) {
    return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]?.replace(/\.$/, '') ?? '';
}
function childrenOf(node) {
    return Array.isArray(node.args) ? node.args.flat(2).filter(isNode) : isNode(node.args) ? [node.args] : [];
}
function isNode(value) {
    return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
/** The longest `a.b["c"]` of an expression: what it looks at. Their variables that a macro binds have no value and are left out. */
function memberChains(node) {
    if (isChain(node))
        return [node];
    return childrenOf(node).flatMap(memberChains);
}
function isChain(node) {
    if (node.op === 'id')
        return true;
    if (node.op !== '.' && node.op !== '[]')
        return false;
    const [inner] = childrenOf(node);
    return inner !== undefined && isChain(inner);
}
function listsOfAll(node) {
    const here = node.op === 'rcall' && node.args[0] === 'all' ? [node.args[1]] : [];
    return [...here, ...childrenOf(node).flatMap(listsOfAll)];
}
function isEmpty(value) {
    if (Array.isArray(value))
        return value.length === 0;
    return typeof value === 'object' && value !== null && !(value instanceof Map) && Object.keys(value).length === 0;
}
function observedText(parts) {
    const shown = new Map(parts.filter((part) => part.value !== missing).map((part) => [part.text, shortText(part.value)]));
    return [...shown].map(([text, value]) => `${text} = ${value}`).join(', ');
}
function shortText(value) {
    const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part)) ?? String(value);
    return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}


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

/***/ 7481:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B7: () => (/* binding */ parseThreshold),
/* harmony export */   HA: () => (/* binding */ thresholdText),
/* harmony export */   l0: () => (/* binding */ keeps)
/* harmony export */ });
/* unused harmony export notAThreshold */
/* harmony import */ var _problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const notAThreshold = (0,_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'core/not-a-threshold',
    example: { text: '80' },
    what: ({ text }) => `"${text}" is not a threshold.`,
    state: 'Nothing was changed.',
    remedy: 'Write operator, number and unit: ">= 80 %", "< 200 ms", "> 3".',
});
/** Reads `>= 80 %`. The operator is required: a bare number does not say which side is good. */
function parseThreshold(text, at = null) {
    const match = /^(<=|>=|==|<|>)\s*(-?\d+(?:\.\d+)?)\s*([%A-Za-z]*)$/.exec(text.trim());
    if (match === null)
        throw notAThreshold({ text, at });
    return { operator: match[1], value: Number(match[2]), unit: match[3] ?? '' };
}
/** Whether a figure, in the threshold's own unit, keeps it. NaN and infinities never do. */
function keeps(threshold, figure) {
    if (!Number.isFinite(figure))
        return false;
    switch (threshold.operator) {
        case '<':
            return figure < threshold.value;
        case '<=':
            return figure <= threshold.value;
        case '>':
            return figure > threshold.value;
        case '>=':
            return figure >= threshold.value;
        case '==':
            return figure === threshold.value;
    }
}
function thresholdText(threshold) {
    return `${threshold.operator} ${threshold.value}${threshold.unit === '' ? '' : ` ${threshold.unit}`}`;
}


/***/ })

};
