export const id = 50;
export const ids = [50];
export const modules = {

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

/***/ 53245:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ judgeProfile)
/* harmony export */ });
/* harmony import */ var _core_verdict_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(55139);

/** The judgement of a whole profile. What was not run because of another probe is told after that one. */
function judgeProfile(results) {
    const problems = results.flatMap((result) => result.problems);
    const isConsequence = ({ code }) => code === 'probes/not-run';
    const probes = {};
    for (const { name, verdict } of results) {
        const taken = Object.keys(probes).filter((key) => key === name || key.startsWith(`${name} #`)).length;
        probes[taken === 0 ? name : `${name} #${taken + 1}`] = verdict;
    }
    return {
        verdict: (0,_core_verdict_js__WEBPACK_IMPORTED_MODULE_0__/* .verdictOf */ .V)(results.map(({ verdict }) => verdict)),
        problems: [...problems.filter((problem) => !isConsequence(problem)), ...problems.filter(isConsequence)],
        probes,
        latency: worstOf(results.flatMap(({ latency }) => latency ?? [])),
    };
}
function worstOf(found) {
    if (found.length === 0)
        return null;
    const times = found.map(({ p95Ms }) => p95Ms);
    return {
        // One of them that never answered makes the whole unknown.
        p95Ms: times.includes(null) ? null : Math.max(...times.map((time) => time ?? 0)),
        errorRate: Math.max(...found.map(({ errorRate }) => errorRate)),
        samples: found.reduce((sum, { samples }) => sum + samples, 0),
    };
}


/***/ }),

/***/ 14891:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ profileSteps),
  k: () => (/* binding */ runProfile)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/core/expression.js
var expression = __webpack_require__(68406);
// EXTERNAL MODULE: ./build/core/plan.js + 1 modules
var plan = __webpack_require__(25763);
// EXTERNAL MODULE: ./build/core/problem.js
var problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/suggestion.js
var suggestion = __webpack_require__(55256);
// EXTERNAL MODULE: ./build/probes/health-section.js
var health_section = __webpack_require__(63540);
// EXTERNAL MODULE: ./build/probes/kinds.js + 12 modules
var kinds = __webpack_require__(44317);
// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
;// CONCATENATED MODULE: ./build/probes/patience.js

/** Between consecutive successes: long enough to be another moment. */
const betweenSuccessesMs = 50;
const firstPauseMs = 100;
const longestPauseMs = 2_000;
/**
 * Looks until `times` looks in a row pass. A failed look begins the row anew, as long as the total deadline allows.
 * Back-off with full jitter: research/gates-health.md section 9.
 */
async function lookUntilSteady(attempt, { times, withinMs, timeoutMs }, { clock, sleep, randomBytes, cancellation }) {
    const started = clock.elapsedMs();
    const leftMs = () => (withinMs === null ? Number.POSITIVE_INFINITY : withinMs - (clock.elapsedMs() - started));
    let inARow = 0;
    let failures = 0;
    for (let attempts = 1;; attempts += 1) {
        const deadline = AbortSignal.timeout(Math.ceil(Math.max(1, Math.min(timeoutMs, leftMs()))));
        const observation = await attempt(AbortSignal.any([deadline, cancellation.signal]));
        cancellation.throwIfRequested('the next probe');
        inARow = observation.verdict === 'pass' ? inARow + 1 : 0;
        if (inARow >= times)
            return { observation: times > 1 ? withRow(observation, times) : observation, attempts };
        if (observation.verdict !== 'pass')
            failures += 1;
        const pauseMs = observation.verdict === 'pass' ? betweenSuccessesMs : jittered(failures, randomBytes);
        const over = withinMs === null ? observation.verdict !== 'pass' : leftMs() <= pauseMs;
        if (over)
            return { observation: settled(observation, { attempts, inARow, times, elapsedMs: clock.elapsedMs() - started }), attempts };
        await sleep(pauseMs, cancellation.signal).catch(() => cancellation.throwIfRequested('the next probe'));
    }
}
function jittered(failures, randomBytes) {
    const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
    return Math.round((ceiling * (1 + (randomBytes(1)[0] ?? 0))) / 256);
}
function withRow(observation, times) {
    return { ...observation, observed: `${observation.observed} (${times} times in a row)` };
}
function settled(observation, { attempts, inARow, times, elapsedMs }) {
    const tries = attempts === 1 ? '' : `, after ${attempts} attempts in ${(0,duration/* durationText */.S5)(elapsedMs)}`;
    // It passed, but the deadline came before it passed often enough: not enough evidence.
    if (observation.verdict === 'pass') {
        return { ...observation, verdict: 'inconclusive', observed: `${observation.observed}, ${inARow} of ${times} times in a row${tries}` };
    }
    return { ...observation, observed: `${observation.observed}${tries}` };
}

// EXTERNAL MODULE: ./build/probes/problems.js
var problems = __webpack_require__(68976);
;// CONCATENATED MODULE: ./build/probes/profile.js









/** Runs the probes of a profile in order, identity first. Problem `core/cancelled` when the run is cancelled. */
async function runProfile({ profile, run, world, values, marker = madeUp(run, world) }) {
    const probes = probesOf(profile, run);
    const references = run.references.with(values);
    const results = [];
    let wrongRelease = null;
    for (const listed of probes) {
        world.cancellation.throwIfRequested(listed.title);
        const context = contextOf(listed, { run, world, references, section: run.config.require(health_section/* healthSection */.m), marker });
        const result = wrongRelease === null || listed.kind.name === 'identity' ? await judge(listed, { profile, context }) : notJudged(listed, wrongRelease);
        world.log.line(`${result.verdict.padEnd(14)} ${result.name}: ${result.reason ?? result.observed}`);
        if (listed.kind.name === 'identity' && !letsGoOn(result))
            wrongRelease ??= result.name;
        results.push(result);
    }
    return results;
}
/** What a plan tells of a profile; resolves no value. Problems of the profile and its expressions are thrown together. */
async function profileSteps({ profile, run, }) {
    const probes = probesOf(profile, run);
    const problems = [];
    for (const { probe, kind, position } of probes) {
        const when = probe.when === undefined ? [] : [{ text: probe.when, path: ['when'] }];
        for (const { text, path } of [...when, ...kind.conditions(probe)]) {
            problems.push(...(await problemsIn(() => (0,expression/* readExpression */.Jn)(text, position(...path)))));
        }
    }
    (0,problem/* throwProblems */.Jh)(problems);
    const { scenarios } = run.config.require(health_section/* healthSection */.m);
    return probes.map(({ probe, kind, title, index }) => ({
        id: `${profile} ${index + 1} ${title}`,
        kind: kind.name,
        digest: (0,external_node_crypto_.createHash)('sha256')
            .update((0,plan/* canonicalJson */.dj)({ probe, scenarios: kind.name === 'scenario' ? scenarios : {} }))
            .digest('hex')
            .slice(0, 16),
    }));
}
/** The probes of a profile, identity first; problems `probes/unknown-profile`, `probes/empty-profile`, `probes/no-identity`. */
function probesOf(profile, { config }) {
    const { profiles } = config.require(health_section/* healthSection */.m);
    const declared = profiles[profile];
    if (declared === undefined)
        throw (0,problems/* profileUnknown */.Al)({ profile, hint: (0,suggestion/* didYouMean */.a)(profile, Object.keys(profiles)), at: config.position('health', 'profiles') });
    const at = config.position('health', 'profiles', profile);
    if (declared.length === 0)
        throw (0,problems/* profileEmpty */.lD)({ profile, at });
    const listed = declared.map((probe, index) => {
        const kind = (0,kinds/* kindOf */.I)(probe);
        return {
            probe,
            kind,
            title: kind.title(probe),
            index,
            position: (...path) => config.position('health', 'profiles', profile, index, ...path),
        };
    });
    const isIdentity = ({ kind }) => kind.name === 'identity';
    if (listed.some(({ kind }) => kind.judgesService) && !listed.some(isIdentity))
        throw (0,problems/* identityMissing */.rV)({ profile, at });
    return [...listed.filter(isIdentity), ...listed.filter((probe) => !isIdentity(probe))];
}
function contextOf({ kind, title, position }, { run, world, references, section, marker, }) {
    const at = (...path) => position(kind.name, ...path);
    return {
        world,
        // Kinds that read other sections (network) see the values of this profile too.
        run: { ...run, references },
        references,
        probe: title,
        at,
        text: (value, ...path) => references.resolve(value, { at: at(...path) }),
        scenarios: section.scenarios,
        marker,
    };
}
function madeUp({ release }, { randomBytes }) {
    return `fairlead-${release.id}-${Buffer.from(randomBytes(4)).toString('hex')}`;
}
async function judge(listed, { profile, context }) {
    const { probe, kind } = listed;
    const { world } = context;
    const started = world.clock.elapsedMs();
    const found = (fields) => resultOf(listed, { durationMs: Math.round(world.clock.elapsedMs() - started), ...fields });
    try {
        const reason = await reasonNotToRun(listed, { profile, context });
        if (reason !== null)
            return found({ verdict: 'not-applicable', reason, attempts: 0 });
        const { observation, attempts } = await lookUntilSteady(telling(await kind.prepare(probe, context)), kind.patience(probe), world);
        return found({ ...observation, attempts });
    }
    catch (thrown) {
        const problems = (0,problem/* problemsOf */.GW)(thrown);
        if (problems === null || problems[0]?.code === 'core/cancelled')
            throw thrown;
        return found({ verdict: 'error', observed: problems[0]?.message ?? '', problems });
    }
}
/** A problem thrown inside a look is what that look saw: the next one may see better. */
function telling(attempt) {
    return async (signal) => {
        try {
            return await attempt(signal);
        }
        catch (thrown) {
            const problems = (0,problem/* problemsOf */.GW)(thrown);
            if (problems === null || problems[0]?.code === 'core/cancelled')
                throw thrown;
            return { verdict: 'error', expected: '', observed: problems[0]?.message ?? '', problems, latency: null };
        }
    };
}
async function reasonNotToRun({ probe, position }, { profile, context }) {
    const declared = probe['not-applicable'];
    if (declared !== undefined)
        return declared;
    if (probe.when === undefined)
        return null;
    const { config, release } = context.run;
    // A workflow gives an unset secret as '': it is not set.
    const env = Object.fromEntries(Object.entries(context.world.environment).filter(([, value]) => value !== undefined && value !== ''));
    const values = {
        env,
        profile,
        environment: config.environment,
        system: config.system,
        release: { id: release.id, commit: release.commit },
    };
    const { holds } = (await (0,expression/* readExpression */.Jn)(probe.when, position('when'))).judge(values);
    return holds ? null : (probe.because ?? probe.when);
}
function notJudged(listed, identity) {
    const problem = (0,problems/* notRun */.nE)({ probe: listed.title, identity, at: listed.position() });
    return resultOf(listed, { verdict: 'inconclusive', observed: 'not run', attempts: 0, problems: [problem] });
}
function resultOf({ title, kind, position }, { verdict, expected = '', observed = '', attempts = 1, durationMs = 0, latency = null, problems = [], reason = null, }) {
    return {
        name: title,
        kind: kind.name,
        verdict,
        expected,
        observed,
        where: position(kind.name),
        attempts,
        durationMs,
        latency,
        problems,
        reason,
    };
}
function letsGoOn({ verdict }) {
    return verdict === 'pass' || verdict === 'not-applicable';
}
async function problemsIn(work) {
    try {
        await work();
        return [];
    }
    catch (thrown) {
        const problems = (0,problem/* problemsOf */.GW)(thrown);
        if (problems === null)
            throw thrown;
        return problems;
    }
}


/***/ }),

/***/ 90215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ openBalancer)
});

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(37067);
// EXTERNAL MODULE: ./build/config/source.js
var source = __webpack_require__(86246);
// EXTERNAL MODULE: ./build/traffic/color.js
var color = __webpack_require__(88109);
// EXTERNAL MODULE: ./build/traffic/problems.js
var problems = __webpack_require__(88560);
;// CONCATENATED MODULE: ./build/traffic/embedded.js




const timeoutMs = 3_000;
/** Fairlead's own balancer, by its admin API. The token is the version, which is also the entity tag of If-Match. */
function openEmbedded({ admin, key, services }) {
    const name = `embedded ${key}`;
    const ask = async (method, path, options = {}) => {
        try {
            return await send(new URL(path, admin), { method, ...options });
        }
        catch (cause) {
            throw (0,problems/* balancerUnreachable */.Z5)({ balancer: name, place: admin, reason: cause.code ?? String(cause), cause });
        }
    };
    const read = async () => {
        const { status, body } = await ask('GET', '/color');
        if (status !== 200 || !(0,source/* isPlainMap */.nK)(body))
            throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `status ${status}` });
        if (body['key'] !== key)
            throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `it routes by the key "${String(body['key'])}"` });
        if (!(0,color/* isColor */._o)(body['color']))
            throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `color "${String(body['color'])}"` });
        if (!Number.isSafeInteger(body['version']))
            throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: 'no version' });
        return { color: body['color'], token: String(body['version']) };
    };
    return {
        name,
        read,
        async compareAndSwitch(to, token) {
            try {
                const { status, body } = await ask('PUT', '/color', { ifMatch: `"${token}"`, body: { color: to, key } });
                if (status === 412)
                    return false;
                if (status !== 200)
                    throw (0,problems/* switchRefused */.Xs)({ balancer: name, answer: `status ${status} ${JSON.stringify(body)}` });
            }
            catch (thrown) {
                // The answer may be lost while the write is done: what the balancer says now settles it.
                const now = await read().catch(() => null);
                if (now === null || now.color !== to || now.token !== String(Number(token) + 1))
                    throw thrown;
            }
            return (await read()).color === to;
        },
        // It writes its state file before it routes by it.
        isKept: async () => true,
        keep: async () => { },
        async statistics() {
            const { body } = await ask('GET', '/statistics');
            return readStatistics(body, { name, services });
        },
    };
}
function readStatistics(body, { name, services }) {
    const told = (0,source/* isPlainMap */.nK)(body) ? body : {};
    const frontends = (0,source/* isPlainMap */.nK)(told['frontends']) ? told['frontends'] : {};
    const countersOf = (service, color) => {
        const frontend = frontends[service];
        const found = (0,source/* isPlainMap */.nK)(frontend) ? frontend[color] : null;
        const counters = (0,source/* isPlainMap */.nK)(found) ? { requests: found['requests'], failed: found['failed'], inFlight: found['inFlight'] } : {};
        if ((0,source/* isPlainMap */.nK)(found) && Object.values(counters).every(Number.isSafeInteger))
            return counters;
        throw (0,problems/* statisticsMissing */.Iu)({ balancer: name, service, color, found: Object.keys(frontends).join(', ') });
    };
    return {
        epoch: `${String(told['pid'])} ${String(told['startedAt'])}`,
        services: new Map(services.map((service) => [service, { blue: countersOf(service, 'blue'), green: countersOf(service, 'green') }])),
    };
}
/** One connection for each call: a balancer that was restarted has closed all older ones. */
function send(url, { method, ifMatch, body }) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
        'content-length': String(Buffer.byteLength(text)),
        ...(text === '' ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    return new Promise((resolve, reject) => {
        const sent = (0,external_node_http_.request)(url, { method, headers, agent: false, timeout: timeoutMs }, async (answer) => {
            try {
                let received = '';
                for await (const part of answer.setEncoding('utf8'))
                    received += part;
                resolve({ status: answer.statusCode ?? 0, body: parse(received) });
            }
            catch (error) {
                reject(error);
            }
        });
        sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs} ms`)));
        sent.on('error', reject);
        sent.end(text);
    });
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
;// CONCATENATED MODULE: ./build/traffic/haproxy-map.js
/** Reads the line of one map in `show map`: `2 (/etc/color.map) pattern ... curr_ver=0 next_ver=0 entry_cnt=1`. Null when it is not there. */
function versionsOf(listing, map) {
    const line = listing.split('\n').find((text) => text.includes(`(${map})`));
    const [, current, next] = /curr_ver=(\d+) next_ver=(\d+)/.exec(line ?? '') ?? [];
    return current === undefined || next === undefined ? null : { current: Number(current), next: Number(next) };
}
/** Reads `show map FILE`: `0x55ace3dd7e40 traqora blue`, an entry a line. */
function entriesOf(shown) {
    return shown.split('\n').flatMap((line) => {
        const [, key, value] = /^0x[0-9a-f]+ (\S+) ?(.*)$/.exec(line) ?? [];
        return key === undefined ? [] : [{ key, value: (value ?? '').trim() }];
    });
}
/** The version that `prepare map` made, or null when it was refused. */
function preparedVersion(answer) {
    const version = /^New version created: (\d+)/.exec(answer)?.[1];
    return version === undefined ? null : Number(version);
}
/** The values that a map file gives to a key; comments and other keys are left out. */
function valuesInFile(text, key) {
    return linesOfKey(text.split('\n'), key).map(([, value]) => value);
}
/** The same file with one line for the key; everything else stays as it is. */
function fileWithValue(text, { key, value }) {
    const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    const mine = new Set(linesOfKey(lines, key).map(([index]) => index));
    const first = Math.min(...mine, lines.length);
    const others = lines.filter((_, index) => !mine.has(index));
    return `${[...others.slice(0, first), `${key} ${value}`, ...others.slice(first)].join('\n')}\n`;
}
function linesOfKey(lines, key) {
    return lines.flatMap((line, index) => {
        const [found, ...value] = line.trim().split(/\s+/);
        return found === key ? [[index, value.join(' ')]] : [];
    });
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(77030);
;// CONCATENATED MODULE: ./build/traffic/haproxy-runtime.js

const haproxy_runtime_timeoutMs = 3_000;
/** Runs one command of HAProxy's runtime API and returns its answer. It takes one command a connection (management guide, 9.3). */
function runtimeCommand(socket, command) {
    return new Promise((resolve, reject) => {
        const connection = (0,external_node_net_.connect)({ path: socket });
        let answer = '';
        connection.setTimeout(haproxy_runtime_timeoutMs, () => connection.destroy(new Error(`no answer in ${haproxy_runtime_timeoutMs} ms`)));
        connection.setEncoding('utf8');
        connection.on('connect', () => connection.write(`${command}\n`));
        connection.on('data', (part) => {
            answer += part;
        });
        connection.on('error', reject);
        connection.on('end', () => resolve(answer.trim()));
    });
}

;// CONCATENATED MODULE: ./build/traffic/haproxy-statistics.js

/** Reads `show stat` and `show info`; the backends are called SERVICE-COLOR. */
function haproxy_statistics_readStatistics({ stat, info }, { name, services }) {
    const rows = csvRows(stat);
    const backends = new Map(rows.flatMap((row) => (row['svname'] === 'BACKEND' ? [[row['pxname'] ?? '', row]] : [])));
    const countersOf = (service, color) => {
        const row = backends.get(`${service}-${color}`);
        const counters = {
            requests: Number(row?.['stot'] || NaN),
            failed: Number(row?.['hrsp_5xx'] || NaN),
            inFlight: Number(row?.['scur'] || NaN),
        };
        if (Object.values(counters).every(Number.isSafeInteger))
            return counters;
        throw (0,problems/* statisticsMissing */.Iu)({ balancer: name, service, color, found: [...backends.keys()].join(', ') || 'no backend' });
    };
    return {
        epoch: ['Pid', 'Start_time_sec'].map((field) => new RegExp(`^${field}: (.*)$`, 'm').exec(info)?.[1] ?? '').join(' '),
        services: new Map(services.map((service) => [service, { blue: countersOf(service, 'blue'), green: countersOf(service, 'green') }])),
    };
}
/** The first line names the columns, after `# `. Fields of `show stat` hold no quoted commas before the counters we read. */
function csvRows(text) {
    const [head = '', ...lines] = text.split('\n');
    const columns = head.replace(/^# /, '').split(',');
    return lines.map((line) => {
        const fields = line.split(',');
        return Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']));
    });
}

;// CONCATENATED MODULE: ./build/traffic/haproxy.js






/** A writer that prepared a version and has not committed it for so long is taken for dead. */
const quietMs = 150;
/**
 * HAProxy by its runtime API. A switch replaces the content of the map in one commit, and map versions make it
 * compare-and-swap: a version can be prepared once, and one that is not newer than the current cannot be committed
 * ("Version number out of range"), so a stalled writer never overwrites a later one.
 */
function openHAProxy({ socket, map, key, services }, { sleep }) {
    const name = `haproxy ${key}`;
    const run = async (command) => {
        try {
            return await runtimeCommand(socket, command);
        }
        catch (cause) {
            throw (0,problems/* balancerUnreachable */.Z5)({ balancer: name, place: socket, reason: cause.code ?? String(cause), cause });
        }
    };
    const readVersions = async () => {
        const versions = versionsOf(await run('show map'), map);
        if (versions === null)
            throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `it has no map ${map}` });
        return versions;
    };
    const readState = async () => {
        const versions = await readVersions();
        const entries = entriesOf(await run(`show map ${map}`));
        return { versions, entries, color: theOneColor(entries, { name, key }) };
    };
    return {
        name,
        async read() {
            const { versions, color } = await readState();
            return { color, token: tokenOf(versions, color) };
        },
        async compareAndSwitch(to, token) {
            const found = await readState();
            if (tokenOf(found.versions, found.color) !== token)
                return false;
            const versions = await afterOtherWriter(found.versions, { readVersions, sleep });
            if (versions === null)
                return false;
            const prepared = preparedVersion(await run(`prepare map ${map}`));
            // Somebody prepared between our look and ours: whoever got the number after the one seen goes on.
            if (prepared !== versions.next + 1)
                return false;
            const entries = found.entries.map((entry) => (entry.key === key ? { key, value: to } : entry));
            for (const entry of entries)
                refuseAnswer(await run(`add map @${prepared} ${map} ${entry.key} ${entry.value}`), name);
            // A lost answer is settled by the look below: only our version has this number.
            const answer = await run(`commit map @${prepared} ${map}`).catch(async (lost) => {
                if ((await readVersions()).current !== prepared)
                    throw lost;
                return '';
            });
            if (answer.startsWith('Version number out of range'))
                return false;
            refuseAnswer(answer, name);
            const now = await readState();
            return now.color === to && now.versions.current === prepared;
        },
        async isKept(color) {
            const values = valuesInFile(await (0,promises_.readFile)(map, 'utf8').catch(() => ''), key);
            return values.length === 1 && values[0] === color;
        },
        keep: (color) => writeMapFile(map, { key, value: color }),
        async statistics() {
            return haproxy_statistics_readStatistics({ stat: await run('show stat'), info: await run('show info') }, { name, services });
        },
    };
}
function tokenOf({ current }, color) {
    return `${current} ${color}`;
}
function theOneColor(entries, { name, key }) {
    const values = entries.filter((entry) => entry.key === key).map((entry) => entry.value);
    if (values.length === 0)
        throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `its map has no entry "${key}"` });
    if (values.length > 1)
        throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `its map has ${values.length} entries "${key}": ${values.join(', ')}` });
    const [value] = values;
    if (!(0,color/* isColor */._o)(value))
        throw (0,problems/* colorUnknown */.ou)({ balancer: name, found: `"${key}" is "${value}"` });
    return value;
}
/** Waits while another writer is at work. The versions to go on from once it was quiet for long enough; null when it committed. */
async function afterOtherWriter(seen, { readVersions, sleep }) {
    let versions = seen;
    while (versions.next !== versions.current) {
        await sleep(quietMs);
        const now = await readVersions();
        if (now.current !== seen.current)
            return null;
        if (now.next === versions.next)
            return now;
        versions = now;
    }
    return versions;
}
/** The runtime API answers nothing where it did what it was told. */
function refuseAnswer(answer, balancer) {
    if (answer !== '')
        throw (0,problems/* switchRefused */.Xs)({ balancer, answer });
}
/** Whole or not at all, with the mode it had: the balancer reads it as another user. */
async function writeMapFile(map, entry) {
    const draft = `${map}.fairlead-${process.pid}`;
    try {
        const mode = (await (0,promises_.stat)(map).catch(() => null))?.mode ?? 0o644;
        await (0,promises_.writeFile)(draft, fileWithValue(await (0,promises_.readFile)(map, 'utf8').catch(() => ''), entry));
        await (0,promises_.chmod)(draft, mode & 0o777);
        await (0,promises_.rename)(draft, map);
    }
    catch (cause) {
        await (0,promises_.rm)(draft, { force: true }).catch(() => { });
        throw (0,problems/* mapFileNotWritten */.TC)({ map, reason: cause.code ?? String(cause), cause });
    }
}

;// CONCATENATED MODULE: ./build/traffic/balancer.js


/** The balancer of fairlead.yml. `services` are the names it must count. */
function openBalancer(section, { references, config, services }, world) {
    const resolve = (kind, name, text) => references.resolve(text, { at: config.position('balancer', kind, name) });
    if ('haproxy' in section) {
        const { socket, map, key } = section.haproxy;
        return openHAProxy({ socket: resolve('haproxy', 'socket', socket), map: resolve('haproxy', 'map', map), key, services }, world);
    }
    const { admin, key } = section.embedded;
    return openEmbedded({ admin: resolve('embedded', 'admin', admin), key, services });
}


/***/ }),

/***/ 88109:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IP: () => (/* binding */ otherColor),
/* harmony export */   _o: () => (/* binding */ isColor)
/* harmony export */ });
/* unused harmony export colors */
const colors = (/* unused pure expression or super */ null && (['blue', 'green']));
function isColor(text) {
    return text === 'blue' || text === 'green';
}
function otherColor(color) {
    return color === 'blue' ? 'green' : 'blue';
}


/***/ }),

/***/ 89086:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GX: () => (/* binding */ readPublicIdentity),
/* harmony export */   Ky: () => (/* binding */ identityText),
/* harmony export */   xN: () => (/* binding */ readIdentity)
/* harmony export */ });
/* harmony import */ var _config_source_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(86246);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(88560);
/* harmony import */ var _services_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(85884);



const timeoutMs = 2_000;
/**
 * Asks one color of a service which release it is. Null: nothing listens there. Problem `traffic/identity-unreadable`
 * where something does, but does not tell: slow is not the same as down.
 */
function readIdentity(service, { color, world }) {
    return identityAt(`${(0,_services_js__WEBPACK_IMPORTED_MODULE_2__/* .addressOf */ .ci)(service, color)}${service.identityPath}`, { service, world });
}
/** Asks what users reach, over a connection of its own: a kept one could lead to the color of before. */
function readPublicIdentity(service, world) {
    return identityAt(`${service.publicUrl}${service.identityPath}`, { service, world });
}
function identityText(identity) {
    return identity === null ? 'nothing' : [identity.commit.slice(0, 12), identity.color].filter((part) => part !== null).join(' on ');
}
async function identityAt(url, { service, world }) {
    const unreadable = (reason) => (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .identityUnreadable */ .MJ)({ service: service.name, url, reason });
    const options = { redirect: 'manual', headers: { connection: 'close' }, signal: AbortSignal.timeout(timeoutMs) };
    const response = await world.fetch(url, options).catch(reasonOf);
    if (response === 'ECONNREFUSED')
        return null;
    if (typeof response === 'string')
        throw unreadable(response);
    const text = await response.text().catch(() => '');
    if (response.status !== 200)
        throw unreadable(`status ${response.status}`);
    const body = parse(text);
    if (!(0,_config_source_js__WEBPACK_IMPORTED_MODULE_0__/* .isPlainMap */ .nK)(body) || typeof body['commit'] !== 'string' || body['commit'] === '')
        throw unreadable('its answer has no `commit`');
    return { commit: body['commit'], color: textOrNull(body['color']), release: textOrNull(body['release']) };
}
function reasonOf(error) {
    const cause = error.cause;
    return cause?.code ?? cause?.message ?? error.message;
}
function textOrNull(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 88560:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ trafficMoved),
/* harmony export */   FX: () => (/* binding */ soakInconclusive),
/* harmony export */   Iu: () => (/* binding */ statisticsMissing),
/* harmony export */   K8: () => (/* binding */ stopFailed),
/* harmony export */   MJ: () => (/* binding */ identityUnreadable),
/* harmony export */   Mm: () => (/* binding */ startFailed),
/* harmony export */   OP: () => (/* binding */ soakInvalid),
/* harmony export */   TC: () => (/* binding */ mapFileNotWritten),
/* harmony export */   X: () => (/* binding */ soakBreached),
/* harmony export */   Xs: () => (/* binding */ switchRefused),
/* harmony export */   Z5: () => (/* binding */ balancerUnreachable),
/* harmony export */   ZP: () => (/* binding */ notConfirmed),
/* harmony export */   f5: () => (/* binding */ portTaken),
/* harmony export */   jU: () => (/* binding */ wrongRelease),
/* harmony export */   kk: () => (/* binding */ soakCancelled),
/* harmony export */   ou: () => (/* binding */ colorUnknown),
/* harmony export */   t$: () => (/* binding */ switchLost),
/* harmony export */   uO: () => (/* binding */ revertHeld),
/* harmony export */   uo: () => (/* binding */ trafficLocked)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const nothingChanged = 'Nothing was changed by this step.';
const balancerUnreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/balancer-unreachable',
    example: { balancer: 'haproxy traqora', place: '/run/haproxy/admin.sock', reason: 'ECONNREFUSED' },
    what: ({ balancer, place, reason }) => `The balancer (${balancer}) does not answer at ${place}: ${reason}.`,
    state: 'Users are routed as before; what was begun is in the record.',
    remedy: 'Start the balancer, or correct `balancer` in fairlead.yml; then run this again.',
});
const colorUnknown = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/color-unknown',
    example: { balancer: 'haproxy traqora', found: 'no entry "traqora"' },
    what: ({ balancer, found }) => `The balancer (${balancer}) does not say which color is active: ${found}.`,
    state: nothingChanged,
    remedy: 'Give its key exactly one entry, `blue` or `green`, whichever color users should have now; then run this again.',
});
const switchLost = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/switch-lost',
    example: { balancer: 'haproxy traqora', color: 'green' },
    what: ({ balancer, color }) => `Another writer was faster: the balancer (${balancer}) was not switched to ${color} by this run.`,
    state: 'Users are where the other writer sent them.',
    remedy: 'See who else switches this balancer. Run this again once it has ended; it reads the balancer first.',
});
const switchRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/switch-refused',
    example: { balancer: 'haproxy traqora', answer: 'Unknown map identifier.' },
    what: ({ balancer, answer }) => `The balancer (${balancer}) refused: ${answer}`,
    state: 'Users are routed as before.',
    remedy: 'Correct `balancer` in fairlead.yml: the socket needs level admin, HAProxy must be 2.4 or later and know the map.',
});
const mapFileNotWritten = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/map-file-not-written',
    example: { map: '/etc/haproxy/color.map', reason: 'EACCES' },
    what: ({ map, reason }) => `The map file ${map} cannot be written: ${reason}.`,
    state: 'The running balancer is as the record says; a reload would fall back to what the file says.',
    remedy: 'Let the user of the runner write the file and its folder (temporary file and rename), then run this again.',
});
const statisticsMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/statistics-missing',
    example: { balancer: 'haproxy traqora', service: 'backend', color: 'green', found: 'backend-blue' },
    what: ({ balancer, service, color, found }) => `The balancer (${balancer}) counts nothing for ${service} ${color}; it knows ${found}.`,
    state: nothingChanged,
    remedy: ({ service, color }) => `Call its backend ${service}-${color}, or correct the name under \`services\`.`,
});
const identityUnreadable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/identity-unreadable',
    example: { service: 'backend', url: 'http://127.0.0.1:3001/version', reason: 'status 404' },
    what: ({ service, url, reason }) => `${service} answers at ${url}, but does not tell which release it is: ${reason}.`,
    state: 'A color that cannot be identified is never switched to, nor from.',
    remedy: 'Answer JSON there: {"commit": "<the commit that was released>", "color": "<COLOR>"}.',
});
const wrongRelease = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/wrong-release',
    example: { service: 'backend', color: 'green', wanted: '1111111', found: '2222222' },
    what: ({ service, color, wanted, found }) => `${service} on ${color} answers as ${found}, wanted is ${wanted}.`,
    state: 'Users are routed as before: this color got no traffic.',
    remedy: 'See that `start` runs what RELEASE_DIR holds, and that the identity endpoint tells RELEASE_COMMIT and COLOR.',
});
const startFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/start-failed',
    example: { service: 'backend', color: 'green', reason: 'it ended', tail: 'Error: Cannot find module' },
    what: ({ service, color, reason, tail }) => `${service} on ${color} did not start: ${reason}.${tail === '' ? '' : ` Its last words:\n${tail}`}`,
    state: 'Users are routed as before: this color got no traffic.',
    remedy: 'Correct what its log says, then run this again.',
});
const stopFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/stop-failed',
    example: { service: 'backend', color: 'blue', reason: 'exit code 1', tail: '' },
    what: ({ service, color, reason, tail }) => `${service} on ${color} could not be stopped: ${reason}.${tail === '' ? '' : ` Its last words:\n${tail}`}`,
    state: 'It may still run. Users are on the other color.',
    remedy: 'Stop it by hand, or correct `stop`; then run this again.',
});
const portTaken = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/port-taken',
    example: { service: 'backend', color: 'green', address: '127.0.0.1:3101' },
    what: ({ service, color, address }) => `Something that was not started as ${service} ${color} listens on ${address}.`,
    state: 'Users are routed as before; it was left alone.',
    remedy: ({ address }) => `End what listens on ${address}, or give another port under \`services\`; then run this again.`,
});
const trafficLocked = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/locked',
    example: { holder: 'production-8412 (process 4711)', file: '/srv/releases/.colors/lock' },
    what: ({ holder, file }) => `Another run is moving traffic: ${holder} holds ${file}.`,
    state: 'This run changed nothing.',
    remedy: 'Wait for it, then run this again. `concurrency: { group: release-<environment>, queue: max }` prevents it.',
});
const trafficMoved = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/moved',
    example: { planned: 'blue', found: 'green' },
    what: ({ planned, found }) => `The active color is ${found}; it was ${planned} when this run made its plan.`,
    state: nothingChanged,
    remedy: 'Run this again: it makes a new plan from what the balancer says now.',
});
const notConfirmed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/not-confirmed',
    example: { service: 'backend', url: 'https://api.example.org/version', wanted: '1111111 on green', found: '2222222 on blue' },
    what: ({ service, url, wanted, found }) => `After the switch ${service} does not answer as ${wanted} at ${url}: ${found}.`,
    state: 'See rolled-back and active-color for where users are now.',
    remedy: 'See that the public address leads through this balancer, and that nothing in front of it keeps answers.',
});
const soakBreached = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/soak-breached',
    example: { source: 'backend', bad: 9, samples: 120, limit: '< 1 %', seconds: 1.5, now: 'Users are back on blue.' },
    what: ({ source, bad, samples, limit, seconds }) => `${source}: ${bad} of ${samples} requests failed within ${seconds} s of the switch, which proves more than the limit (${limit}).`,
    state: ({ now }) => now,
    remedy: 'Read the log of the new color. Release a corrected commit; what this release changed besides is undone by the rollback action.',
});
const soakInconclusive = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/soak-inconclusive',
    example: { source: 'backend', samples: 12, wanted: 299, seconds: 24 },
    what: ({ source, samples, wanted, seconds }) => `${source} had ${samples} requests in ${seconds} s; judging its errors takes ${wanted}.`,
    state: 'Users are on the new color, the old one still runs. The release is not accepted.',
    remedy: 'Run this again to go on watching, with a longer `soak.for` or with `soak.top-up`; or run the rollback action.',
});
const soakInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/soak-invalid',
    example: { reason: 'soak.services names "backnd", and there is no such service' },
    what: ({ reason }) => `The soak cannot be judged: ${reason}.`,
    state: nothingChanged,
    remedy: 'Correct `soak` in fairlead.yml: `errors` is a share such as "< 1 %", `services` are names under `services`.',
});
const soakCancelled = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/soak-cancelled',
    example: { signal: 'SIGINT', now: 'Users are back on blue.' },
    what: ({ signal }) => `The run was cancelled by ${signal} before the release was accepted.`,
    state: ({ now }) => now,
    remedy: 'Run the release again, or the rollback action to undo what it changed besides traffic.',
});
const revertHeld = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'traffic/revert-held',
    example: { because: 'the old release is not proved on the migrated schema', who: 'who owns the database decides' },
    what: ({ because }) => `Traffic was not sent back: ${because}.`,
    state: 'Users are on the new color; the old one was left as it is. The release is not accepted.',
    remedy: ({ who }) => `A person decides, ${who}: correct forward with a new release, or run the rollback action, which tells the choices.`,
});


/***/ }),

/***/ 85884:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JQ: () => (/* binding */ readServices),
/* harmony export */   Qq: () => (/* binding */ serviceReferences),
/* harmony export */   ci: () => (/* binding */ addressOf)
/* harmony export */ });
/* harmony import */ var _core_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(61420);
/* harmony import */ var _color_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(88109);
/* harmony import */ var _services_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(71242);



function readServices({ config, references }) {
    const section = config.require(_services_section_js__WEBPACK_IMPORTED_MODULE_1__/* .servicesSection */ .y);
    return Object.entries(section).map(([name, service]) => {
        const resolve = (...[text, ...path]) => references.resolve(text, { at: config.position('services', name, ...path) });
        return {
            name,
            host: resolve(service.host, 'host'),
            ports: { blue: portOf(service, 'blue', resolve), green: portOf(service, 'green', resolve) },
            publicUrl: resolve(service.public, 'public').replace(/\/$/, ''),
            identityPath: resolve(service.identity, 'identity'),
            supervised: service.supervise === 'local',
            start: service.start,
            stop: service.stop ?? null,
            environment: service.environment,
            readyWithinMs: (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(service['ready-within']).ms,
            stopWithinMs: (0,_core_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(service['stop-within']).ms,
        };
    });
}
/** `http://127.0.0.1:3101` */
function addressOf({ host, ports }, color) {
    return `http://${host.includes(':') ? `[${host}]` : host}:${ports[color]}`;
}
/** Values of `${services.backend.idle}` and its like. */
function serviceReferences(services, active) {
    return new Map(services.flatMap((service) => [
        [`services.${service.name}.blue`, addressOf(service, 'blue')],
        [`services.${service.name}.green`, addressOf(service, 'green')],
        [`services.${service.name}.active`, addressOf(service, active)],
        [`services.${service.name}.idle`, addressOf(service, (0,_color_js__WEBPACK_IMPORTED_MODULE_2__/* .otherColor */ .IP)(active))],
        [`services.${service.name}.public`, service.publicUrl],
    ]));
}
function portOf({ ports }, color, resolve) {
    const port = ports[color];
    return typeof port === 'number' ? port : Number(resolve(port, 'ports', color));
}


/***/ })

};
