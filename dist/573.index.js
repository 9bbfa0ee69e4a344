export const id = 573;
export const ids = [573];
export const modules = {

/***/ 42573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  blueGreenSwitch: () => (/* binding */ blueGreenSwitch)
});

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/release.js
var core_release = __webpack_require__(28759);
// EXTERNAL MODULE: ./build/core/release-folder.js
var release_folder = __webpack_require__(97400);
// EXTERNAL MODULE: ./build/probes/judge-profile.js
var judge_profile = __webpack_require__(53245);
// EXTERNAL MODULE: ./build/probes/profile.js + 1 modules
var profile = __webpack_require__(14891);
// EXTERNAL MODULE: ./build/traffic/balancer-section.js
var balancer_section = __webpack_require__(16296);
// EXTERNAL MODULE: ./build/traffic/color.js
var traffic_color = __webpack_require__(88109);
// EXTERNAL MODULE: ./build/traffic/confirm.js
var traffic_confirm = __webpack_require__(82150);
// EXTERNAL MODULE: ./build/traffic/control.js
var control = __webpack_require__(39011);
;// CONCATENATED MODULE: ./build/traffic/counters.js
/** Begins to count at this look. */
function firstLook(statistics) {
    return { latest: statistics, ended: new Map() };
}
/** Adds what ended since the last look. After a restart of the balancer its counters begin at zero again. */
function nextLook(tally, statistics) {
    const restarted = statistics.epoch !== tally.latest.epoch;
    const ended = new Map(tally.ended);
    for (const [service, colors] of statistics.services) {
        for (const color of ['blue', 'green']) {
            const before = restarted ? null : (tally.latest.services.get(service)?.[color] ?? null);
            const sum = endedOf(tally, service, color);
            const delta = endedBetween(before, colors[color]);
            ended.set(`${service} ${color}`, { good: sum.good + delta.good, bad: sum.bad + delta.bad });
        }
    }
    return { latest: statistics, ended };
}
function endedOf(tally, service, color) {
    return tally.ended.get(`${service} ${color}`) ?? { good: 0, bad: 0 };
}
/** Failed requests of all services and both colors since the first look. */
function allFailed(tally) {
    return [...tally.ended.values()].reduce((sum, { bad }) => sum + bad, 0);
}
function inFlight(statistics, color) {
    return [...statistics.services.values()].reduce((sum, colors) => sum + colors[color].inFlight, 0);
}
/** What was in flight at the first look ends in the window too, so `requests - inFlight` is what is compared. */
function endedBetween(before, now) {
    const since = before === null || now.requests < before.requests ? { requests: 0, failed: 0, inFlight: 0 } : before;
    const bad = Math.max(0, now.failed - since.failed);
    const all = Math.max(0, now.requests - now.inFlight - (since.requests - since.inFlight));
    return { good: Math.max(0, all - bad), bad };
}

;// CONCATENATED MODULE: ./build/traffic/drain.js

/** A look before this could miss a request that was routed just before the switch. */
const settleMs = 250;
const pollMs = 100;
/**
 * Waits until no request runs on a color any more: two looks in a row, the first no sooner than 250 ms after the
 * switch. Returns how many were left at the deadline.
 */
async function drainColor(balancer, { color, deadlineMs }, world) {
    const until = world.clock.elapsedMs() + deadlineMs;
    await world.sleep(settleMs);
    let quiet = 0;
    while (true) {
        const running = inFlight(await balancer.statistics(), color);
        quiet = running === 0 ? quiet + 1 : 0;
        if (quiet === 2)
            return 0;
        if (world.clock.elapsedMs() > until)
            return running;
        await world.sleep(pollMs);
    }
}

// EXTERNAL MODULE: ./build/traffic/lock.js
var lock = __webpack_require__(56747);
// EXTERNAL MODULE: ./build/traffic/problems.js
var traffic_problems = __webpack_require__(88560);
// EXTERNAL MODULE: ./build/traffic/services.js
var traffic_services = __webpack_require__(85884);
// EXTERNAL MODULE: ./build/traffic/soak-section.js
var soak_section = __webpack_require__(20012);
// EXTERNAL MODULE: ./build/core/statistics.js
var statistics = __webpack_require__(61375);
// EXTERNAL MODULE: ./build/core/threshold.js
var core_threshold = __webpack_require__(7481);
;// CONCATENATED MODULE: ./build/traffic/soak.js

/** How surely a breach is told: over the whole soak a healthy release is sent back in at most 1 of 100. */
const alpha = 0.01;
/**
 * Judges at any look; research/traffic.md section 4. Breached as soon as the evidence is enough. Passed when the time
 * is over and every service had as many requests as it takes to tell its limit; else the watch goes on, and ends
 * inconclusive. The error of a false alarm is shared by the services.
 */
function judgeSoak(counts, { limit, elapsedMs, forMs, atMostMs }) {
    const breached = counts.find((count) => (0,statistics/* judgeSequentially */.WO)(count, { limit, alpha: alpha / counts.length }) === 'fail');
    if (breached !== undefined)
        return { verdict: 'breached', service: breached.service };
    if (elapsedMs < forMs)
        return { verdict: 'watching' };
    const wanted = (0,statistics/* fewestSamples */.Ec)(limit);
    const few = counts.find(({ good, bad }) => good + bad < wanted);
    if (few === undefined)
        return { verdict: 'passed' };
    return elapsedMs < atMostMs ? { verdict: 'watching' } : { verdict: 'inconclusive', service: few.service, wanted };
}

;// CONCATENATED MODULE: ./build/traffic/watch.js






const watch_pollMs = 250;
const heartbeatMs = 30_000;
function readSoak(section, { services, references, at }) {
    const forTime = (0,duration/* parseDuration */.E9)(section.for, at);
    const stranger = section.services?.find((name) => !services.includes(name));
    if (stranger !== undefined)
        throw (0,traffic_problems/* soakInvalid */.OP)({ reason: `soak.services names "${stranger}", and there is no such service`, at });
    const topUp = section['top-up'] === undefined ? [] : [section['top-up']].flat();
    return {
        forTime,
        atMost: section['at-most'] === undefined ? { ms: forTime.ms * 3 } : (0,duration/* parseDuration */.E9)(section['at-most'], at),
        limit: limitOf(section.errors, at),
        limitText: section.errors,
        services: section.services ?? services,
        topUp: topUp.map(({ url, rate }) => ({ url: references.resolve(url, { at }), rate })),
    };
}
/**
 * Watches a color by the balancer's own counters until it is judged. Own requests go through the public route, so the
 * balancer counts them with the others; they end as soon as each service has the samples its limit takes. Requests are
 * counted from `since`, a look of before the switch, so that none is missed.
 */
async function watchColor(balancer, { color, settings, since }, world) {
    const started = world.clock.elapsedMs();
    const stop = new AbortController();
    const wanted = (0,statistics/* fewestSamples */.Ec)(settings.limit);
    let tally = firstLook(since);
    let counts = settings.services.map((service) => ({ service, good: 0, bad: 0, polls: 0 }));
    const areEnough = () => counts.every(({ good, bad }) => good + bad >= wanted);
    const own = settings.topUp.map((target) => topUp(target, { until: areEnough, stop: stop.signal, world }));
    let heartbeat = heartbeatMs;
    try {
        while (true) {
            await world.sleep(watch_pollMs);
            tally = nextLook(tally, await balancer.statistics());
            counts = counts.map((count) => countOf(count, tally, color));
            const elapsedMs = world.clock.elapsedMs() - started;
            const judged = judgeSoak(counts, { limit: settings.limit, elapsedMs, forMs: settings.forTime.ms, atMostMs: settings.atMost.ms });
            const end = judged.verdict === 'watching' && world.cancellation.requested() ? { verdict: 'cancelled' } : judged;
            if (end.verdict !== 'watching')
                return { end, counts, failedRequests: sumOfBad(counts), seconds: Math.round(elapsedMs / 100) / 10 };
            if (elapsedMs > heartbeat) {
                world.log.line(`soak: ${Math.round(elapsedMs / 1_000)} s of ${settings.forTime.ms / 1_000} s, ${counts.map(countText).join(', ')}`);
                heartbeat += heartbeatMs;
            }
        }
    }
    finally {
        stop.abort();
        await Promise.all(own);
    }
}
/** A share strictly between nothing and all: no number of requests proves that none ever fails. */
function limitOf(text, at) {
    const threshold = (0,core_threshold/* parseThreshold */.B7)(text, at);
    const { operator, unit, value } = threshold;
    if (unit === '%' && ['<', '<='].includes(operator) && value > 0 && value < 100)
        return value / 100;
    throw (0,traffic_problems/* soakInvalid */.OP)({ reason: `"${(0,core_threshold/* thresholdText */.HA)(threshold)}" is not a share of failed requests that could be proved`, at });
}
function countText({ service, good, bad }) {
    return `${service} ${bad} of ${good + bad} failed`;
}
function countOf(count, tally, color) {
    const { good, bad } = endedOf(tally, count.service, color);
    return { ...count, good, bad, polls: count.polls + (bad > count.bad ? 1 : 0) };
}
function sumOfBad(counts) {
    return counts.reduce((sum, { bad }) => sum + bad, 0);
}
/** Requests by the clock; how they end is counted by the balancer, not here. */
async function topUp({ url, rate }, { until, stop, world }) {
    while (!stop.aborted && !until()) {
        void world
            .fetch(url, { signal: AbortSignal.any([stop, AbortSignal.timeout(5_000)]) })
            .then((response) => response.arrayBuffer(), () => null)
            .catch(() => null);
        await world.sleep(1_000 / rate, stop).catch(() => null);
    }
}

// EXTERNAL MODULE: ./build/actions/rollback/colors.js
var rollback_colors = __webpack_require__(99901);
// EXTERNAL MODULE: ./build/actions/blue-green-switch/manifest.js
var manifest = __webpack_require__(91129);
;// CONCATENATED MODULE: ./build/actions/blue-green-switch/outputs.js
/** What the action tells of its own, whichever way it ended. */
function switchOutputs({ active, previous, failedRequests, switchMs, rolledBack, }) {
    return {
        'active-color': active,
        'previous-color': previous,
        'failed-requests': failedRequests,
        'switch-ms': switchMs,
        'rolled-back': rolledBack,
    };
}

// EXTERNAL MODULE: ./build/actions/rollback/decision.js
var rollback_decision = __webpack_require__(25911);
// EXTERNAL MODULE: ./build/actions/rollback/schema-class.js
var schema_class = __webpack_require__(22791);
;// CONCATENATED MODULE: ./build/actions/blue-green-switch/revert.js








/**
 * Sends users back with one write, where the decision allows it: the old color is probed first, and a schema it is not
 * proved on holds everything. What else the release changed is undone by the rollback action.
 */
async function revert({ problem, isProved }, { run, world, colors, from, to, switchMs, failedRequests }) {
    const told = (active, rolledBack, more = []) => (0,outcome/* outcome */.b)({
        verdict: isProved ? 'fail' : 'inconclusive',
        changed: true,
        problems: [problem(rolledBack ? `Users are back on ${active}.` : `Users are on ${active}.`), ...more],
        outputs: switchOutputs({ active, previous: rolledBack ? to : from, failedRequests, switchMs, rolledBack }),
        facts: { active, rolledBack },
    });
    // Without enough requests nothing is proved against the new color either: users stay, and the old one keeps running.
    if (!isProved)
        return told(to, false);
    const before = run.history.lastAccepted(run.release.id);
    const now = await (0,rollback_colors/* readColors */.NY)(run, world);
    const old = before === null ? 'none' : (0,rollback_colors/* isOf */.yW)(now.identities[from], { id: before.release, commit: before.commit }) ? 'works' : 'down';
    const decision = (0,rollback_decision/* decideWayBack */.D)({
        accepted: false,
        traffic: now.active.color === to ? 'new' : 'old',
        old,
        newRuns: true,
        schema: (0,schema_class/* schemaClass */.q)(run.history.ofRelease(run.release.id)),
        // The switch moves users and nothing else; databases and contracts are the rollback action's.
        standby: false,
        rowsAtRisk: null,
        maxLostRows: 0,
        upgraded: [],
        stuck: [],
        created: [],
    });
    if (!decision.steps.includes('traffic')) {
        const held = (0,traffic_problems/* revertHeld */.uO)({ because: decision.because, who: 'who owns the release decides' });
        return told(now.active.color, false, [held]);
    }
    const isSwitched = await world.write(`revert to ${from}`, () => colors.balancer.compareAndSwitch(from, now.active.token), {
        evenWhenCancelled: true,
    });
    if (!isSwitched)
        return told((await colors.balancer.read()).color, false, [(0,traffic_problems/* switchLost */.t$)({ balancer: colors.balancer.name, color: from })]);
    await world.write(`keep ${from}`, () => colors.balancer.keep(from), { evenWhenCancelled: true });
    world.log.line(`users are back on ${from}`);
    const unconfirmed = await (0,traffic_confirm/* confirmPublic */.y)(colors.services, { commit: before?.commit ?? '', color: from }, world).then(() => [], (thrown) => (0,core_problem/* problemsOf */.GW)(thrown) ?? Promise.reject(thrown));
    return told(from, true, unconfirmed);
}

// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/blue-green-switch/summary.js

function switchSummary(plan, outcome) {
    const { from, to } = plan.wayBack;
    if (plan.steps.length === 0)
        return (0,markdown/* paragraph */.FY)(`This release is on ${to} and accepted; nothing to do.`);
    if (outcome === null) {
        return ((0,markdown/* paragraph */.FY)(`Users go from ${from} to ${to}.`) +
            (0,markdown/* table */.tp)(['step', 'color'], plan.steps.map((step) => [step.id, step.color])));
    }
    const told = (name) => String(outcome.outputs[name] ?? '');
    return (0,markdown/* table */.tp)(['active color', 'before', 'one write took', 'failed requests in the soak', 'rolled back'], [[told('active-color'), told('previous-color'), `${told('switch-ms')} ms`, told('failed-requests'), told('rolled-back')]]);
}

;// CONCATENATED MODULE: ./build/actions/blue-green-switch/action.js
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






















const blueGreenSwitch = {
    manifest: manifest.manifest,
    async plan(run, world) {
        const colors = await (0,rollback_colors/* readColors */.NY)(run, world);
        readSoakOf(run, colors);
        // A balancer that does not count a service would blind the soak: told now rather than after the switch.
        await colors.balancer.statistics();
        const { color } = colors.active;
        // Once this release was switched to, a silent active color may be its own: taking it for the old one would end the way back.
        const wasBegun = run.history.ofRelease(run.release.id).some(({ action, kind }) => action === manifest.manifest.name && kind === 'begun');
        const unreadable = colors.unreadable[color];
        if (wasBegun && unreadable !== null)
            throw unreadable;
        const isNewActive = (0,rollback_colors/* isOf */.yW)(colors.identities[color], run.release);
        const to = isNewActive ? color : (0,traffic_color/* otherColor */.IP)(color);
        const from = (0,traffic_color/* otherColor */.IP)(to);
        const isAccepted = run.history.ofRelease(run.release.id).some(({ kind }) => kind === 'accepted');
        const isOldUp = await (0,rollback_colors/* isAnyUp */.UF)(colors, from, world);
        return planSwitch({ from, to, isNewActive, isAccepted, isOldUp, run, balancer: colors.balancer.name });
    },
    async apply(plan, run, world) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const { from, to } = plan.wayBack;
            if (plan.steps.length === 0)
                return done({ active: to, previous: from, changed: false });
            const colors = await (0,rollback_colors/* readColors */.NY)(run, world);
            const _ = __addDisposableResource(env_1, await (0,lock/* trafficLock */.f)({ folder: colors.folder, release: run.release.id }, world), true);
            const parts = { plan, run, world, colors, from, to };
            const failed = await bringUp(parts);
            if (failed !== null)
                return failed;
            const since = await colors.balancer.statistics();
            const switchMs = await switchUsers(parts);
            const isAccepted = !plan.steps.some((step) => step.do === 'soak');
            if (isAccepted)
                return retire(parts, { switchMs, watched: null });
            const watched = await confirmAndWatch(parts, since);
            if (!('counts' in watched))
                return revert({ problem: () => watched, isProved: true }, { ...parts, switchMs, failedRequests: 0 });
            const failure = soakFailure(watched, parts);
            if (failure !== null)
                return revert(failure, { ...parts, switchMs, failedRequests: watched.failedRequests });
            await run.accept({ color: to, soak: watched.counts.map(countText), seconds: watched.seconds });
            world.log.line(`accepted: ${watched.counts.map(countText).join(', ')} in ${watched.seconds} s`);
            return retire(parts, { switchMs, watched });
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
    },
    summary: switchSummary,
};
/** Same facts, same plan: what is done already is not a step, and is told in `done`. */
function planSwitch({ from, to, isNewActive, isAccepted, isOldUp, run, balancer, }) {
    const all = [
        { id: `start ${to}`, do: 'start', color: to, isDone: isNewActive },
        { id: `prove ${to}`, do: 'prove', color: to, isDone: isNewActive },
        { id: `switch to ${to}`, do: 'switch', color: to, isDone: isNewActive },
        { id: `soak ${to}`, do: 'soak', color: to, isDone: isNewActive && isAccepted },
        { id: `drain ${from}`, do: 'drain', color: from, isDone: !isOldUp },
        { id: `retire ${from}`, do: 'retire', color: from, isDone: !isOldUp },
    ];
    return {
        steps: all.filter(({ isDone }) => !isDone).map(({ isDone: _, ...step }) => step),
        binding: { balancer, commit: run.release.commit },
        fence: { active: isNewActive ? to : from },
        done: all.filter(({ isDone }) => isDone).map(({ id }) => id),
        wayBack: { from, to, release: run.history.lastAccepted(run.release.id)?.release ?? null },
        predicted: { 'active-color': to, 'previous-color': from },
        notes: {},
    };
}
/** Starts and proves the idle color; users notice nothing. An outcome where it did not prove itself. */
async function bringUp({ plan, run, world, colors, from, to }) {
    if (!plan.steps.some((step) => step.do === 'start'))
        return null;
    if (colors.active.color !== from)
        throw (0,traffic_problems/* trafficMoved */.F)({ planned: from, found: colors.active.color });
    await (0,release_folder/* makeReleaseFolder */.Q)(run.release, world);
    for (const service of colors.services) {
        await (0,control/* startService */.iL)({ service, color: to, release: run.release, folder: colors.folder, references: run.references }, world);
        world.log.line(`${service.name} ${to} answers as ${run.release.commit.slice(0, 12)}`);
    }
    const results = await (0,profile/* runProfile */.k)({ profile: 'idle', run, world, values: (0,traffic_services/* serviceReferences */.Qq)(colors.services, from) });
    const { verdict, problems } = (0,judge_profile/* judgeProfile */.B)(results);
    if (problems.length === 0)
        return null;
    return (0,outcome/* outcome */.b)({
        verdict,
        changed: true,
        problems,
        outputs: switchOutputs({ active: from, previous: from, failedRequests: 0, switchMs: 0, rolledBack: false }),
    });
}
/** The one write. Returns how long it took in milliseconds; 0 where users were there already. */
async function switchUsers({ plan, world, colors, from, to }) {
    const { balancer } = colors;
    const started = world.clock.elapsedMs();
    if (plan.steps.some((step) => step.do === 'switch')) {
        const now = await balancer.read();
        if (now.color !== from)
            throw (0,traffic_problems/* trafficMoved */.F)({ planned: from, found: now.color });
        const isSwitched = await world.write(`switch to ${to}`, () => balancer.compareAndSwitch(to, now.token));
        if (!isSwitched)
            throw (0,traffic_problems/* switchLost */.t$)({ balancer: balancer.name, color: to });
    }
    const switchMs = Math.round(world.clock.elapsedMs() - started);
    if (!(await balancer.isKept(to)))
        await world.write(`keep ${to}`, () => balancer.keep(to), { evenWhenCancelled: true });
    return switchMs;
}
/** Watches users on the new color. A problem where it could not be confirmed or watched at all. */
async function confirmAndWatch({ run, world, colors, to }, since) {
    try {
        await (0,traffic_confirm/* confirmPublic */.y)(colors.services, { commit: run.release.commit, color: to }, world);
        return await watchColor(colors.balancer, { color: to, settings: readSoakOf(run, colors), since }, world);
    }
    catch (thrown) {
        const problem = (0,core_problem/* problemsOf */.GW)(thrown)?.[0];
        if (problem === undefined)
            throw thrown;
        return problem;
    }
}
function soakFailure({ end, counts, seconds }, { run, world, colors }) {
    switch (end.verdict) {
        case 'passed':
            return null;
        case 'cancelled':
            return { problem: (now) => (0,traffic_problems/* soakCancelled */.kk)({ signal: String(world.cancellation.signal.reason), now }), isProved: true };
        case 'breached': {
            const count = counts.find(({ service }) => service === end.service) ?? { good: 0, bad: 0 };
            const limit = readSoakOf(run, colors).limitText;
            const samples = count.good + count.bad;
            return { problem: (now) => (0,traffic_problems/* soakBreached */.X)({ source: end.service, bad: count.bad, samples, limit, seconds, now }), isProved: true };
        }
        case 'inconclusive': {
            const count = counts.find(({ service }) => service === end.service) ?? { good: 0, bad: 0 };
            const problem = (0,traffic_problems/* soakInconclusive */.FX)({ source: end.service, samples: count.good + count.bad, wanted: end.wanted, seconds });
            return { problem: () => problem, isProved: false };
        }
        case 'watching':
            throw new TypeError('a watch does not end while it watches');
    }
}
/** The release is accepted: the old color ends its requests, then itself. Its folder stays for the way back. */
async function retire({ plan, run, world, colors, from, to }, { switchMs, watched }) {
    if (plan.steps.some((step) => step.do === 'retire')) {
        const deadlineMs = (0,duration/* parseDuration */.E9)(run.config.require(balancer_section/* balancerSection */.m).drain).ms;
        const left = await drainColor(colors.balancer, { color: from, deadlineMs }, world);
        world.log.line(left === 0 ? `${from} is drained` : `${left} requests still ran on ${from} at the deadline`);
        const release = releaseBefore(run, world);
        for (const service of colors.services) {
            await (0,control/* stopService */.Sy)({ service, color: from, release, folder: colors.folder, references: run.references }, world);
        }
    }
    return done({ active: to, previous: from, changed: true, switchMs, failedRequests: watched?.failedRequests ?? 0 });
}
/** The release of the old color, as its stop commands get it. */
function releaseBefore({ config, history, release }, world) {
    const before = history.lastAccepted(release.id);
    if (before === null)
        return release;
    const name = { id: before.release, commit: before.commit };
    return { ...name, directory: (0,core_release.releaseDirectory)(name, { config, world }) };
}
function done({ active, previous, changed, switchMs = 0, failedRequests = 0, }) {
    return (0,outcome/* outcome */.b)({
        verdict: 'pass',
        changed,
        outputs: switchOutputs({ active, previous, failedRequests, switchMs, rolledBack: false }),
        facts: { active },
    });
}
function readSoakOf(run, { services, active }) {
    const references = run.references.with((0,traffic_services/* serviceReferences */.Qq)(services, active.color));
    return readSoak(run.config.require(soak_section/* soakSection */.y), {
        services: services.map(({ name }) => name),
        references,
        at: run.config.position('soak'),
    });
}


/***/ }),

/***/ 91129:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'blue-green-switch',
    description: 'Starts the idle color, proves it, switches users to it with one write, watches it, and goes back at once when it fails.',
    icon: 'repeat',
    inputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonInputs */ .j,
        services: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('services', {
            description: 'The services, as YAML; wins over fairlead.yml.',
            example: '{ backend: { ... } }',
        }),
        balancer: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('balancer', {
            description: 'The balancer, as YAML; wins over fairlead.yml.',
            example: '{ embedded: { ... } }',
        }),
        soak: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('soak', { description: 'The watch after the switch, as YAML; wins over fairlead.yml.', example: '{ for: 5m }' }),
        health: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('health', {
            description: 'The probes, as YAML; wins over fairlead.yml.',
            example: '{ profiles: { idle: [...] } }',
        }),
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        'active-color': { description: 'The color users have now: blue or green.', example: 'green' },
        'previous-color': { description: 'The color users had before.', example: 'blue' },
        'failed-requests': {
            description: 'Requests that failed on the new color during the soak, as the balancer counted them.',
            example: '0',
        },
        'switch-ms': { description: 'How long the one write took, in milliseconds.', example: '4' },
        'rolled-back': { description: 'Whether users were sent back to the previous color.', example: 'false' },
    },
    permissions: { contents: 'write: appends to the release record when it lives on a branch; read otherwise' },
});


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
