export const id = 26;
export const ids = [26];
export const modules = {

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

/***/ 61375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ec: () => (/* binding */ fewestSamples),
/* harmony export */   Jc: () => (/* binding */ shareIsBelow),
/* harmony export */   WO: () => (/* binding */ judgeSequentially),
/* harmony export */   Ym: () => (/* binding */ percentile),
/* harmony export */   zR: () => (/* binding */ shareIsAbove)
/* harmony export */ });
/* unused harmony export logEvidence */
/**
 * Whether the share of bad events is proved below `limit`: the exact one-sided binomial test
 * (Clopper and Pearson 1934). P(at most `bad` of `samples` when the true share is the limit) <= 1 - confidence.
 * A p95 below 200 ms is the share of answers slower than 200 ms being below 5 %.
 */
function shareIsBelow(limit, { bad, samples, confidence = 0.95 }) {
    return samples > 0 && binomialTail(bad, samples, limit) <= 1 - confidence;
}
/** Whether the share of bad events is proved above `limit`, by the same test from the other side. */
function shareIsAbove(limit, { bad, samples, confidence = 0.95 }) {
    return bad > 0 && 1 - binomialTail(bad - 1, samples, limit) <= 1 - confidence;
}
/** The fewest samples that can prove a share below `limit` when none of them is bad. 59 for a p95 at 95 %. */
function fewestSamples(limit, confidence = 0.95) {
    return Math.ceil(Math.log(1 - confidence) / Math.log(1 - limit));
}
/** The value below which `share` (0 to 1) of the sorted samples lie: nearest rank. NaN of none. */
function percentile(samples, share) {
    const sorted = [...samples].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
/** How much worse than the limit the true share could be: the alternatives that the sequential test mixes evenly. */
const ratios = [1.5, 2, 3, 5, 10, 20, 50, 100];
/**
 * The sequential test of research on rapid regression detection (Lindon, Sanden, Shirikian, KDD 2022), for shares:
 * ln of the mean over q of (q/p)^bad ((1-q)/(1-p))^good. Under a true share of at most p the chance that it ever
 * exceeds ln(1/alpha) is at most alpha, however often one looks (Ville's inequality).
 */
function logEvidence({ good, bad }, limit) {
    const terms = ratios
        .map((ratio) => limit * ratio)
        .filter((q) => q < 1)
        .map((q) => bad * Math.log(q / limit) + good * Math.log((1 - q) / (1 - limit)));
    if (terms.length === 0)
        return Number.NEGATIVE_INFINITY;
    const largest = Math.max(...terms);
    return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0) / terms.length);
}
/** Bad events come in bursts, so a verdict needs at least three, seen in at least two looks. */
const fewestBad = 3;
const fewestPolls = 2;
/** `fail` as soon as the evidence against the limit is enough; else `inconclusive`: keep watching. Safe at every look. */
function judgeSequentially(count, { limit, alpha = 0.01 }) {
    const enough = count.bad >= fewestBad && count.polls >= fewestPolls && logEvidence(count, limit) >= Math.log(1 / alpha);
    return enough ? 'fail' : 'inconclusive';
}
/** P(X <= k) for X ~ Binomial(n, p), summed in logarithms so that large n keeps its precision. */
function binomialTail(k, n, p) {
    if (k >= n)
        return 1;
    if (p <= 0)
        return 1;
    if (p >= 1)
        return 0;
    let logTerm = n * Math.log1p(-p);
    let sum = Math.exp(logTerm);
    for (let i = 1; i <= k; i += 1) {
        logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
        sum += Math.exp(logTerm);
    }
    return Math.min(1, sum);
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


/***/ }),

/***/ 63540:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ healthSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(53988);
/* harmony import */ var _kinds_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(44317);
/* harmony import */ var _scenario_schema_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(38612);




const name = zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens');
const schemas = _kinds_js__WEBPACK_IMPORTED_MODULE_0__/* .probeKinds */ .C.map(({ schema }) => schema);
const healthSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_3__/* .defineSection */ .r)({
    name: 'health',
    description: 'What proves that the system lives: profiles of probes, and scenarios that walk through it.',
    sketch: `health:
  profiles:
    idle:
      - identity: { url: "\${services.backend.idle}/version" }
      - postgres: { url: "\${env.DATABASE_URL}" }`,
    schema: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        profiles: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ(schemas))).describe('Name to probes: active, idle and public are those of a release.'),
        scenarios: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(name, _scenario_schema_js__WEBPACK_IMPORTED_MODULE_1__/* .scenarioSchema */ .m).default({}),
    }),
    provides: ({ scenarios }) => [
        'active.commit',
        'active.release',
        'run.marker',
        'wallet.address',
        'scenario.url',
        ...Object.values(scenarios).flatMap((steps) => steps.flatMap(_scenario_schema_js__WEBPACK_IMPORTED_MODULE_1__/* .capturesOf */ .J).map((captured) => `captured.${captured}`)),
    ],
});


/***/ }),

/***/ 90612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GI: () => (/* binding */ addressText),
/* harmony export */   LF: () => (/* binding */ pathText),
/* harmony export */   Pb: () => (/* binding */ judgeOf),
/* harmony export */   Qq: () => (/* binding */ requestKeys),
/* harmony export */   fo: () => (/* binding */ requestOf),
/* harmony export */   nd: () => (/* binding */ answerValues)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(12311);
/* harmony import */ var _config_references_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(15125);
/* harmony import */ var _core_expression_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(68406);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(68976);
/* harmony import */ var _request_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(83219);
/* harmony import */ var _result_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(13205);






/** Keys of a request and of what its answer must be: of the probe `http` and of the steps of a scenario. */
const requestKeys = {
    url: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().describe('The whole address. Redirects are not followed.'),
    method: zod__WEBPACK_IMPORTED_MODULE_3__/* ["enum"] */ .k5n(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).optional().describe('Default GET.'),
    headers: zod__WEBPACK_IMPORTED_MODULE_3__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP()).optional(),
    json: zod__WEBPACK_IMPORTED_MODULE_3__/* .unknown */ .L5J().optional().describe('Sent as JSON. A text that is exactly one reference to a captured value keeps its type.'),
    body: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional().describe('Sent as it is.'),
    status: zod__WEBPACK_IMPORTED_MODULE_3__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_3__/* .int */ .Whr(), zod__WEBPACK_IMPORTED_MODULE_3__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_3__/* .int */ .Whr()).min(1)])
        .optional()
        .describe('Default 200.'),
    expect: zod__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP().optional().describe('CEL over status, headers, body, text and ms; must be true.'),
};
/** The request with every reference replaced. */
function requestOf(declared, context, captured = new Map()) {
    const { references } = context;
    const url = references.resolve(declared.url, { at: context.at('url') });
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .addressInvalid */ .ar)({ probe: context.probe, reason: 'it is no http or https address', at: context.at('url') });
    }
    const headers = Object.fromEntries(Object.entries(declared.headers ?? {}).map(([name, text]) => [name, headerText(text, references, { at: context.at('headers', name) })]));
    const sendsJson = declared.json !== undefined;
    const body = sendsJson
        ? JSON.stringify(withValues(declared.json, { references, captured, at: context.at('json') }))
        : declared.body === undefined
            ? null
            : references.resolve(declared.body, { at: context.at('body') });
    return {
        url,
        method: declared.method ?? 'GET',
        headers: { ...(sendsJson ? { 'content-type': 'application/json' } : {}), ...headers },
        body,
    };
}
/** Reads the expectation once and gives what judges an answer. */
async function judgeOf({ status = 200, expect }, { probe, at }) {
    const expression = expect === undefined ? null : await (0,_core_expression_js__WEBPACK_IMPORTED_MODULE_1__/* .readExpression */ .Jn)(expect, at('expect'));
    const wanted = typeof status === 'number' ? [status] : status;
    const expected = `status ${wanted.join(' or ')}${expect === undefined ? '' : ` and ${expect}`}`;
    return (answer, url) => {
        const address = addressText(url);
        if (!(0,_request_js__WEBPACK_IMPORTED_MODULE_4__/* .isAnswer */ .T)(answer)) {
            return (0,_result_js__WEBPACK_IMPORTED_MODULE_5__/* .refused */ .J)((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .unreachable */ .HB)({ probe, address, reason: answer.reason, at: at('url') }), { expected, observed: answer.reason });
        }
        const observed = `status ${answer.status}`;
        if (!wanted.includes(answer.status)) {
            const parameters = { probe, address, observed: String(answer.status), at: at('url') };
            const location = answer.headers['location'] ?? '';
            const isRedirect = answer.status >= 300 && answer.status < 400 && location !== '';
            const problem = isRedirect
                ? (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .redirected */ .cP)({ ...parameters, location: addressText(location) })
                : (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .statusWrong */ .If)({ ...parameters, expected: wanted.join(' or ') });
            return (0,_result_js__WEBPACK_IMPORTED_MODULE_5__/* .refused */ .J)(problem, { expected, observed });
        }
        if (expression === null || expect === undefined)
            return (0,_result_js__WEBPACK_IMPORTED_MODULE_5__/* .passed */ .b)(expected, observed);
        const looked = expression.judge(answerValues(answer));
        if (looked.holds)
            return (0,_result_js__WEBPACK_IMPORTED_MODULE_5__/* .passed */ .b)(expected, `${observed}, ${looked.observed}`);
        return (0,_result_js__WEBPACK_IMPORTED_MODULE_5__/* .refused */ .J)((0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .expectationNotMet */ .Cm)({ probe, expression: expect, observed: looked.observed, at: at('expect') }), {
            expected,
            observed: looked.observed,
        });
    };
}
/** What CEL sees of an answer; `body` only where it is JSON. */
function answerValues({ status, headers, text, ms, ...rest }) {
    return { status, headers, text, ms, ...('json' in rest ? { body: rest.json } : {}) };
}
/** An address as it may stand in a message: without user, password and query. */
function addressText(url) {
    if (!URL.canParse(url))
        return url.split('?')[0] ?? '';
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname === '/' ? '' : pathname}`;
}
/** The path of an address that still holds references: a name for the probe. */
function pathText(url) {
    const path = url
        .replace(/^\$\{[^}]*\}/, '')
        .replace(/^https?:\/\/[^/]*/, '')
        .split('?')[0] ?? '';
    return path === '' ? '/' : path;
}
/** Variables in headers are credentials more often than not: their values are masked before they are used. */
function headerText(text, references, options) {
    for (const name of (0,_config_references_js__WEBPACK_IMPORTED_MODULE_0__/* .referencesIn */ .ii)(text))
        if (name.startsWith('env.'))
            references.secret(`\${${name}}`, options);
    return references.resolve(text, options);
}
function withValues(value, options) {
    if (Array.isArray(value))
        return value.map((item) => withValues(item, options));
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withValues(item, options)]));
    }
    if (typeof value !== 'string')
        return value;
    const whole = /^\$\{\s*captured\.([^${}]+?)\s*\}$/.exec(value)?.[1];
    if (whole !== undefined && options.captured.has(whole))
        return options.captured.get(whole);
    return options.references.resolve(value, { at: options.at });
}


/***/ }),

/***/ 31994:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S5: () => (/* binding */ durationText),
/* harmony export */   XU: () => (/* binding */ timeoutKey),
/* harmony export */   _y: () => (/* binding */ defineProbe),
/* harmony export */   uh: () => (/* binding */ patienceKeys)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12311);
/* harmony import */ var _core_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61420);


/** Keys beside the kind's own key. */
const commonKeys = {
    name: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional().describe('What people call it.'),
    'not-applicable': zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().min(10, 'Expected a reason of at least 10 characters').optional().describe('Why it is not run here.'),
    when: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional().describe('CEL; where it is false the probe is not applicable.'),
    because: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional().describe('Why it does not apply where `when` is false.'),
};
function defineProbe(definition) {
    const { name, schema, title, conditions = () => [], patience } = definition;
    const own = (probe) => probe[name];
    return {
        name,
        schema: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({ [name]: schema, ...commonKeys }).refine(({ when, because }) => when === undefined || because !== undefined, {
            message: '`when` needs `because`: the reason that is told where it does not apply',
            path: ['when'],
        }),
        judgesService: definition.judgesService ?? false,
        title: (probe) => probe.name ?? `${name} ${title(own(probe)).replaceAll(/\$\{(?:env\.)?([^{}]*)\}/g, '$1')}`,
        conditions: (probe) => conditions(own(probe)).map(({ text, path }) => ({ text, path: [name, ...path] })),
        patience: (probe) => (patience === undefined ? once : readPatience(patience(own(probe)))),
        prepare: (probe, context) => definition.prepare(own(probe), context),
    };
}
/** A kind that looks once decides itself how long it takes. */
const once = { times: 1, withinMs: null, timeoutMs: 15 * 60_000 };
const durationText = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().refine(isDuration, 'Expected a duration such as 20s');
const timeoutKey = { timeout: durationText.optional().describe('Of one attempt. Default 5s.') };
/** Keys of kinds that are repeated until they hold. */
const patienceKeys = {
    ...timeoutKey,
    within: durationText
        .optional()
        .describe('Total deadline: failed attempts are repeated, with back-off, until then. Without it nothing is retried.'),
    times: zod__WEBPACK_IMPORTED_MODULE_1__/* .int */ .Whr().min(1).max(100).optional().describe('Consecutive successes that are needed. Default 1.'),
};
function readPatience({ timeout = '5s', within, times = 1 }) {
    return { times, withinMs: within === undefined ? null : (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(within).ms, timeoutMs: (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(timeout).ms };
}
function isDuration(text) {
    try {
        return (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(text).ms > 0;
    }
    catch {
        return false;
    }
}


/***/ }),

/***/ 44317:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  I: () => (/* binding */ kindOf),
  C: () => (/* binding */ probeKinds)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(12311);
// EXTERNAL MODULE: ./build/core/expression.js
var core_expression = __webpack_require__(68406);
// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/soroban/chain.js
var chain = __webpack_require__(89652);
// EXTERNAL MODULE: ./build/soroban/contract-reading.js
var contract_reading = __webpack_require__(80286);
// EXTERNAL MODULE: ./build/soroban/network.js
var soroban_network = __webpack_require__(45751);
// EXTERNAL MODULE: ./build/soroban/sdk.js
var sdk = __webpack_require__(50693);
;// CONCATENATED MODULE: ./build/probes/abortion.js
/** A promise that rejects when the signal fires. */
function abortion(signal) {
    let cancel = () => { };
    const promise = new Promise((_, reject) => {
        const stop = () => reject(new Error('aborted'));
        if (signal.aborted)
            stop();
        signal.addEventListener('abort', stop, { once: true });
        cancel = () => signal.removeEventListener('abort', stop);
    });
    promise.catch(() => { });
    return { promise, cancel };
}

// EXTERNAL MODULE: ./build/probes/kind.js
var kind = __webpack_require__(31994);
// EXTERNAL MODULE: ./build/probes/problems.js
var probes_problems = __webpack_require__(68976);
// EXTERNAL MODULE: ./build/probes/result.js
var result = __webpack_require__(13205);
;// CONCATENATED MODULE: ./build/probes/contract.js











/** What a contract answers when it is asked by simulation. */
const contract = (0,kind/* defineProbe */._y)({
    name: 'contract',
    schema: schemas/* strictObject */.rej({
        id: schemas/* string */.YjP().describe('"${contracts.booking.id}"'),
        call: schemas/* string */.YjP().describe('A function that only reads.'),
        args: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J()).optional(),
        expect: schemas/* string */.YjP().describe('CEL over `value`, what it answered. Integers beyond 2^53 and bytes (hex) are text.'),
        ...kind/* patienceKeys */.uh,
    }),
    title: ({ id, call }) => `${/^\$\{contracts\.(.*)\.id\}$/.exec(id)?.[1] ?? id} ${call}`,
    conditions: ({ expect }) => [{ text: expect, path: ['expect'] }],
    patience: (declared) => declared,
    async prepare({ id: declaredId, call, args = {}, expect }, context) {
        const { probe, at, world } = context;
        const id = context.text(declaredId, 'id');
        const expression = await (0,core_expression/* readExpression */.Jn)(expect, at('expect'));
        const typed = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? context.text(value, 'args', name) : value]));
        const network = (0,soroban_network/* networkOf */.A)(context.run);
        // On a busy machine it takes seconds, which are not the node's.
        await (0,sdk/* loadSdk */.N)();
        return async (signal) => {
            const giveUp = abortion(signal);
            try {
                const read = (0,chain/* openChain */.y)(network, world).then((chain) => (0,contract_reading/* readContract */.Jz)(chain, { id, call, args: typed, at: at('call') }));
                const { holds, observed } = expression.judge({ value: await Promise.race([read, giveUp.promise]) });
                if (holds)
                    return (0,result/* passed */.b)(expect, observed);
                return (0,result/* refused */.J)((0,probes_problems/* expectationNotMet */.Cm)({ probe, expression: expect, observed, at: at('expect') }), { expected: expect, observed });
            }
            catch (thrown) {
                if (signal.aborted) {
                    const reason = 'no answer in time';
                    return (0,result/* refused */.J)((0,probes_problems/* contractUnread */.MR)({ probe, reason, at: at() }), { verdict: 'error', expected: expect, observed: reason });
                }
                const [problem] = (0,core_problem/* problemsOf */.GW)(thrown) ?? [];
                if (problem === undefined)
                    throw thrown;
                return (0,result/* refused */.J)(problem, { verdict: 'error', expected: expect, observed: problem.message });
            }
            finally {
                giveUp.cancel();
            }
        };
    },
});

// EXTERNAL MODULE: ./build/probes/http-request.js
var http_request = __webpack_require__(90612);
// EXTERNAL MODULE: ./build/probes/request.js
var probes_request = __webpack_require__(83219);
;// CONCATENATED MODULE: ./build/probes/http.js




/** One request whose answer has the wanted status and keeps the expectation. */
const http = (0,kind/* defineProbe */._y)({
    name: 'http',
    schema: schemas/* strictObject */.rej({ ...http_request/* requestKeys */.Qq, ...kind/* patienceKeys */.uh }).describe('A request and what its answer must be.'),
    judgesService: true,
    title: ({ url, method }) => `${method === undefined || method === 'GET' ? '' : `${method} `}${(0,http_request/* pathText */.LF)(url)}`,
    conditions: ({ expect }) => (expect === undefined ? [] : [{ text: expect, path: ['expect'] }]),
    patience: (declared) => declared,
    async prepare(declared, context) {
        const request = (0,http_request/* requestOf */.fo)(declared, context);
        const judge = await (0,http_request/* judgeOf */.Pb)(declared, context);
        const { fetch, clock, write } = context.world;
        return async (signal) => {
            const send = () => (0,probes_request/* sendRequest */.w)(request, { fetch, clock, signal });
            const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
            return judge(isRead ? await send() : await write(`probe ${context.probe}`, send), request.url);
        };
    },
});

;// CONCATENATED MODULE: ./build/probes/identity.js






/**
 * Proves which release answers. It runs before everything else of a profile: a healthy old release is the commonest
 * false green (research/gates-health.md, F22).
 */
const identity = (0,kind/* defineProbe */._y)({
    name: 'identity',
    schema: schemas/* strictObject */.rej({
        url: schemas/* string */.YjP().describe('Answers with JSON that tells the release: ${services.backend.idle}/version.'),
        equals: schemas/* string */.YjP().optional().describe('What it must tell. Default ${release.commit}; of the active color ${active.commit}.'),
        field: schemas/* string */.YjP().optional().describe('The field that tells it; default commit. A path such as build.commit goes deeper.'),
        headers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).optional(),
        ...kind/* patienceKeys */.uh,
    }),
    title: ({ url }) => (0,http_request/* pathText */.LF)(url),
    patience: (declared) => declared,
    async prepare({ url, equals = '${release.commit}', field = 'commit', headers }, context) {
        const { probe, at } = context;
        const request = (0,http_request/* requestOf */.fo)({ url, headers }, context);
        const wanted = context.text(equals, 'equals');
        const address = (0,http_request/* addressText */.GI)(request.url);
        const expected = `${field} ${wanted}`;
        return async (signal) => {
            const answer = await (0,probes_request/* sendRequest */.w)(request, { fetch: context.world.fetch, clock: context.world.clock, signal });
            if (!(0,probes_request/* isAnswer */.T)(answer)) {
                return (0,result/* refused */.J)((0,probes_problems/* unreachable */.HB)({ probe, address, reason: answer.reason, at: at('url') }), { expected, observed: answer.reason });
            }
            const observed = `status ${answer.status}`;
            if (answer.status !== 200) {
                return (0,result/* refused */.J)((0,probes_problems/* statusWrong */.If)({ probe, address, expected: '200', observed: String(answer.status), at: at('url') }), {
                    expected,
                    observed,
                });
            }
            const told = field
                .split('.')
                .reduce((value, key) => value?.[key], answer.json);
            if (typeof told !== 'string' || told === '') {
                const reason = 'json' in answer ? 'the field is missing or no text' : 'the answer is no JSON';
                return (0,result/* refused */.J)((0,probes_problems/* identityUnreadable */.MJ)({ probe, field, address, reason, at: at('url') }), {
                    verdict: 'error',
                    expected,
                    observed: reason,
                });
            }
            if (told === wanted)
                return (0,result/* passed */.b)(expected, `${field} ${told}`);
            const shown = told.slice(0, 60);
            return (0,result/* refused */.J)((0,probes_problems/* releaseWrong */.VN)({ probe, field, expected: wanted, observed: shown, address, at: at('equals') }), {
                expected,
                observed: `${field} ${shown}`,
            });
        };
    },
});

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/threshold.js
var threshold = __webpack_require__(7481);
// EXTERNAL MODULE: ./build/core/statistics.js
var statistics = __webpack_require__(61375);
;// CONCATENATED MODULE: ./build/probes/latency-judge.js

/** How often the samples are judged for a pass: each look spends its part of the 5 % a false pass may have in all. */
const looks = 3;
const confidence = 1 - 0.05 / looks;
/** The fewest samples that are wanted, twice and four times as many, up to the most that are allowed. */
function scheduleOf({ fewest, atMost }) {
    const last = atMost ?? fewest * 4;
    return [...new Set([fewest, fewest * 2, last])].filter((look) => look <= last).sort((a, b) => a - b);
}
/** The fewest samples that can prove all the claims when none is bad. 80 for a p95. */
function fewestFor(claims) {
    return Math.max(...claims.map(({ limit }) => (0,statistics/* fewestSamples */.Ec)(limit, confidence)));
}
function counted({ samples, bad }, sample, claims) {
    return { samples: samples + 1, bad: claims.map(({ isBad }, index) => (bad[index] ?? 0) + (isBad(sample) ? 1 : 0)) };
}
/**
 * Judges after each sample. A claim is broken as soon as the sequential test says so, which may look as often as it likes; it is
 * kept by the exact binomial bound, which is asked at the looks of the schedule only.
 */
function judgeLatency(tally, { claims, schedule }) {
    const { samples } = tally;
    const broken = claims.find(({ limit }, index) => {
        const bad = tally.bad[index] ?? 0;
        return (0,statistics/* judgeSequentially */.WO)({ good: samples - bad, bad, polls: bad }, { limit }) === 'fail';
    });
    if (broken !== undefined)
        return { verdict: 'fail', claim: broken };
    if (!schedule.includes(samples))
        return { verdict: 'sample on' };
    if (claims.every(({ limit }, index) => (0,statistics/* shareIsBelow */.Jc)(limit, { bad: tally.bad[index] ?? 0, samples, confidence })))
        return { verdict: 'pass' };
    return samples === schedule.at(-1) ? lastWord(tally, claims) : { verdict: 'sample on' };
}
/** When no more samples come: broken, or not enough evidence. Never a pass: a deadline is no look of the schedule. */
function lastWord({ samples, bad }, claims) {
    const counts = claims.map((claim, index) => ({ claim, count: { bad: bad[index] ?? 0, samples, confidence } }));
    const broken = counts.find(({ claim, count }) => (0,statistics/* shareIsAbove */.zR)(claim.limit, count));
    if (broken !== undefined)
        return { verdict: 'fail', claim: broken.claim };
    const open = counts.find(({ claim, count }) => !(0,statistics/* shareIsBelow */.Jc)(claim.limit, count)) ?? counts[0];
    if (open === undefined)
        throw new TypeError('a latency probe has at least one claim');
    return { verdict: 'inconclusive', claim: open.claim };
}
function latencyOf(samples) {
    const times = samples.filter(({ answered }) => answered).map(({ ms }) => ms);
    const p95Ms = (0,statistics/* percentile */.Ym)(times, 0.95);
    return {
        p95Ms: Number.isFinite(p95Ms) ? Math.round(p95Ms * 10) / 10 : null,
        errorRate: samples.length === 0 ? 1 : (samples.length - times.length) / samples.length,
        samples: samples.length,
    };
}

;// CONCATENATED MODULE: ./build/probes/latency.js









const timeBound = schemas/* string */.YjP().refine((text) => msOf(text) !== null, 'Expected `< 200 ms` or `< 2 s`');
const shareBound = schemas/* string */.YjP().refine((text) => shareOf(text) !== null, 'Expected `< 1 %`, more than 0 and less than 100');
const countBound = schemas/* string */.YjP().refine((text) => countOf(text) !== null, 'Expected `>= 59`');
const schema = schemas/* strictObject */.rej({
    url: schemas/* string */.YjP(),
    headers: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).optional(),
    status: schemas/* int */.Whr().optional().describe('What counts as answered. Default 200.'),
    p50: timeBound.optional(),
    p95: timeBound.optional(),
    p99: timeBound.optional(),
    errors: shareBound.optional().describe('Share of requests without the wanted answer.'),
    samples: countBound.optional().describe('At least so many, even where fewer would prove it. A p95 needs 80.'),
    'at-most': schemas/* int */.Whr().positive().max(100_000).optional().describe('Default: four times the fewest that can prove it.'),
    'warm-up': schemas/* int */.Whr()
        .min(0)
        .max(1_000)
        .optional()
        .describe('Requests before the measured ones, not judged: a first answer loads code and caches. Default 3.'),
    rate: schemas/* number */.aig().positive().max(1_000).optional().describe('Requests in a second, at most. Default 50.'),
    within: kind/* durationText */.S5.optional().describe('Time for all samples; then what is not proved is inconclusive. Default 2m.'),
    ...kind/* timeoutKey */.XU,
})
    .refine(({ p50, p95, p99, errors }) => [p50, p95, p99, errors].some((bound) => bound !== undefined), 'Expected one of p50, p95, p99, errors');
/** Percentiles and the error rate of real requests, judged by exact bounds and not by a point estimate. */
const latency = (0,kind/* defineProbe */._y)({
    name: 'latency',
    schema,
    judgesService: true,
    title: ({ url }) => (0,http_request/* pathText */.LF)(url),
    async prepare(declared, context) {
        const claims = claimsOf(declared);
        const atMost = declared['at-most'] ?? null;
        const fewest = Math.max(fewestFor(claims), countOf(declared.samples ?? '>= 1') ?? 1);
        if (atMost !== null && atMost < fewest) {
            const claim = claims.map(({ text }) => text).join(' and ');
            throw (0,probes_problems/* samplesTooFew */.aG)({ probe: context.probe, atMost, needed: fewest, claim, at: context.at('at-most') });
        }
        const schedule = scheduleOf({ fewest, atMost });
        const sample = await sampler(declared, context);
        return async () => observationOf(await sampleUntilJudged({ declared, context, sample, claims, schedule }), { claims, context });
    },
});
async function sampler(declared, context) {
    const request = (0,http_request/* requestOf */.fo)({ url: declared.url, headers: declared.headers }, context);
    const judge = await (0,http_request/* judgeOf */.Pb)({ url: declared.url, status: declared.status }, context);
    const { fetch, clock, cancellation } = context.world;
    const timeoutMs = (0,duration/* parseDuration */.E9)(declared.timeout ?? '5s').ms;
    return async () => {
        const answer = await (0,probes_request/* sendRequest */.w)(request, {
            fetch,
            clock,
            signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), cancellation.signal]),
        });
        return { answered: judge(answer, request.url).verdict === 'pass', ms: answer.ms };
    };
}
/** Samples at the rate until the judge has a verdict, the time is over, or the run is cancelled. */
async function sampleUntilJudged({ declared, context: { world, probe }, sample, claims, schedule }) {
    for (let index = 0; index < (declared['warm-up'] ?? 3); index += 1)
        await sample();
    const samples = [];
    let tally = { samples: 0, bad: [] };
    const started = world.clock.elapsedMs();
    const endMs = started + (0,duration/* parseDuration */.E9)(declared.within ?? '2m').ms;
    const intervalMs = 1_000 / (declared.rate ?? 50);
    while (world.clock.elapsedMs() < endMs) {
        const taken = await sample();
        world.cancellation.throwIfRequested(probe);
        samples.push(taken);
        tally = counted(tally, taken, claims);
        const verdict = judgeLatency(tally, { claims, schedule });
        if (verdict.verdict !== 'sample on')
            return { verdict, samples };
        const waitMs = started + samples.length * intervalMs - world.clock.elapsedMs();
        if (waitMs > 1) {
            await world.sleep(Math.min(waitMs, intervalMs), world.cancellation.signal).catch(() => world.cancellation.throwIfRequested(probe));
        }
    }
    return { verdict: lastWord(tally, claims), samples };
}
function observationOf({ verdict, samples }, { claims, context: { probe, at } }) {
    const latency = latencyOf(samples);
    const expected = claims.map(({ text }) => text).join(' and ');
    const overall = `p95 ${latency.p95Ms ?? '-'} ms, ${(latency.errorRate * 100).toFixed(1)} % errors, ${samples.length} samples`;
    if (!('claim' in verdict))
        return (0,result/* passed */.b)(expected, overall, latency);
    const { claim } = verdict;
    const observed = `${overall}, ${samples.filter(claim.isBad).length} over the limit`;
    const problem = verdict.verdict === 'fail' ? probes_problems/* tooSlow */.gn : probes_problems/* latencyInconclusive */.Zu;
    return (0,result/* refused */.J)(problem({ probe, claim: claim.text, observed, at: at() }), { verdict: verdict.verdict, expected, observed, latency });
}
function claimsOf({ p50, p95, p99, errors }) {
    const times = [
        { name: 'p50', bound: p50, limit: 0.5 },
        { name: 'p95', bound: p95, limit: 0.05 },
        { name: 'p99', bound: p99, limit: 0.01 },
    ].flatMap(({ name, bound, limit }) => {
        const ms = bound === undefined ? null : msOf(bound);
        return ms === null ? [] : [{ text: `${name} ${bound}`, limit, isBad: (sample) => !sample.answered || sample.ms >= ms }];
    });
    const share = errors === undefined ? null : shareOf(errors);
    return share === null ? times : [...times, { text: `errors ${errors}`, limit: share, isBad: (sample) => !sample.answered }];
}
function msOf(text) {
    const bound = readThreshold(text);
    if (bound === null || !bound.operator.startsWith('<') || bound.operator === '==')
        return null;
    return bound.value > 0 && bound.unit === 'ms' ? bound.value : bound.value > 0 && bound.unit === 's' ? bound.value * 1_000 : null;
}
function shareOf(text) {
    const bound = readThreshold(text);
    const isShare = bound?.operator.startsWith('<') === true && bound.unit === '%' && bound.value > 0 && bound.value < 100;
    return isShare ? bound.value / 100 : null;
}
function countOf(text) {
    const bound = readThreshold(text);
    return bound !== null && bound.operator === '>=' && bound.unit === '' && Number.isInteger(bound.value) && bound.value > 0
        ? bound.value
        : null;
}
function readThreshold(text) {
    try {
        return (0,threshold/* parseThreshold */.B7)(text);
    }
    catch {
        return null;
    }
}

;// CONCATENATED MODULE: ./build/probes/postgres.js





/** A database that answers SELECT 1 on a fresh connection. */
const postgres = (0,kind/* defineProbe */._y)({
    name: 'postgres',
    schema: schemas/* strictObject */.rej({ url: schemas/* string */.YjP().describe('A reference to the secret address: "${env.DATABASE_URL}".'), ...kind/* patienceKeys */.uh }),
    title: ({ url }) => databaseText(url),
    patience: (declared) => declared,
    async prepare({ url, timeout }, { references, at, world, probe }) {
        const connectionString = references.secret(url, { at: at('url') });
        if (!URL.canParse(connectionString))
            throw (0,probes_problems/* addressInvalid */.ar)({ probe, reason: 'it is no postgres address', at: at('url') });
        const { default: pg } = await __webpack_require__.e(/* import() */ 849).then(__webpack_require__.bind(__webpack_require__, 83849));
        const expected = 'SELECT 1 answers 1';
        return async (signal) => {
            const client = new pg.Client({
                connectionString,
                application_name: 'fairlead probe',
                connectionTimeoutMillis: timeout === undefined ? 5_000 : 60_000,
            });
            // A server that dies while the client is idle must not end the process.
            client.on('error', () => { });
            const giveUp = abortion(signal);
            try {
                const { rows } = await Promise.race([client.connect().then(() => client.query('SELECT 1 AS one')), giveUp.promise]);
                if (rows.length === 1 && rows[0]?.one === 1)
                    return (0,result/* passed */.b)(expected, 'answered 1');
                return (0,result/* refused */.J)((0,probes_problems/* postgresFailed */.Nz)({ probe, reason: `it answered ${rows.length} rows`, at: at() }), {
                    expected,
                    observed: `${rows.length} rows`,
                });
            }
            catch (thrown) {
                const reason = world.secrets.redact(reasonOf(thrown, signal));
                return (0,result/* refused */.J)((0,probes_problems/* postgresFailed */.Nz)({ probe, reason, at: at() }), { expected, observed: reason });
            }
            finally {
                giveUp.cancel();
                // An aborted connection attempt may never end on its own; nobody waits for it.
                void client.end().catch(() => { });
            }
        };
    },
});
function databaseText(url) {
    if (!URL.canParse(url))
        return url;
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
}
function reasonOf(thrown, signal) {
    if (signal.aborted)
        return 'no answer in time';
    const { code, message } = thrown;
    return message === undefined || message === '' ? (code ?? String(thrown)) : message;
}

;// CONCATENATED MODULE: ./build/probes/redis.js





/** How long a key of the probe lives should the probe die before it deletes it, in seconds. */
const keyLifetime = 10;
/** A Redis that takes a value, gives it back, and will forget it. */
const redis = (0,kind/* defineProbe */._y)({
    name: 'redis',
    schema: schemas/* strictObject */.rej({ url: schemas/* string */.YjP().describe('"${env.REDIS_URL}"'), ...kind/* patienceKeys */.uh }),
    title: ({ url }) => (URL.canParse(url) ? new URL(url).host : url),
    patience: (declared) => declared,
    async prepare({ url: declared }, { references, at, world, probe }) {
        const url = references.secret(declared, { at: at('url') });
        if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
            throw (0,probes_problems/* addressInvalid */.ar)({ probe, reason: 'it is no redis or rediss address', at: at('url') });
        }
        const { createClient } = await __webpack_require__.e(/* import() */ 488).then(__webpack_require__.t.bind(__webpack_require__, 90488, 19));
        const expected = 'PING, SET, GET and TTL answer';
        return async (signal) => {
            const client = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 5_000, reconnectStrategy: false } });
            client.on('error', () => { });
            const giveUp = abortion(signal);
            const key = `fairlead:probe:${Buffer.from(world.randomBytes(8)).toString('hex')}`;
            try {
                const roundTrip = async () => {
                    await client.connect();
                    if ((await client.ping()) !== 'PONG')
                        return 'PING was not answered with PONG';
                    await world.write('redis probe key', () => client.set(key, key, { EX: keyLifetime }));
                    if ((await client.get(key)) !== key)
                        return 'GET did not give back what was SET';
                    const lifetime = await client.ttl(key);
                    await world.write('redis probe key removal', () => client.del(key), { evenWhenCancelled: true });
                    return lifetime > 0 && lifetime <= keyLifetime ? null : `TTL is ${lifetime}, it should be at most ${keyLifetime}`;
                };
                const wrong = await Promise.race([roundTrip(), giveUp.promise]);
                if (wrong === null)
                    return (0,result/* passed */.b)(expected, 'round trip done');
                return (0,result/* refused */.J)((0,probes_problems/* redisFailed */.FQ)({ probe, reason: wrong, at: at() }), { expected, observed: wrong });
            }
            catch (thrown) {
                world.cancellation.throwIfRequested(probe);
                const reason = world.secrets.redact(signal.aborted ? 'no answer in time' : redis_reasonOf(thrown));
                return (0,result/* refused */.J)((0,probes_problems/* redisFailed */.FQ)({ probe, reason, at: at() }), { expected, observed: reason });
            }
            finally {
                giveUp.cancel();
                client.destroy();
            }
        };
    },
});
function redis_reasonOf(thrown) {
    const { code, message } = thrown;
    return message === undefined || message === '' ? (code ?? String(thrown)) : message;
}

// EXTERNAL MODULE: ./build/core/suggestion.js
var suggestion = __webpack_require__(55256);
// EXTERNAL MODULE: ./build/probes/scenario-schema.js
var scenario_schema = __webpack_require__(38612);
;// CONCATENATED MODULE: ./build/probes/wallet.js

async function throwAwayWallet({ randomBytes }) {
    const { Keypair } = await (0,sdk/* loadSdk */.N)();
    const pair = Keypair.fromRawEd25519Seed(Buffer.from(randomBytes(32)));
    return { address: pair.publicKey(), sign: (text) => pair.sign(Buffer.from(text, 'utf8')) };
}

;// CONCATENATED MODULE: ./build/probes/scenario.js












/** Steps in order that share what they captured, and clean up after themselves. */
const scenario = (0,kind/* defineProbe */._y)({
    name: 'scenario',
    schema: schemas/* union */.KCZ([
        schemas/* string */.YjP(),
        schemas/* strictObject */.rej({
            steps: schemas/* string */.YjP().describe('A name under health.scenarios.'),
            url: schemas/* string */.YjP().optional().describe('Becomes ${scenario.url}.'),
        }),
    ]),
    judgesService: true,
    title: (declared) => nameOf(declared),
    async prepare(declared, context) {
        const name = nameOf(declared);
        const steps = context.scenarios[name];
        if (steps === undefined)
            throw (0,probes_problems/* scenarioUnknown */.v4)({ scenario: name, hint: (0,suggestion/* didYouMean */.a)(name, Object.keys(context.scenarios)), at: context.at() });
        const { world, marker } = context;
        const wallet = usesWallet(steps) ? await throwAwayWallet(world) : null;
        const values = new Map([['run.marker', marker]]);
        if (wallet !== null)
            values.set('wallet.address', wallet.address);
        if (typeof declared !== 'string' && declared.url !== undefined)
            values.set('scenario.url', context.text(declared.url, 'url'));
        const withValues = { ...context, references: context.references.with(values) };
        return async () => walk({ name, steps, marker, wallet, context: withValues });
    },
});
async function walk({ name, steps, marker, wallet, context }) {
    const captured = new Map();
    const states = steps.map(() => 'not run');
    const problems = [];
    const { cancellation } = context.world;
    for (const [index, step] of steps.entries()) {
        const always = step.always === true;
        if (!always && (problems.length > 0 || cancellation.requested()))
            continue;
        const missing = always ? neverCaptured(step, { steps, captured }) : [];
        if (missing.length > 0) {
            // What it would remove came to be, or may have: a person has to look.
            const unsettled = missing.every((maker) => states[maker] === 'sent');
            if (unsettled)
                problems.push((0,probes_problems/* leftBehind */.aU)({
                    probe: context.probe,
                    marker,
                    step: stepText(step),
                    reason: 'the answer of the step that made the record was lost',
                }));
            continue;
        }
        try {
            await take(step, { index, name, wallet, captured, context, tell: (state) => (states[index] = state) });
        }
        catch (thrown) {
            const found = (0,core_problem/* problemsOf */.GW)(thrown);
            if (found === null)
                throw thrown;
            if (cancellation.requested() && !always)
                continue;
            problems.push(...(always
                ? found.map((problem) => (0,probes_problems/* leftBehind */.aU)({ probe: context.probe, marker, step: stepText(step), reason: problem.message, at: problem.at }))
                : found));
        }
    }
    // A cancelled run ends without results: what it left behind is told here, or nowhere.
    if (cancellation.requested())
        for (const { message } of problems)
            context.world.log.line(message);
    if (problems.length === 0)
        cancellation.throwIfRequested(`the rest of the scenario ${name}`);
    const expected = `${steps.length} steps`;
    if (problems.length === 0)
        return (0,result/* passed */.b)(expected, `${steps.length} steps done, marker ${marker}`);
    const verdict = problems.some(({ code }) => code === 'core/expression-unknown' || code === 'probes/capture-failed' || code.startsWith('config/'))
        ? 'error'
        : 'fail';
    return { verdict, expected, observed: problems[0]?.message ?? '', problems, latency: null };
}
/** Takes one step; a problem that ends the scenario is thrown. */
async function take(step, taken) {
    const own = { ...taken.context, ...stepContext(step, taken) };
    if ('sign' in step)
        return sign(step, { ...taken, context: own });
    await exchange(step, { ...taken, context: own });
    taken.tell('captured');
}
function stepContext(step, { index, name, captured, context }) {
    const kind = 'sign' in step ? 'sign' : 'http';
    const references = context.references.with(new Map([...captured].map(([key, value]) => [`captured.${key}`, asText(value)])));
    const at = (...path) => context.run.config.position('health', 'scenarios', name, index, kind, ...path);
    return {
        probe: `${context.probe}, step ${index + 1} (${stepText(step)})`,
        at,
        references,
        text: (value, ...path) => references.resolve(value, { at: at(...path) }),
    };
}
function sign(step, { wallet, captured, context }) {
    const signature = wallet?.sign(context.text(step.sign.text, 'text')) ?? Buffer.alloc(0);
    captured.set(step.sign.as ?? 'signature', Buffer.from(signature).toString(step.sign.encoding ?? 'base64'));
}
async function exchange(step, taken) {
    const { index, name, captured, context, tell } = taken;
    const { fetch, clock, cancellation, write } = context.world;
    const request = (0,http_request/* requestOf */.fo)(step.http, context, captured);
    const judge = await (0,http_request/* judgeOf */.Pb)(step.http, context);
    const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    const deadline = () => AbortSignal.timeout((0,duration/* parseDuration */.E9)(step.http.timeout ?? '10s').ms);
    // A write is not torn by a cancel: its answer tells what came to be, and the clean-up needs it.
    const signal = () => (isRead && step.always !== true ? AbortSignal.any([deadline(), cancellation.signal]) : deadline());
    const send = () => (0,probes_request/* sendRequest */.w)(request, { fetch, clock, signal: signal() });
    const sendWrite = () => {
        tell('sent');
        return send();
    };
    const answer = isRead
        ? await send()
        : await write(`scenario ${name} step ${index + 1}`, sendWrite, { evenWhenCancelled: step.always === true });
    if ((0,probes_request/* isAnswer */.T)(answer) && answer.status >= 400 && answer.status < 500)
        tell('refused');
    const observation = judge(answer, request.url);
    await capture(step, { answer, captured, context, passed: observation.verdict === 'pass' });
    const [problem] = observation.problems;
    if (problem !== undefined)
        throw problem;
}
/** Captures what the answer holds even when it is not the wanted one: the clean-up may need it. */
async function capture(step, { answer, captured, context, passed: mustHave, }) {
    if (!(0,probes_request/* isAnswer */.T)(answer))
        return;
    for (const [name, text] of Object.entries(step.http.capture ?? {})) {
        try {
            const value = (await (0,core_expression/* readExpression */.Jn)(text, context.at('capture', name))).value((0,http_request/* answerValues */.nd)(answer));
            if (value === null || value === undefined || value === '')
                throw (0,probes_problems/* captureFailed */.G4)({ probe: context.probe, capture: name, reason: 'it is empty', at: context.at('capture', name) });
            captured.set(name, typeof value === 'bigint' ? Number(value) : value);
        }
        catch (thrown) {
            if (!mustHave)
                continue;
            const [problem] = (0,core_problem/* problemsOf */.GW)(thrown) ?? [];
            if (problem?.code !== 'core/expression-unknown')
                throw thrown;
            throw (0,probes_problems/* captureFailed */.G4)({ probe: context.probe, capture: name, reason: problem.message, at: context.at('capture', name) });
        }
    }
}
/** Indexes of the steps that should have captured what this one needs and did not. */
function neverCaptured(step, { steps, captured }) {
    const needed = [...JSON.stringify(step).matchAll(/\$\{\s*captured\.(\w+)\s*\}/g)].map((match) => match[1] ?? '');
    const missing = needed.filter((name) => !captured.has(name));
    return missing.map((name) => steps.findIndex((maker) => (0,scenario_schema/* capturesOf */.J)(maker).includes(name)));
}
function usesWallet(steps) {
    return steps.some((step) => 'sign' in step) || /\$\{\s*wallet\./.test(JSON.stringify(steps));
}
function nameOf(declared) {
    return typeof declared === 'string' ? declared : declared.steps;
}
function stepText(step) {
    if (step.name !== undefined)
        return step.name;
    return 'sign' in step ? 'sign' : `${step.http.method ?? 'GET'} ${(0,http_request/* addressText */.GI)((0,http_request/* pathText */.LF)(step.http.url))}`;
}
function asText(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}

// EXTERNAL MODULE: ./build/soroban/rpc.js
var soroban_rpc = __webpack_require__(50098);
;// CONCATENATED MODULE: ./build/probes/soroban.js









const seconds = schemas/* string */.YjP().refine((text) => ageOf(text) !== null, 'Expected `< 60 s`');
/** An RPC node that is healthy, of the right network, and in step with it. */
const soroban = (0,kind/* defineProbe */._y)({
    name: 'soroban',
    schema: schemas/* strictObject */.rej({
        rpc: schemas/* string */.YjP().optional().describe('Default: the one of `network`.'),
        passphrase: schemas/* string */.YjP().optional().describe('Default: the one of `network`.'),
        'ledger-age': seconds.optional().describe('How old the newest ledger may be. Default < 60 s.'),
        ...kind/* patienceKeys */.uh,
    }),
    title: () => 'rpc',
    patience: (declared) => declared,
    async prepare(declared, context) {
        const { probe, at, world } = context;
        const rpcUrl = declared.rpc === undefined ? (0,soroban_network/* networkOf */.A)(context.run).rpcUrl : context.text(declared.rpc, 'rpc');
        const passphrase = declared.passphrase === undefined ? (0,soroban_network/* networkOf */.A)(context.run).passphrase : context.text(declared.passphrase, 'passphrase');
        const bound = declared['ledger-age'] ?? '< 60 s';
        const age = ageOf(bound) ?? (0,threshold/* parseThreshold */.B7)('< 60 s');
        const rpc = (0,soroban_rpc/* rpcAt */.n)(rpcUrl, world);
        const expected = `healthy, "${passphrase}", newest ledger ${bound}`;
        return async (signal) => {
            const giveUp = abortion(signal);
            try {
                const facts = await Promise.race([
                    Promise.all([
                        rpc.read('getHealth'),
                        rpc.read('getNetwork'),
                        rpc.read('getLatestLedger'),
                    ]),
                    giveUp.promise,
                ]);
                const { reason, observed } = judge(facts, { passphrase, age, nowSeconds: world.clock.now().getTime() / 1_000 });
                if (reason === null)
                    return (0,result/* passed */.b)(expected, observed);
                return (0,result/* refused */.J)((0,probes_problems/* sorobanUnhealthy */.td)({ probe, reason, at: at() }), { expected, observed });
            }
            catch (thrown) {
                const problems = (0,core_problem/* problemsOf */.GW)(thrown);
                if (problems === null && !signal.aborted)
                    throw thrown;
                const reason = problems?.[0]?.message ?? 'no answer in time';
                return (0,result/* refused */.J)((0,probes_problems/* sorobanUnhealthy */.td)({ probe, reason: reason.replace(/\.$/, ''), at: at() }), { expected, observed: reason });
            }
            finally {
                giveUp.cancel();
            }
        };
    },
});
/** What is wrong with the node, or null; and what was seen. */
function judge([health, network, latest], { passphrase, age, nowSeconds }) {
    const ageSeconds = nowSeconds - Number(latest.closeTime ?? health.latestLedgerCloseTime ?? Number.NaN);
    const observed = `${health.status}, newest ledger ${Number.isFinite(ageSeconds) ? `${ageSeconds.toFixed(0)} s` : 'of unknown age'}`;
    if (health.status !== 'healthy')
        return { reason: `its status is "${health.status}"`, observed };
    if (network.passphrase !== passphrase)
        return { reason: `it serves "${network.passphrase}", expected "${passphrase}"`, observed };
    // A node whose clock runs ahead gives a negative age: that is fresh.
    if (!(0,threshold/* keeps */.l0)(age, Number.isFinite(ageSeconds) ? Math.max(0, ageSeconds) : ageSeconds)) {
        return {
            reason: `the newest ledger is ${Number.isFinite(ageSeconds) ? `${ageSeconds.toFixed(0)} s old` : 'of unknown age'}, expected ${age.operator} ${age.value} s`,
            observed,
        };
    }
    return { reason: null, observed };
}
function ageOf(text) {
    try {
        const bound = (0,threshold/* parseThreshold */.B7)(text);
        return bound.operator.startsWith('<') && bound.unit === 's' && bound.value > 0 ? bound : null;
    }
    catch {
        return null;
    }
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./build/probes/tcp.js





/** A port that takes connections. */
const tcp = (0,kind/* defineProbe */._y)({
    name: 'tcp',
    schema: schemas/* strictObject */.rej({ host: schemas/* string */.YjP(), port: schemas/* union */.KCZ([schemas/* int */.Whr().min(1).max(65_535), schemas/* string */.YjP()]), ...kind/* patienceKeys */.uh }),
    title: ({ host, port }) => `${host}:${port}`,
    patience: (declared) => declared,
    async prepare(declared, context) {
        const host = context.text(declared.host, 'host');
        const port = Number(context.text(String(declared.port), 'port'));
        if (!Number.isInteger(port) || port < 1 || port > 65_535) {
            throw (0,probes_problems/* addressInvalid */.ar)({ probe: context.probe, reason: 'the port is no number from 1 to 65535', at: context.at('port') });
        }
        const address = `${host}:${port}`;
        return async (signal) => {
            const reason = await connectReason({ host, port, signal });
            if (reason === null)
                return (0,result/* passed */.b)('a connection', 'connected');
            return (0,result/* refused */.J)((0,probes_problems/* portClosed */.E8)({ probe: context.probe, address, reason, at: context.at() }), {
                expected: 'a connection',
                observed: reason,
            });
        };
    },
});
/** Null when a connection came to be, else why not. */
function connectReason({ host, port, signal }) {
    return new Promise((resolve) => {
        const socket = (0,external_node_net_.connect)({ host, port, signal });
        const end = (reason) => {
            socket.destroy();
            resolve(reason);
        };
        socket.once('connect', () => end(null));
        socket.on('error', (error) => end(signal.aborted ? 'no answer in time' : (error.code ?? error.message)));
    });
}

;// CONCATENATED MODULE: ./build/probes/kinds.js









/** Every kind of probe, in the order of the reference. A new one is one file and one line here. */
const probeKinds = [identity, http, latency, scenario, contract, soroban, postgres, redis, tcp];
/** The kind of a probe. The schema has made sure that there is exactly one. */
function kindOf(probe) {
    const kind = probeKinds.find(({ name }) => name in probe);
    if (kind === undefined)
        throw new TypeError('a probe of no kind passed the schema');
    return kind;
}


/***/ }),

/***/ 68976:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Al: () => (/* binding */ profileUnknown),
/* harmony export */   Cm: () => (/* binding */ expectationNotMet),
/* harmony export */   E8: () => (/* binding */ portClosed),
/* harmony export */   FQ: () => (/* binding */ redisFailed),
/* harmony export */   G4: () => (/* binding */ captureFailed),
/* harmony export */   HB: () => (/* binding */ unreachable),
/* harmony export */   If: () => (/* binding */ statusWrong),
/* harmony export */   MJ: () => (/* binding */ identityUnreadable),
/* harmony export */   MR: () => (/* binding */ contractUnread),
/* harmony export */   Nz: () => (/* binding */ postgresFailed),
/* harmony export */   VN: () => (/* binding */ releaseWrong),
/* harmony export */   Zu: () => (/* binding */ latencyInconclusive),
/* harmony export */   aG: () => (/* binding */ samplesTooFew),
/* harmony export */   aU: () => (/* binding */ leftBehind),
/* harmony export */   ar: () => (/* binding */ addressInvalid),
/* harmony export */   cP: () => (/* binding */ redirected),
/* harmony export */   gn: () => (/* binding */ tooSlow),
/* harmony export */   lD: () => (/* binding */ profileEmpty),
/* harmony export */   nE: () => (/* binding */ notRun),
/* harmony export */   rV: () => (/* binding */ identityMissing),
/* harmony export */   td: () => (/* binding */ sorobanUnhealthy),
/* harmony export */   v4: () => (/* binding */ scenarioUnknown)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const looked = 'The probe itself changed nothing; the clean-up steps of a scenario were run.';
const nothingHappened = 'Nothing was changed.';
const profileUnknown = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/unknown-profile',
    example: { profile: 'actve', hint: ' Did you mean "active"?' },
    what: ({ profile, hint }) => `health.profiles has no profile "${profile}".${hint}`,
    state: nothingHappened,
    remedy: 'Correct the input "profile", or add the profile to fairlead.yml.',
});
const profileEmpty = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/empty-profile',
    example: { profile: 'public' },
    what: ({ profile }) => `The profile "${profile}" has no probes: there is nothing that could prove health.`,
    state: nothingHappened,
    remedy: 'Add probes, at least one `identity`; or take the step out of the workflow.',
});
const identityMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/no-identity',
    example: { profile: 'idle' },
    what: ({ profile }) => `The profile "${profile}" judges a service without an identity probe: an old release could answer in place of the new one.`,
    state: nothingHappened,
    remedy: 'Add `- identity: { url: ".../version", equals: "${release.commit}" }` to the profile.',
});
const scenarioUnknown = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/unknown-scenario',
    example: { scenario: 'book-a-fligt', hint: ' Did you mean "book-a-flight"?' },
    what: ({ scenario, hint }) => `health.scenarios has no scenario "${scenario}".${hint}`,
    state: nothingHappened,
    remedy: 'Correct the name, or add the scenario.',
});
const addressInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/address-invalid',
    example: { probe: 'http /health', reason: 'it is no http or https address' },
    what: ({ probe, reason }) => `${probe}: its address cannot be used: ${reason}.`,
    state: nothingHappened,
    remedy: 'Write a whole address such as "${services.backend.idle}/health".',
});
const unreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/unreachable',
    example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', reason: 'ECONNREFUSED' },
    what: ({ probe, address, reason }) => `${probe}: ${address} did not answer: ${reason}.`,
    state: looked,
    remedy: ({ address }) => `See whether it runs and listens there: curl -v ${address}`,
});
const statusWrong = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/wrong-status',
    example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', expected: '200', observed: '503' },
    what: ({ probe, address, expected, observed }) => `${probe}: ${address} answered with status ${observed}, expected ${expected}.`,
    state: looked,
    remedy: 'Read the log of the service; correct `status` where another one is right.',
});
const redirected = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/redirected',
    example: { probe: 'http /health', address: 'http://127.0.0.1:3101/health', observed: '302', location: '/login' },
    what: ({ probe, address, observed, location }) => `${probe}: ${address} answered ${observed} and points to "${location}". Redirects are not followed.`,
    state: looked,
    remedy: 'Probe the address that answers itself; write `status: 302` where the redirect is what you want.',
});
const expectationNotMet = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/expectation-not-met',
    example: { probe: 'http /health', expression: "body.database == 'up'", observed: 'body.database = "down"' },
    what: ({ probe, expression, observed }) => `${probe}: \`${expression}\` does not hold: ${observed}.`,
    state: looked,
    remedy: 'Repair what the answer tells of; the status alone says nothing about it.',
});
const releaseWrong = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/wrong-release',
    example: {
        probe: 'identity /version',
        field: 'commit',
        expected: 'c0ffee',
        observed: 'decade',
        address: 'http://127.0.0.1:3101/version',
    },
    what: ({ probe, field, expected, observed, address }) => `${probe}: ${address} says ${field} "${observed}", expected "${expected}": another release answers.`,
    state: looked,
    remedy: 'See which folder the service was started from (RELEASE_DIR), and whether an older process still holds the port.',
});
const identityUnreadable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/identity-unreadable',
    example: { probe: 'identity /version', field: 'commit', address: 'http://127.0.0.1:3101/version', reason: 'the answer is no JSON' },
    what: ({ probe, field, address, reason }) => `${probe}: ${address} does not tell ${field}: ${reason}.`,
    state: looked,
    remedy: ({ field }) => `Answer with JSON that holds "${field}" as text (the service is given RELEASE_COMMIT), or name another \`field\`.`,
});
const portClosed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/port-closed',
    example: { probe: 'tcp 127.0.0.1:6379', address: '127.0.0.1:6379', reason: 'ECONNREFUSED' },
    what: ({ probe, address, reason }) => `${probe}: no connection to ${address}: ${reason}.`,
    state: looked,
    remedy: 'Start what should listen there, or open the way to it.',
});
const postgresFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/postgres-failed',
    example: { probe: 'postgres 127.0.0.1:5432/traqora', reason: 'ECONNREFUSED' },
    what: ({ probe, reason }) => `${probe}: SELECT 1 was not answered: ${reason}.`,
    state: looked,
    remedy: 'See whether the server runs, takes connections, and knows this role and database.',
});
const redisFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/redis-failed',
    example: { probe: 'redis 127.0.0.1:6379', reason: 'ECONNREFUSED' },
    what: ({ probe, reason }) => `${probe}: the round trip (PING, SET, GET, TTL) failed: ${reason}.`,
    state: 'At most one key with a lifetime of 10 s was written.',
    remedy: 'See whether Redis runs and may write; where there is none, declare it: `not-applicable: REASON`.',
});
const sorobanUnhealthy = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/soroban-unhealthy',
    example: { probe: 'soroban', reason: 'the newest ledger is 95 s old, expected < 60 s' },
    what: ({ probe, reason }) => `${probe}: ${reason}.`,
    state: looked,
    remedy: 'See the status of the RPC node; point `network.rpc` at one that is in step.',
});
const contractUnread = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/contract-unread',
    example: { probe: 'contract parameters', reason: 'the contract traps' },
    what: ({ probe, reason }) => `${probe}: the contract could not be read: ${reason}.`,
    state: looked,
    remedy: 'Simulate the call by hand; see that the contract id belongs to this network.',
});
const tooSlow = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/too-slow',
    example: { probe: 'latency /flights', claim: 'p95 < 200 ms', observed: 'p95 340 ms of 4 samples, 4 over the limit' },
    what: ({ probe, claim, observed }) => `${probe}: ${claim} is proved broken: ${observed}.`,
    state: looked,
    remedy: 'Find what became slower or fails; the limit is not to be raised for a release that is slower than the one before.',
});
const latencyInconclusive = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/latency-inconclusive',
    example: { probe: 'latency /flights', claim: 'p95 < 200 ms', observed: 'p95 190 ms of 320 samples, 14 over the limit' },
    what: ({ probe, claim, observed }) => `${probe}: the samples prove ${claim} neither kept nor broken: ${observed}.`,
    state: looked,
    remedy: 'Give it more time or samples (`within`, `at-most`, `rate`), or set a limit further from the usual figure.',
});
const samplesTooFew = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/too-few-samples',
    example: { probe: 'latency /flights', atMost: 50, needed: 80, claim: 'p95 < 200 ms' },
    what: ({ probe, atMost, needed, claim }) => `${probe}: ${atMost} samples can never prove ${claim}; it takes at least ${needed}, none of them over the limit.`,
    state: nothingHappened,
    remedy: ({ needed }) => `Write \`at-most: ${needed * 4}\`, or leave it out.`,
});
const captureFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/capture-failed',
    example: { probe: 'scenario book-a-flight, step 1', capture: 'token', reason: 'No such key: token' },
    what: ({ probe, capture, reason }) => `${probe}: "${capture}" could not be captured: ${reason}.`,
    state: 'The clean-up steps of the scenario ran.',
    remedy: 'Correct the expression under `capture`; it sees status, headers, body and text of the answer.',
});
const leftBehind = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/left-behind',
    example: {
        probe: 'scenario book-a-flight',
        marker: 'fairlead-production-8412-5ba3f1c0',
        step: 'DELETE /bookings/:id',
        reason: 'its answer was lost',
    },
    what: ({ probe, marker, step, reason }) => `${probe}: clean-up "${step}" is not proved: ${reason}. Records of this run carry the marker ${marker}.`,
    state: 'A test record may still be there.',
    remedy: ({ marker }) => `Look for ${marker} in the system and remove what carries it.`,
});
const notRun = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'probes/not-run',
    example: { probe: 'http /health', identity: 'identity /version' },
    what: ({ probe, identity }) => `${probe} was not run, because "${identity}" did not pass: its answer would say nothing about this release.`,
    state: looked,
    remedy: ({ identity }) => `Repair what "${identity}" tells of first.`,
});


/***/ }),

/***/ 83219:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ isAnswer),
/* harmony export */   w: () => (/* binding */ sendRequest)
/* harmony export */ });
const longestAnswer = 1024 * 1024;
/**
 * Sends one request on a connection of its own and reads the answer whole. Redirects are not followed: a page that
 * sends one to a login is not the page. TLS is always verified.
 */
async function sendRequest({ url, method, headers, body }, { fetch, clock, signal }) {
    const started = clock.elapsedMs();
    const sinceStart = () => clock.elapsedMs() - started;
    try {
        const response = await fetch(url, { method, headers: { connection: 'close', ...headers }, body, redirect: 'manual', signal });
        const text = await readWhole(response);
        const ms = sinceStart();
        if (text === null)
            return { reason: 'its answer is longer than 1 MiB', ms };
        return { status: response.status, headers: Object.fromEntries(response.headers), text, ...parsed(text), ms };
    }
    catch (thrown) {
        return { reason: signal.aborted ? 'no answer in time' : reasonOf(thrown), ms: sinceStart() };
    }
}
function isAnswer(answer) {
    return 'status' in answer;
}
async function readWhole(response) {
    if (response.body === null)
        return '';
    const chunks = [];
    let length = 0;
    for await (const chunk of response.body) {
        length += chunk.length;
        if (length > longestAnswer)
            return null;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
function parsed(text) {
    try {
        return { json: JSON.parse(text) };
    }
    catch {
        return {};
    }
}
/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`: the code says more than fetch's "fetch failed". */
function reasonOf(thrown) {
    const { cause, message } = thrown;
    return cause?.code ?? cause?.message ?? message ?? String(thrown);
}


/***/ }),

/***/ 13205:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ refused),
/* harmony export */   b: () => (/* binding */ passed)
/* harmony export */ });
function passed(expected, observed, latency = null) {
    return { verdict: 'pass', expected, observed, problems: [], latency };
}
/** A look that does not let through, told by its problem. */
function refused(problem, { verdict = 'fail', expected, observed, latency = null, }) {
    return { verdict, expected, observed, problems: [problem], latency };
}


/***/ }),

/***/ 38612:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ capturesOf),
/* harmony export */   m: () => (/* binding */ scenarioSchema)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(12311);
/* harmony import */ var _http_request_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(90612);
/* harmony import */ var _kind_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(31994);



const stepKeys = {
    name: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().optional(),
    always: zod__WEBPACK_IMPORTED_MODULE_2__/* .boolean */ .zMY().optional().describe('A clean-up step: runs on failure and on cancel too.'),
};
const httpStep = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    http: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        ..._http_request_js__WEBPACK_IMPORTED_MODULE_0__/* .requestKeys */ .Qq,
        ..._kind_js__WEBPACK_IMPORTED_MODULE_1__/* .timeoutKey */ .XU,
        capture: zod__WEBPACK_IMPORTED_MODULE_2__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().regex(/^[A-Za-z]\w*$/, 'Expected a word'), zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP())
            .optional()
            .describe('Name to CEL over the answer; later steps use ${captured.NAME}.'),
    }),
    ...stepKeys,
});
const signStep = zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
    sign: zod__WEBPACK_IMPORTED_MODULE_2__/* .strictObject */ .rej({
        text: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP().describe('Signed with the key of ${wallet.address}, which lives for this scenario only.'),
        as: zod__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP()
            .regex(/^[A-Za-z]\w*$/, 'Expected a word')
            .optional()
            .describe('Name of the captured signature. Default signature.'),
        encoding: zod__WEBPACK_IMPORTED_MODULE_2__/* ["enum"] */ .k5n(['base64', 'hex']).optional(),
    }),
    ...stepKeys,
});
const scenarioSchema = zod__WEBPACK_IMPORTED_MODULE_2__/* .array */ .YOg(zod__WEBPACK_IMPORTED_MODULE_2__/* .union */ .KCZ([httpStep, signStep])).min(1, 'Expected at least one step');
/** Names that a step captures. */
function capturesOf(step) {
    return 'sign' in step ? [step.sign.as ?? 'signature'] : Object.keys(step.http.capture ?? {});
}


/***/ }),

/***/ 80286:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jz: () => (/* binding */ readContract),
/* harmony export */   Ki: () => (/* binding */ readRunning),
/* harmony export */   Me: () => (/* binding */ readExecutables),
/* harmony export */   YO: () => (/* binding */ readMissingCode)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(88970);
/* harmony import */ var _facts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27674);
/* harmony import */ var _keys_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(85337);
/* harmony import */ var _manifest_problems_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(46985);
/* harmony import */ var _operations_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(80291);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(91049);
/* harmony import */ var _spec_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(84102);
/* harmony import */ var _transaction_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(70289);









/** Any valid account: a simulated read needs a source, and no signature. */
const anybody = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';
/** What runs at each id; null where there is no instance, or one without a wasm of its own. One request. */
async function readExecutables(chain, ids) {
    const read = await chain.read(ids.map((id) => (0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .instanceKey */ .pA)(id, chain.sdk)));
    return new Map(ids.map((id) => [id, (0,_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .instanceIn */ .D3)(read.entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .instanceKey */ .pA)(id, chain.sdk)), read)?.wasmHash ?? null]));
}
/** The hashes among these whose code is not alive on the chain: nothing can be pointed at them. One request. */
async function readMissingCode(chain, hashes) {
    if (hashes.length === 0)
        return new Set();
    const read = await chain.read(hashes.map((hash) => (0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .codeKey */ .DQ)(hash, chain.sdk)));
    return new Set(hashes.filter((hash) => (read.entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .codeKey */ .DQ)(hash, chain.sdk))?.liveUntil ?? 0) < read.latestLedger));
}
/**
 * Asks a contract by simulation: nothing is signed, sent or charged. Arguments are typed by the spec of the code on
 * the chain. Integers beyond 2^53 are answered as text, bytes as hex, addresses as text.
 */
async function readContract(chain, { id, call, args = {}, at = null }) {
    const { spec } = await readRunning(chain, id, at);
    if (spec === null)
        throw (0,_manifest_problems_js__WEBPACK_IMPORTED_MODULE_3__/* .functionMissing */ .LA)({ contract: id, call, hint: '', at });
    const typed = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .typeArguments */ .bw)({
        sdk: chain.sdk,
        spec,
        contract: id,
        call,
        given: args,
        path: [],
        position: () => at,
        resolve: (text) => text,
    });
    if ('problems' in typed)
        (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .throwProblems */ .Jh)(typed.problems);
    const values = 'values' in typed ? typed.values : [];
    const answer = await (0,_transaction_js__WEBPACK_IMPORTED_MODULE_5__/* .readCall */ .D9)((0,_operations_js__WEBPACK_IMPORTED_MODULE_7__/* .invokeCall */ .Jy)(`read ${call}`, { id, call, arguments: values, spec }, chain.sdk), { chain, source: anybody });
    if ('failed' in answer)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .contractReadFailed */ .qP)({ call, id, reason: answer.failed, at });
    return toJson(chain.sdk.scValToNative(answer.value));
}
/** The instance at an id with the spec of what it runs; problem `soroban/contract-missing`. */
async function readRunning(chain, id, at = null) {
    const key = (0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .instanceKey */ .pA)(id, chain.sdk);
    const read = await chain.read([key]);
    const instance = (0,_facts_js__WEBPACK_IMPORTED_MODULE_2__/* .instanceIn */ .D3)(read.entry(key), read);
    if (instance === null)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .contractMissing */ .rB)({ id, network: chain.network.name, at });
    if (instance.wasmHash === null)
        return { instance, spec: null };
    const code = (await chain.read([(0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .codeKey */ .DQ)(instance.wasmHash, chain.sdk)])).entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_6__/* .codeKey */ .DQ)(instance.wasmHash, chain.sdk));
    return { instance, spec: code?.data.type === 'contractCode' ? (0,_spec_js__WEBPACK_IMPORTED_MODULE_8__/* .specOf */ .r)(code.data.value.code, chain.sdk) : null };
}
function toJson(value) {
    if (typeof value === 'bigint')
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (value instanceof Uint8Array)
        return Buffer.from(value).toString('hex');
    if (Array.isArray(value))
        return value.map(toJson);
    if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}


/***/ }),

/***/ 16296:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ balancerSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(53988);


const key = zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().min(1).describe('The one entry that routes the whole set of services.');
const common = {
    drain: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().default('30s').describe('How long requests that run on the old color are waited for, once the release is accepted.'),
};
const haproxy = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    haproxy: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
        socket: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('Unix socket of the runtime API, level admin.'),
        map: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('The map file, which is also its name in the runtime API.'),
        key,
    })
        .describe('HAProxy 2.4 or later: one map entry is written through the runtime socket, without a reload. Backends are called SERVICE-COLOR.'),
    ...common,
});
const embedded = zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({
    embedded: zod__WEBPACK_IMPORTED_MODULE_0__/* .strictObject */ .rej({ admin: zod__WEBPACK_IMPORTED_MODULE_0__/* .string */ .YjP().describe('Address of its admin API, on loopback.'), key })
        .describe('The balancer that comes with Fairlead, for rehearsals.'),
    ...common,
});
const balancerSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_1__/* .defineSection */ .r)({
    name: 'balancer',
    description: 'What routes users to one of the two colors.',
    sketch: 'balancer:\n  haproxy: { socket: /run/haproxy/admin.sock, map: /etc/haproxy/color.map, key: traqora }',
    schema: zod__WEBPACK_IMPORTED_MODULE_0__/* .union */ .KCZ([haproxy, embedded]),
});


/***/ }),

/***/ 71242:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ servicesSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(53988);
/* harmony import */ var _core_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61420);



const port = zod__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([zod__WEBPACK_IMPORTED_MODULE_1__/* .int */ .Whr().min(1).max(65_535), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()]);
/** A command line is seen by every user of the machine, so no variable goes into it: `environment` and `$NAME` do that. */
const command = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().refine((text) => !text.includes('${env.'), {
    message: 'Expected a command without ${env...}: put the variable under "environment" and write $NAME here',
});
const duration = zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().refine((text) => isDuration(text), { message: _core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .notADuration */ .V_.definition.remedy });
const service = zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
    ports: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({ blue: port, green: port }).describe('Where each color listens; commands get it as PORT.'),
    host: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().default('127.0.0.1').describe('Where the ports are.'),
    public: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('The address users have, through the balancer.'),
    identity: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().startsWith('/').describe('Path that answers JSON with `commit`, and `color` where the service knows it.'),
    supervise: zod__WEBPACK_IMPORTED_MODULE_1__/* .literal */ .euz('local').optional().describe('Run `start` as a child process that outlives the step (rehearsals, single hosts).'),
    start: command.describe('Starts one color. Gets COLOR (and RELEASE_COLOR, since npm overwrites COLOR), PORT, RELEASE_DIR, RELEASE_ID, RELEASE_COMMIT; safe to repeat.'),
    stop: command.optional().describe('Stops one color, safe to repeat. Not with `supervise: local`.'),
    environment: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP()).default({}).describe('What the commands get besides.'),
    'ready-within': duration.default('60s').describe('How long the start may take until the identity is answered.'),
    'stop-within': duration.default('10s').describe('How long a stop may take before it is forced (`supervise: local`).'),
})
    .refine((value) => value.supervise !== undefined || value.stop !== undefined, {
    message: 'Expected `stop`, or `supervise: local`',
    path: ['start'],
});
const servicesSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_2__/* .defineSection */ .r)({
    name: 'services',
    description: 'The services of the system: one set runs as blue, one as green.',
    sketch: `services:
  backend:
    ports: { blue: 3001, green: 3101 }
    public: https://api.example.org
    identity: /version
    start: ssh app@host release start backend
    stop: ssh app@host release stop backend`,
    schema: zod__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1P(zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().regex(/^[a-z0-9][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens'), service),
    provides: (services) => Object.keys(services).flatMap((name) => serviceReferenceNames(name)),
});
function serviceReferenceNames(name) {
    return ['idle', 'active', 'blue', 'green', 'public'].map((place) => `services.${name}.${place}`);
}
function isDuration(text) {
    try {
        return (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(text).ms > 0;
    }
    catch {
        return false;
    }
}


/***/ })

};
