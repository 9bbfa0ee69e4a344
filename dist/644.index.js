export const id = 644;
export const ids = [644];
export const modules = {

/***/ 33644:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  healthCheck: () => (/* binding */ healthCheck)
});

// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/verdict.js
var core_verdict = __webpack_require__(55139);
// EXTERNAL MODULE: ./build/probes/judge-profile.js
var judge_profile = __webpack_require__(53245);
// EXTERNAL MODULE: ./build/probes/profile.js + 1 modules
var probes_profile = __webpack_require__(14891);
;// CONCATENATED MODULE: ./build/actions/health-check/baseline.js
/** What latency was before: of the profile `active` in this release, else of the newest run of this profile in an earlier one. Null when never. */
function baselineBefore(history, { release, profile }) {
    const steps = profile === 'active' ? ['health-check:public', 'health-check:active'] : ['health-check:active', `health-check:${profile}`];
    const measured = history.entries.filter((entry) => entry.kind === 'ended' && entry.verdict === 'pass' && steps.includes(entry.action));
    const mine = measured.findLast((entry) => profile !== 'active' && entry.release === release && entry.action === 'health-check:active');
    const found = mine ?? measured.findLast((entry) => entry.release !== release);
    return asObject(found?.facts['latency']);
}
/** The output `baseline`: figures of now, and of before. Null where nothing was measured. */
function baselineOf({ profile, latency, before }) {
    return latency === null ? null : { profile, ...latency, before };
}
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

// EXTERNAL MODULE: ./build/actions/health-check/manifest.js
var manifest = __webpack_require__(6269);
;// CONCATENATED MODULE: ./build/actions/health-check/marker.js
/** The marker of the run that comes now: no run before had it, and the record holds it before the first write. */
function markerOf(history, asked) {
    const runs = entriesOf(history, asked).filter(({ kind }) => kind === 'begun').length;
    return `fairlead-${asked.release}-${asked.profile}-${runs + 1}`;
}
/** Markers of runs that were cut off before they told how they ended: what their scenarios made may still be there. */
function markersOfCutRuns(history, asked) {
    const cut = [];
    let open = null;
    for (const { kind, wayBack } of entriesOf(history, asked)) {
        if (kind !== 'begun' && kind !== 'ended')
            continue;
        if (kind === 'begun' && open !== null)
            cut.push(open);
        open = kind === 'begun' && typeof wayBack['marker'] === 'string' ? wayBack['marker'] : null;
    }
    return open === null ? cut : [...cut, open];
}
function entriesOf(history, { release, profile }) {
    return history.ofRelease(release).filter(({ action }) => action === `health-check:${profile}`);
}

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/health-check/summary.js


/** The probes of a plan, or what became of each, red ones first, and the figures beside those of before. */
function healthSummary(plan, found) {
    if (found === null)
        return (0,markdown/* table */.tp)(['probe', 'kind'], plan.steps.map(({ id, kind }) => [id, kind]));
    const { reason, results, latency, before, cut } = found.facts;
    if (typeof reason === 'string')
        return (0,markdown/* paragraph */.FY)(reason);
    const rows = objects(results).sort((a, b) => Number(isGreen(a)) - Number(isGreen(b)));
    return ((0,markdown/* table */.tp)(['probe', 'verdict', 'expected', 'observed', 'where', 'attempts', 'took', 'to do'], rows.map((row) => [
        ...[row['name'], row['verdict'], row['expected'], row['observed'], row['where'], row['attempts']].map((cell) => String(cell ?? '')),
        (0,duration/* durationText */.S5)(Number(row['durationMs'])),
        String(row['fix'] ?? ''),
    ])) +
        (0,markdown/* table */.tp)(['latency', 'p95', 'errors', 'samples'], [...figures('now', latency), ...figures('before', before)]) +
        cutRuns(cut));
}
function cutRuns(markers) {
    if (!Array.isArray(markers) || markers.length === 0)
        return '';
    return (0,markdown/* paragraph */.FY)(`Earlier runs were cut off. Test records of theirs may still be there; they carry ${markers.map((marker) => (0,markdown/* code */.aY)(String(marker))).join(', ')}.`);
}
function figures(name, latency) {
    const [measured] = objects([latency ?? null]);
    if (measured === undefined)
        return [];
    const p95 = measured['p95Ms'];
    return [
        [
            name,
            p95 === null ? 'no answer' : `${String(p95)} ms`,
            `${(Number(measured['errorRate']) * 100).toFixed(2)} %`,
            String(measured['samples']),
        ],
    ];
}
function objects(value) {
    return Array.isArray(value)
        ? value.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
        : [];
}
function isGreen(row) {
    return row['verdict'] === 'pass' || row['verdict'] === 'not-applicable';
}

// EXTERNAL MODULE: ./build/config/references.js
var references = __webpack_require__(15125);
// EXTERNAL MODULE: ./build/probes/health-section.js
var health_section = __webpack_require__(63540);
// EXTERNAL MODULE: ./build/traffic/balancer.js + 5 modules
var balancer = __webpack_require__(90215);
// EXTERNAL MODULE: ./build/traffic/balancer-section.js
var balancer_section = __webpack_require__(16296);
// EXTERNAL MODULE: ./build/traffic/identity.js
var identity = __webpack_require__(89086);
// EXTERNAL MODULE: ./build/traffic/services.js
var traffic_services = __webpack_require__(85884);
// EXTERNAL MODULE: ./build/traffic/services-section.js
var services_section = __webpack_require__(71242);
;// CONCATENATED MODULE: ./build/actions/health-check/target.js







/** The needs of a profile, by the references in it and in the scenarios. `active` always has to know what is active. */
function needsOf(profile, { config }) {
    const { profiles, scenarios } = config.require(health_section/* healthSection */.m);
    const names = (0,references/* allReferences */.ur)({ probes: profiles[profile] ?? [], scenarios }).map(({ name }) => name);
    return {
        color: profile === 'active' || names.some((name) => /^active\.|^services\..*\.(active|idle)$/.test(name)),
        services: profile === 'active' || names.some((name) => name.startsWith('services.')),
    };
}
/** The active color as the balancer has it; null where fairlead.yml has no balancer. */
async function readActiveColor({ config, references }, world) {
    const section = config.section(balancer_section/* balancerSection */.m);
    if (section === null)
        return null;
    const services = Object.keys(config.section(services_section/* servicesSection */.y) ?? {});
    return (await (0,balancer/* openBalancer */.J)(section, { references, config, services }, world).read()).color;
}
/**
 * What answers on the active color where no release was accepted yet: a system that ran before it was released with
 * this. Null: nothing listens there. Problem `traffic/identity-unreadable` where something does, but does not tell.
 */
async function answeringRelease(run, color, world) {
    const services = run.config.section(services_section/* servicesSection */.y) === null ? [] : (0,traffic_services/* readServices */.JQ)(run);
    const identities = await Promise.all(services.map((service) => (0,identity/* readIdentity */.xN)(service, { color, world })));
    const found = identities.find((identity) => identity !== null) ?? null;
    return found === null ? null : { release: found.release ?? '', commit: found.commit };
}
/**
 * The release behind the active color. While this release has not switched it is the last accepted one; a run that
 * comes again after the switch finds itself. Null before the first release.
 */
function activeReleaseOf({ history, release, color, }) {
    if (color !== null && hasSwitchedTo(color, { history, release: release.id }))
        return { release: release.id, commit: release.commit };
    const accepted = history.lastAccepted(release.id);
    return accepted === null ? null : { release: accepted.release, commit: accepted.commit };
}
/** Whether this release began a switch to the color that is active now: the balancer has the last word on whether it came to be. */
function hasSwitchedTo(color, { history, release }) {
    return history
        .ofRelease(release)
        .some(({ action, kind, wayBack }) => action === 'blue-green-switch' && kind === 'begun' && wayBack['to'] === color);
}
/** The values of `services.*` and `active.*`. What a section or the record does not tell stays without value. */
function targetValues({ config, references }, { needs, color, active }) {
    const services = !needs.services || config.section(services_section/* servicesSection */.y) === null ? [] : (0,traffic_services/* readServices */.JQ)({ config, references });
    const addresses = [...(0,traffic_services/* serviceReferences */.Qq)(services, color ?? 'blue')];
    return new Map([
        // Without a balancer nobody knows which color is active.
        ...addresses.filter(([name]) => color !== null || !/\.(active|idle)$/.test(name)),
        ...(active === null
            ? []
            : [
                ['active.release', active.release],
                ['active.commit', active.commit],
            ]),
    ]);
}

;// CONCATENATED MODULE: ./build/actions/health-check/action.js










const healthCheck = {
    manifest: manifest.manifest,
    async plan(run) {
        const { profile } = run.inputs;
        return {
            steps: await (0,probes_profile/* profileSteps */.T)({ profile, run }),
            binding: { profile, environment: run.config.environment, commit: run.release.commit },
            // The active color moves in the course of a release, and a probe changes nothing: it is no fact to approve.
            fence: {},
            done: [],
            wayBack: { marker: markerOf(run.history, { release: run.release.id, profile }) },
            predicted: {},
            notes: {},
        };
    },
    async apply(plan, run, world) {
        const { profile } = run.inputs;
        const needs = needsOf(profile, run);
        const color = needs.color ? await readActiveColor(run, world) : null;
        const recorded = needs.color ? activeReleaseOf({ history: run.history, release: run.release, color }) : null;
        const active = recorded ?? (profile === 'active' && color !== null ? await answeringRelease(run, color, world) : null);
        // Without a balancer nobody can tell that there is nothing to judge, so the probes do.
        if (profile === 'active' && active === null && color !== null)
            return firstRelease(run);
        const marker = String(plan.wayBack['marker']);
        const results = await (0,probes_profile/* runProfile */.k)({ profile, run, world, values: targetValues(run, { needs, color, active }), marker });
        return outcomeOf(results, { run, active });
    },
    summary: healthSummary,
};
const noRelease = 'First release: none was accepted in this environment yet, and nothing answers on the active color.';
function firstRelease({ inputs }) {
    return (0,outcome/* outcome */.b)({
        verdict: 'not-applicable',
        changed: false,
        outputs: { ...noFigures, probes: {}, baseline: null },
        facts: { profile: inputs.profile, reason: noRelease },
    });
}
const noFigures = { 'p95-ms': '', 'error-rate': '', samples: 0, 'schema-compatible': '' };
function outcomeOf(results, { run, active }) {
    const { profile } = run.inputs;
    const { verdict, problems, probes, latency } = (0,judge_profile/* judgeProfile */.B)(results);
    const before = baselineBefore(run.history, { release: run.release.id, profile });
    const compatible = isJudgeOfSchema(run, active) ? { 'schema-compatible': (0,core_verdict/* letsThrough */.A)(verdict) } : {};
    return (0,outcome/* outcome */.b)({
        verdict,
        // Scenarios remove what they made; what they left behind is a problem of its own.
        changed: problems.some(({ code }) => code === 'probes/left-behind'),
        problems,
        outputs: {
            ...noFigures,
            probes,
            baseline: baselineOf({ profile, latency, before }),
            ...(latency === null ? {} : { 'p95-ms': latency.p95Ms ?? '', 'error-rate': latency.errorRate, samples: latency.samples }),
            ...compatible,
        },
        facts: {
            profile,
            latency: latency === null ? null : { ...latency },
            before,
            cut: markersOfCutRuns(run.history, { release: run.release.id, profile }),
            results: results.map(toldResult),
            active: active === null ? null : { ...active },
            ...compatible,
        },
    });
}
/** Whether this run tells that the old release lives with the new schema: it is still active, and the migration is done. */
function isJudgeOfSchema({ inputs, history, release }, active) {
    const migrated = history
        .ofRelease(release.id)
        .some(({ action, kind, verdict }) => action === 'backup-and-migrate' && kind === 'ended' && verdict !== null && (0,core_verdict/* letsThrough */.A)(verdict));
    return inputs.profile === 'active' && active !== null && active.release !== release.id && migrated;
}
/** A result as plain data, for the record and the summary. */
function toldResult({ name, kind, verdict, expected, observed, where, attempts, durationMs, reason, problems }) {
    const [problem] = problems;
    return {
        name,
        kind,
        verdict,
        expected,
        observed: reason ?? observed,
        where: where === null ? '' : (0,core_problem/* placeText */.Z9)(where),
        attempts,
        durationMs,
        fix: problem?.remedy ?? '',
    };
}


/***/ }),

/***/ 6269:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'health-check',
    description: 'Runs a profile of probes against the active color, the idle color or the public route, and keeps a baseline.',
    icon: 'activity',
    inputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonInputs */ .j,
        profile: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defaulted */ .P_.text({
            description: 'The profile under `health.profiles`: active (what users are on, before the switch), idle, public, or one of yours.',
            default: 'active',
            example: 'public',
        }),
        health: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('health', {
            description: 'The section `health` of fairlead.yml as YAML; wins over the file.',
            example: 'profiles: { active: [{ identity: { url: "http://127.0.0.1:3001/version" } }] }',
        }),
        services: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('services', {
            description: 'The section `services` of fairlead.yml as YAML; wins over the file.',
            example: 'backend: { ports: { blue: 3001, green: 3101 }, public: "https://api.example.org", identity: /version, supervise: local, start: npm start }',
        }),
        balancer: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('balancer', {
            description: 'The section `balancer` of fairlead.yml as YAML; wins over the file.',
            example: '{ haproxy: { socket: /run/haproxy.sock, map: /etc/haproxy/color.map, key: traqora } }',
        }),
        network: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('network', {
            description: 'The section `network` of fairlead.yml as YAML; wins over the file.',
            example: '{ name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
        }),
        contracts: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('contracts', {
            description: 'The section `contracts` of fairlead.yml as YAML; wins over the file. For probes of `${contracts.NAME.id}`.',
            example: 'deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\ndeploy: { booking: { wasm: contracts/booking.wasm } }',
        }),
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        probes: { description: 'JSON: probe and its verdict.', example: '{"identity /version":"pass","http /health":"pass"}' },
        baseline: {
            description: 'JSON: p95, error rate and samples of the latency probes, of this profile now and of the profile `active` before.',
            example: '{"profile":"public","p95Ms":41.2,"errorRate":0,"samples":80,"before":{"p95Ms":39.8,"errorRate":0,"samples":80}}',
        },
        'p95-ms': { description: 'Slowest p95 of the latency probes, in milliseconds; empty without one.', example: '41.2' },
        'error-rate': { description: 'Highest share of failed requests of the latency probes, 0 to 1; empty without one.', example: '0' },
        samples: { description: 'Requests that the latency probes measured.', example: '80' },
        'schema-compatible': {
            description: 'Of the profile `active` after a migration: whether the old release lives with the new schema. Empty otherwise.',
            example: 'true',
        },
    },
    permissions: { contents: 'write: appends to the release record when it lives on a branch' },
});


/***/ })

};
