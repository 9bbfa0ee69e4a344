export const id = 52;
export const ids = [52];
export const modules = {

/***/ 71052:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  rollback: () => (/* binding */ rollback)
});

// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/problem.js
var core_problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/probes/health-section.js
var health_section = __webpack_require__(63540);
// EXTERNAL MODULE: ./build/probes/judge-profile.js
var judge_profile = __webpack_require__(53245);
// EXTERNAL MODULE: ./build/probes/profile.js + 1 modules
var profile = __webpack_require__(14891);
// EXTERNAL MODULE: ./build/traffic/balancer-section.js
var balancer_section = __webpack_require__(16296);
// EXTERNAL MODULE: ./build/traffic/confirm.js
var traffic_confirm = __webpack_require__(82150);
// EXTERNAL MODULE: ./build/traffic/control.js
var control = __webpack_require__(39011);
// EXTERNAL MODULE: ./build/traffic/lock.js
var lock = __webpack_require__(56747);
// EXTERNAL MODULE: ./build/traffic/services.js
var services = __webpack_require__(85884);
// EXTERNAL MODULE: ./build/actions/rollback/colors.js
var rollback_colors = __webpack_require__(99901);
// EXTERNAL MODULE: ./build/actions/rollback/decision.js
var decision = __webpack_require__(25911);
// EXTERNAL MODULE: ./build/postgres/database.js
var postgres_database = __webpack_require__(9689);
// EXTERNAL MODULE: ./build/postgres/database-section.js
var database_section = __webpack_require__(84127);
// EXTERNAL MODULE: ./build/postgres/live-state.js
var live_state = __webpack_require__(28618);
// EXTERNAL MODULE: ./build/postgres/names.js
var names = __webpack_require__(12810);
// EXTERNAL MODULE: ./build/postgres/swap.js
var swap = __webpack_require__(18003);
// EXTERNAL MODULE: ./build/postgres/written-rows.js
var written_rows = __webpack_require__(89043);
// EXTERNAL MODULE: ./build/soroban/chain.js
var soroban_chain = __webpack_require__(89652);
// EXTERNAL MODULE: ./build/soroban/contract-reading.js
var contract_reading = __webpack_require__(80286);
// EXTERNAL MODULE: ./build/soroban/contracts-section.js
var contracts_section = __webpack_require__(99496);
// EXTERNAL MODULE: ./build/soroban/network.js
var network = __webpack_require__(45751);
// EXTERNAL MODULE: ./build/soroban/way-back.js
var way_back = __webpack_require__(45756);
// EXTERNAL MODULE: ./build/traffic/color.js
var traffic_color = __webpack_require__(88109);
// EXTERNAL MODULE: ./build/traffic/supervise.js
var supervise = __webpack_require__(77164);
// EXTERNAL MODULE: ./build/actions/rollback/schema-class.js
var schema_class = __webpack_require__(22791);
;// CONCATENATED MODULE: ./build/actions/rollback/facts.js
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
















async function readRollbackFacts(undone, run, world) {
    const [traffic, contracts, database] = await Promise.all([
        readTraffic(undone, run, world),
        readContracts(undone, run, world),
        readDatabase(undone, run, world),
    ]);
    return {
        situation: {
            accepted: undone.entries.some(({ kind }) => kind === 'accepted'),
            ...traffic.situation,
            schema: database.wayBack?.isSwapped === true ? 'unchanged' : (0,schema_class/* schemaClass */.q)(undone.entries),
            ...database.situation,
            ...contracts.situation,
        },
        colors: traffic.colors,
        upgraded: contracts.upgraded,
        database: database.wayBack,
    };
}
async function readTraffic(undone, run, world) {
    if (run.config.section(balancer_section/* balancerSection */.m) === null)
        return { colors: null, situation: { traffic: 'old', old: undone.before === null ? 'none' : 'works', newRuns: false } };
    const colors = await (0,rollback_colors/* readColors */.NY)(run, world);
    const newColor = (0,rollback_colors/* colorOf */.HN)(undone, { colors, entries: undone.entries });
    const { color } = colors.active;
    const oldColor = newColor === null ? color : (0,traffic_color/* otherColor */.IP)(newColor);
    const isNewActive = (0,rollback_colors/* hasSomeOf */.M4)(colors.identities[color], undone) || ((0,rollback_colors/* nobodyAnswers */.DP)(colors.identities[color]) && newColor === color);
    const works = undone.before !== null && (0,rollback_colors/* isOf */.yW)(colors.identities[oldColor], undone.before);
    return {
        colors,
        situation: {
            traffic: isNewActive ? 'new' : undone.before === null ? 'nobody' : 'old',
            old: undone.before === null ? 'none' : works ? 'works' : 'down',
            newRuns: newColor !== null && (await runs(undone, { colors, color: newColor, world })),
        },
    };
}
/** Whether anything of a release runs on its color, and not of another one that took the color over. */
async function runs(release, { colors, color, world }) {
    for (const { name: service } of colors.services) {
        const found = await (0,supervise/* findSupervised */.kZ)({ folder: colors.folder, service, color }, world);
        if (found !== null && found.members.length > 0)
            return found.release.id === release.id;
    }
    return (await (0,rollback_colors/* isAnyUp */.UF)(colors, color, world)) && !(0,rollback_colors/* isOfAnother */.TE)(colors.identities[color], release);
}
async function readContracts(undone, run, world) {
    const before = (0,way_back/* contractsBefore */.Z)(run.history, undone.id);
    const names = Object.keys(before);
    if (names.length === 0 || run.config.section(contracts_section/* contractsSection */.n) === null)
        return { upgraded: [], situation: { upgraded: [], stuck: [], created: [] } };
    const chain = await (0,soroban_chain/* openChain */.y)((0,network/* networkOf */.A)(run), world);
    const running = await (0,contract_reading/* readExecutables */.Me)(chain, names.flatMap((name) => before[name]?.id ?? []));
    const touched = names.flatMap((name) => {
        const was = before[name];
        const runs = was === undefined ? null : (running.get(was.id) ?? null);
        return was === undefined || runs === null ? [] : [{ name, was, runs }];
    });
    const moved = touched.flatMap(({ name, was, runs }) => was.wasmHash !== null && runs !== was.wasmHash ? [{ name, id: was.id, wasmHash: was.wasmHash }] : []);
    const missing = await (0,contract_reading/* readMissingCode */.YO)(chain, moved.map(({ wasmHash }) => wasmHash));
    const upgraded = moved.filter(({ wasmHash }) => !missing.has(wasmHash));
    return {
        upgraded,
        situation: {
            upgraded: upgraded.map(({ name }) => name),
            stuck: moved.filter(({ wasmHash }) => missing.has(wasmHash)).map(({ name }) => name),
            created: touched.filter(({ was }) => was.isNew).map(({ name }) => name),
        },
    };
}
async function readDatabase(undone, run, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const section = run.config.section(database_section/* databaseSection */.F);
        const nothing = { wayBack: null, situation: { standby: false, rowsAtRisk: null, maxLostRows: section?.['max-lost-rows'] ?? 0 } };
        const ended = undone.entries.findLast(({ action, kind, facts }) => action === 'backup-and-migrate' && kind === 'ended' && facts['counters'] !== undefined);
        if (section === null || ended === undefined || (0,schema_class/* schemaClass */.q)(undone.entries) !== 'unproved')
            return nothing;
        const standby = String(ended.facts['standby'] ?? '');
        const counters = ended.facts['counters'];
        const baseline = ended.facts['othersActive'] === false && counters.afterMigration !== null ? counters.afterMigration : counters.atBackup;
        const backup = String(ended.outputs['backup-path'] ?? '');
        const database = __addDisposableResource(env_1, await (0,postgres_database/* openDatabase */.q)(run, world), true);
        const failed = (0,names/* failedName */.VT)({ database: database.name, release: undone.id });
        if (await (0,swap/* wasSwapped */.q$)({ database, standby, failed }))
            return { ...nothing, wayBack: { standby, baseline, backup, isSwapped: true } };
        if (!(await (0,live_state/* exists */.t2)(database, standby)))
            return nothing;
        const live = __addDisposableResource(env_1, await database.connect({ to: database.name, as: 'read' }), true);
        const { rows } = await (0,written_rows/* countRowsSince */.RW)(live, baseline, section.migrate['version-table'] ?? null);
        return {
            wayBack: { standby, baseline, backup, isSwapped: false },
            situation: { ...nothing.situation, standby: true, rowsAtRisk: rows },
        };
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

// EXTERNAL MODULE: ./build/actions/rollback/manifest.js
var manifest = __webpack_require__(54576);
;// CONCATENATED MODULE: ./build/actions/rollback/problems.js

const releaseUnknown = (0,core_problem/* defineProblem */.lS)({
    code: 'rollback/release-unknown',
    example: { release: 'production-8412', location: 'directory:.fairlead/record' },
    what: ({ release, location }) => `The record in ${location} knows no release "${release}".`,
    state: 'Nothing was changed.',
    remedy: 'Give the release-id that the summary of the release shows, and the same record.',
});
const wayBackHeld = (0,core_problem/* defineProblem */.lS)({
    code: 'rollback/held',
    example: { release: 'production-8412', because: '12 rows were written since the backup and max-lost-rows is 0' },
    what: ({ release, because }) => `${release} was not taken back: ${because}.`,
    state: 'Nothing was changed by this run. Users stay where they are.',
    remedy: 'Decide: release a corrected commit (loses nothing), or raise max-lost-rows for this environment and run the rollback again (loses the rows it names).',
});
const notStable = (0,core_problem/* defineProblem */.lS)({
    code: 'rollback/not-stable',
    example: { release: 'production-8411', found: 'http /health: status 503' },
    what: ({ release, found }) => `${release} serves again, but does not prove itself: ${found}.`,
    state: 'Every step of the way back was done. No second rollback is tried.',
    remedy: 'Look at the release that serves now; what failed is named here.',
});
const stepFailed = (0,core_problem/* defineProblem */.lS)({
    code: 'rollback/step-failed',
    example: { step: 'traffic', reason: 'another writer was faster', done: 'database' },
    what: ({ step, reason }) => `The way back stopped at ${step}: ${reason}.`,
    state: ({ done }) => (done === '' ? 'Nothing was undone yet.' : `Undone so far: ${done}.`),
    remedy: 'Run the rollback again: it reads the targets and goes on from there.',
});
const databaseNotSwapped = (0,core_problem/* defineProblem */.lS)({
    code: 'rollback/database-not-swapped',
    example: { because: 'rows-written', rows: '12' },
    what: ({ because, rows }) => `The backup was not swapped in (${because}): ${rows} rows were written since it was taken.`,
    state: 'The database is open and as it was.',
    remedy: 'Raise max-lost-rows and run the rollback again to give those rows up, or correct forward with a new release.',
});

// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/rollback/summary.js

function rollbackSummary(plan, outcome) {
    const { decision, because, loses, release } = plan.notes;
    const done = outcome === null ? 'would be undone' : 'undone';
    return [
        (0,markdown/* paragraph */.FY)(`Decision for ${release ?? 'no release'}: **${decision}**, because ${because}.`),
        (0,markdown/* table */.tp)([done], plan.steps.map(({ id }) => [id])),
        loses.length === 0 ? '' : `Cannot be brought back:\n\n${loses.map((loss) => `- ${loss}`).join('\n')}\n\n`,
    ].join('');
}

// EXTERNAL MODULE: ./build/core/release.js
var core_release = __webpack_require__(28759);
// EXTERNAL MODULE: ./build/postgres/lock.js
var postgres_lock = __webpack_require__(5843);
// EXTERNAL MODULE: ./build/postgres/migration-mark.js
var migration_mark = __webpack_require__(97242);
// EXTERNAL MODULE: ./build/soroban/arguments.js + 4 modules
var soroban_arguments = __webpack_require__(88970);
// EXTERNAL MODULE: ./build/soroban/deployer.js
var deployer = __webpack_require__(91789);
// EXTERNAL MODULE: ./build/soroban/engine.js + 2 modules
var engine = __webpack_require__(89141);
// EXTERNAL MODULE: ./build/soroban/manifest-problems.js
var manifest_problems = __webpack_require__(46985);
// EXTERNAL MODULE: ./build/soroban/operations.js
var operations = __webpack_require__(80291);
// EXTERNAL MODULE: ./build/soroban/problems.js
var problems = __webpack_require__(91049);
// EXTERNAL MODULE: ./build/soroban/transaction.js
var transaction = __webpack_require__(70289);
// EXTERNAL MODULE: ./build/soroban/upgrade-call.js
var upgrade_call = __webpack_require__(79346);
;// CONCATENATED MODULE: ./build/soroban/contract-control.js













/** Opens the chain with the deployer's key. */
async function openControl(run, world) {
    const chain = await (0,soroban_chain/* openChain */.y)((0,network/* networkOf */.A)(run), world);
    return { chain, signer: (0,deployer/* deployerOf */.q)(run, chain.sdk), run, world };
}
/**
 * Points contracts at code that is on the chain, one after the other, each read back. Those that run it already are
 * left out, so a second call sends nothing. Problems `soroban/code-missing`, `soroban/not-upgradable` before anything
 * is sent, else those of the engine.
 */
async function upgradeContracts(control, targets) {
    const { chain } = control;
    const running = await (0,contract_reading/* readExecutables */.Me)(chain, targets.map(({ id }) => id));
    const toUpgrade = targets.filter(({ id, wasmHash }) => running.get(id) !== wasmHash);
    await requireCode(toUpgrade, chain);
    const tasks = await Promise.all(toUpgrade.map((target) => upgradeTask(target, control)));
    return inOrder(tasks, control);
}
/**
 * Calls the pause function of each contract that names one in fairlead.yml (`pause: { call: pause }`). A contract
 * whose `paused` answers true is left out. Returns what was sent, and the names that have no pause function.
 */
async function pauseContracts(control, targets) {
    const section = control.run.config.require(contractsSection);
    const able = targets.filter(({ name }) => section.deploy[name]?.pause !== undefined);
    const tasks = await Promise.all(able.map((target) => pauseTask(target, section.deploy[target.name]?.pause, control)));
    const open = await Promise.all(tasks.map(async (task) => ({ task, isDone: await task.isDone() })));
    const settled = await inOrder(open.flatMap(({ task, isDone }) => (isDone ? [] : [task])), control);
    return { settled, without: targets.filter((target) => !able.includes(target)).map(({ name }) => name) };
}
async function inOrder(tasks, { chain, signer, world }) {
    const settled = [];
    for (const task of tasks)
        settled.push(await (0,engine/* carryOut */.u)(task, { chain, signer, world }));
    return settled;
}
async function requireCode(targets, chain) {
    if (targets.length === 0)
        return;
    const missing = await (0,contract_reading/* readMissingCode */.YO)(chain, targets.map(({ wasmHash }) => wasmHash));
    (0,core_problem/* throwProblems */.Jh)(targets.filter(({ wasmHash }) => missing.has(wasmHash)).map(({ name, wasmHash }) => (0,problems/* codeMissing */.Gc)({ contract: name, wasmHash })));
}
async function upgradeTask({ name, id, wasmHash }, control) {
    const { chain, run } = control;
    const { spec } = await (0,contract_reading/* readRunning */.Ki)(chain, id);
    const upgrade = run.config.require(contracts_section/* contractsSection */.n).deploy[name]?.upgrade ?? { call: 'upgrade', args: {} };
    const typed = (0,upgrade_call/* upgradeArguments */.h)(upgrade, { ...typing(control, name, 'upgrade'), spec, to: wasmHash });
    if ('problems' in typed)
        (0,core_problem/* throwProblems */.Jh)(typed.problems);
    if (!('values' in typed))
        throw (0,manifest_problems/* notUpgradable */.tV)({ contract: name, id, reason: 'reason' in typed ? typed.reason : 'its arguments do not fit' });
    return {
        call: (0,operations/* invokeCall */.Jy)(`upgrade ${name}`, { id, call: upgrade.call, arguments: typed.values, spec }, chain.sdk),
        isDone: async () => (await (0,contract_reading/* readExecutables */.Me)(chain, [id])).get(id) === wasmHash,
    };
}
async function pauseTask({ name, id }, pause, control) {
    const { chain, signer } = control;
    const { call, args } = pause ?? { call: 'pause', args: {} };
    const { spec } = await readRunning(chain, id);
    const typed = spec === null
        ? { problems: [notUpgradable({ contract: name, id, reason: 'its code has no spec' })] }
        : typeArguments({ ...typing(control, name, 'pause'), spec, call, given: args });
    if ('problems' in typed)
        throwProblems(typed.problems);
    const values = 'values' in typed ? typed.values : [];
    const paused = invokeCall('read paused', { id, call: 'paused', arguments: [], spec }, chain.sdk);
    return {
        call: invokeCall(`pause ${name}`, { id, call, arguments: values, spec }, chain.sdk),
        async isDone() {
            if (spec?.parameters('paused')?.length !== 0)
                return false;
            const answer = await readCall(paused, { chain, source: signer.address });
            return 'value' in answer && answer.value.type === 'scvBool' && answer.value.value;
        },
    };
}
function typing({ chain, signer, run }, name, place) {
    const references = run.references.with(new Map([['deployer.address', signer.address]]));
    const path = ['contracts', 'deploy', name, place, 'args'];
    return { sdk: chain.sdk, contract: name, path, position: run.config.position, resolve: references.resolve };
}

// EXTERNAL MODULE: ./build/traffic/problems.js
var traffic_problems = __webpack_require__(88560);
;// CONCATENATED MODULE: ./build/actions/rollback/undo.js
var undo_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
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
var undo_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
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













/** Carries out one step of the way back; each reads its target first, so that doing it twice changes nothing. */
async function undo(step, undoing) {
    switch (step) {
        case 'traffic':
            return switchBack(undoing);
        case 'database':
            return swapDatabase(undoing);
        case 'stop':
            return stopNew(undoing);
        case 'contracts':
            return upgradeBack(undoing);
    }
}
/** A run that was killed after its swap did not say so: the next attempt would take the migration for one that is under way. */
async function finishSwap({ database }, world) {
    if (database?.isSwapped === true)
        await (0,migration_mark/* settleMigration */.YQ)({ backup: database.backup, as: 'undone' }, world);
}
async function switchBack({ facts: { colors }, undone, world }) {
    if (colors === null)
        return;
    const { balancer } = colors;
    const newColor = (0,rollback_colors/* colorOf */.HN)(undone, { colors, entries: undone.entries });
    const now = await balancer.read();
    if (newColor === null || now.color !== newColor)
        return;
    const to = (0,traffic_color/* otherColor */.IP)(newColor);
    const isSwitched = await world.write(`revert to ${to}`, () => balancer.compareAndSwitch(to, now.token));
    if (!isSwitched)
        throw (0,traffic_problems/* switchLost */.t$)({ balancer: balancer.name, color: to });
    await world.write(`keep ${to}`, () => balancer.keep(to), { evenWhenCancelled: true });
    world.log.line(`users are back on ${to}`);
}
async function stopNew({ facts: { colors }, undone, run, world }) {
    if (colors === null)
        return;
    const color = (0,rollback_colors/* colorOf */.HN)(undone, { colors, entries: undone.entries });
    // Never what users are on, whatever the record says.
    if (color === null || (await colors.balancer.read()).color === color)
        return;
    const release = { id: undone.id, commit: undone.commit, directory: (0,core_release.releaseDirectory)(undone, { config: run.config, world }) };
    for (const service of colors.services) {
        await (0,control/* stopService */.Sy)({ service, color, release, folder: colors.folder, references: run.references }, world);
    }
}
async function upgradeBack({ facts: { upgraded }, run, world }) {
    const settled = await upgradeContracts(await openControl(run, world), upgraded);
    world.log.line(`${upgraded.map(({ name }) => name).join(', ')}: back to the code of before, ${settled.length} transactions`);
}
async function swapDatabase({ facts: { database: wayBack, situation }, undone, run, world }) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        if (wayBack === null)
            return;
        const database = undo_addDisposableResource(env_1, await (0,postgres_database/* openDatabase */.q)(run, world), true);
        const _ = undo_addDisposableResource(env_1, await (0,postgres_lock/* migrationLock */.i)(database, world), true);
        await (0,swap/* reopenDatabase */.nt)(database, world);
        const swapped = await (0,swap/* swapInStandby */.an)({
            database,
            standby: wayBack.standby,
            failed: (0,names/* failedName */.VT)({ database: database.name, release: undone.id }),
            release: undone.id,
            limit: situation.maxLostRows,
            baseline: wayBack.baseline,
            versionTable: run.config.section(database_section/* databaseSection */.F)?.migrate['version-table'] ?? null,
        }, world);
        if (!swapped.swapped)
            throw databaseNotSwapped({ because: swapped.because, rows: String(swapped.written.rows ?? 'an unknown number of') });
        await (0,migration_mark/* settleMigration */.YQ)({ backup: wayBack.backup, as: 'undone' }, world);
        world.log.line(`the backup is the live database again; the other one is kept as ${swapped.failedDatabase}`);
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = undo_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}

;// CONCATENATED MODULE: ./build/actions/rollback/undone-release.js
/** Actions that change a target. */
const changing = ['deploy-soroban-contracts', 'backup-and-migrate', 'blue-green-switch'];
/**
 * Which release is meant: this run's own where the record knows it (the rollback step of a release), the one asked for,
 * else the newest one that began to change something. Null: there is none.
 */
function undoneRelease({ history, release, inputs, }) {
    const own = history.ofRelease(release.id).some(({ action }) => action !== 'rollback');
    const newest = history.entries.findLast(({ kind, action }) => kind === 'begun' && changing.includes(action));
    const id = inputs['release-id'] ?? (own ? release.id : (newest?.release ?? null));
    if (id === null)
        return null;
    const entries = history.ofRelease(id);
    const first = entries[0];
    if (first === undefined)
        return null;
    const before = history.entries.findLast(({ kind, release: other, sequence }) => kind === 'accepted' && other !== id && sequence < first.sequence);
    const later = history.entries.findLast(({ kind, release: other, sequence }) => kind === 'accepted' && other !== id && sequence > first.sequence);
    return {
        id,
        commit: first.commit,
        entries,
        before: before === undefined ? null : { id: before.release, commit: before.commit },
        supersededBy: later?.release ?? null,
    };
}

;// CONCATENATED MODULE: ./build/actions/rollback/action.js
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


















const rollback = {
    manifest: manifest.manifest,
    async plan(run, world) {
        const undone = undoneRelease(run);
        if (undone === null) {
            const asked = run.inputs['release-id'];
            if (asked !== null)
                throw releaseUnknown({ release: asked, location: run.inputs.record ?? 'the record' });
            return planOf({ decision: 'none', steps: [], loses: [], because: 'the record knows no release that began to change anything' }, { undone, facts: null });
        }
        if (undone.supersededBy !== null) {
            const because = `${undone.supersededBy} was accepted after it: what is in effect now is its work`;
            return planOf({ decision: 'none', steps: [], loses: [], because }, { undone, facts: null });
        }
        const facts = await readRollbackFacts(undone, run, world);
        return planOf((0,decision/* decideWayBack */.D)(facts.situation), { undone, facts });
    },
    async apply(plan, run, world) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const { decision, because, loses } = plan.notes;
            const undone = undoneRelease(run);
            world.log.line(`${decision}: ${because}`);
            for (const loss of loses)
                world.log.line(`cannot be brought back: ${loss}`);
            if (undone === null)
                return told(plan, { undone, verdict: 'pass', changed: false, problems: [] });
            if (undone.supersededBy === null)
                await finishSwap(await readRollbackFacts(undone, run, world), world);
            if (decision === 'none') {
                const { changed, problems } = await keepColor(run, world);
                return told(plan, { undone, verdict: problems.length === 0 ? 'pass' : 'fail', changed, problems });
            }
            if (decision === 'hold')
                return told(plan, { undone, verdict: 'fail', changed: false, problems: [wayBackHeld({ release: undone.id, because })] });
            const _ = action_addDisposableResource(env_1, await lockTraffic(undone, run, world), true);
            const failed = await carryOut(plan, { undone, run, world });
            const problems = failed === null ? [...(await keepColor(run, world)).problems, ...(await proveStable(undone, run, world))] : [failed];
            return told(plan, { undone, verdict: problems.length === 0 ? 'pass' : 'fail', changed: true, problems });
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
    summary: rollbackSummary,
};
function planOf({ decision, steps, because, loses }, { undone, facts }) {
    return {
        steps: steps.map((id) => ({ id })),
        binding: { release: undone?.id ?? null, before: undone?.before?.id ?? null },
        fence: {},
        done: [],
        wayBack: {},
        predicted: {},
        notes: { decision, because, loses, release: undone?.id ?? null, rowsAtRisk: facts?.situation.rowsAtRisk ?? null },
    };
}
/** Undoes step by step, users first; stops at the first that fails, since a second rollback makes things worse. */
async function carryOut(plan, { undone, run, world }) {
    const facts = await readRollbackFacts(undone, run, world);
    const finished = [];
    for (const { id } of plan.steps) {
        try {
            await world.log.group(`Undo ${id}`, () => undo(id, { facts, undone, run, world }));
            finished.push(id);
        }
        catch (thrown) {
            const problem = (0,core_problem/* problemsOf */.GW)(thrown)?.[0];
            if (problem === undefined)
                throw thrown;
            return stepFailed({ step: id, reason: problem.message.replace(/\.$/, ''), done: finished.join(', '), cause: thrown });
        }
    }
    return null;
}
/** No switch moves the colors meanwhile. A system without balancer has none to move. */
async function lockTraffic(undone, run, world) {
    if (run.config.section(balancer_section/* balancerSection */.m) === null)
        return { [Symbol.asyncDispose]: async () => { } };
    return (0,lock/* trafficLock */.f)({ folder: (0,control/* colorsFolder */.tG)(run.release.directory), release: undone.id }, world);
}
/** A run that was killed between switching the balancer and its file left a color that the next reload would forget. */
async function keepColor(run, world) {
    if (run.config.section(balancer_section/* balancerSection */.m) === null)
        return { changed: false, problems: [] };
    const { balancer, active } = await (0,rollback_colors/* readColors */.NY)(run, world);
    if (await balancer.isKept(active.color))
        return { changed: false, problems: [] };
    try {
        await world.write(`keep ${active.color}`, () => balancer.keep(active.color));
        return { changed: true, problems: [] };
    }
    catch (thrown) {
        const problems = (0,core_problem/* problemsOf */.GW)(thrown);
        if (problems === null)
            throw thrown;
        return { changed: false, problems };
    }
}
/** The release that serves now is the one before, from outside, and passes the probes of an active release. */
async function proveStable(undone, run, world) {
    const { colors } = await readRollbackFacts(undone, run, world);
    const { before } = undone;
    if (colors === null || before === null)
        return [];
    try {
        await (0,traffic_confirm/* confirmPublic */.y)(colors.services, { commit: before.commit, color: colors.active.color }, world);
        if (run.config.section(health_section/* healthSection */.m)?.profiles['active'] === undefined)
            return [];
        const values = new Map([...(0,services/* serviceReferences */.Qq)(colors.services, colors.active.color), ['active.commit', before.commit]]);
        const results = await (0,profile/* runProfile */.k)({ profile: 'active', run, world, values });
        const { problems } = (0,judge_profile/* judgeProfile */.B)(results);
        const found = problems.map(({ message }) => message).join(' ');
        return problems.length === 0 ? [] : [notStable({ release: before.id, found })];
    }
    catch (thrown) {
        const problem = (0,core_problem/* problemsOf */.GW)(thrown)?.[0];
        if (problem === undefined)
            throw thrown;
        return [notStable({ release: before.id, found: problem.message })];
    }
}
function told(plan, { undone, verdict, changed, problems, }) {
    const steps = plan.steps.map(({ id }) => id);
    return (0,outcome/* outcome */.b)({
        verdict,
        changed,
        problems,
        outputs: {
            decision: plan.notes.decision,
            'restored-release': plan.notes.decision === 'revert' ? (undone?.before?.id ?? '') : '',
            'data-loss': steps.includes('database') ? (plan.notes.rowsAtRisk ?? 0) : 0,
            steps,
        },
        facts: { undone: undone?.id ?? null, because: plan.notes.because },
    });
}


/***/ }),

/***/ 54576:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'rollback',
    description: 'Reads the record and the targets, decides the way back, says what it costs, goes it, and proves that it worked.',
    icon: 'rewind',
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
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        decision: { description: 'none: nothing to undo. revert: undone. hold: a person has to decide.', example: 'revert' },
        'restored-release': { description: 'The release users have again; empty where nothing was undone.', example: 'production-8411' },
        'data-loss': { description: 'Rows written since the backup that a swap of the database gives up, at most.', example: '0' },
        steps: { description: 'JSON, what was undone, in order.', example: '["traffic","stop","contracts"]' },
    },
    permissions: { contents: 'write: appends to the release record when it lives on a branch; read otherwise' },
});


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

/***/ 91789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ deployerOf)
/* harmony export */ });
/* harmony import */ var _config_references_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(15125);
/* harmony import */ var _contracts_section_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(99496);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(91049);



/** The deployer of this run. Its seed is read here, masked before anything else happens, and stays inside. */
function deployerOf({ config, references }, { Keypair, StrKey }) {
    const text = config.require(_contracts_section_js__WEBPACK_IMPORTED_MODULE_1__/* .contractsSection */ .n).deployer['secret-key'];
    const at = config.position('contracts', 'deployer', 'secret-key');
    if ((0,_config_references_js__WEBPACK_IMPORTED_MODULE_0__/* .referencesIn */ .ii)(text).length === 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .seedInFile */ .VC)({ at });
    const seed = references.secret(text, { at });
    if (StrKey.isValidEd25519PublicKey(seed))
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .addressWhereSeedBelongs */ .bf)({ reference: text, at });
    if (!StrKey.isValidEd25519SecretSeed(seed))
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .seedInvalid */ .xj)({ reference: text, at });
    const pair = Keypair.fromSecret(seed);
    return { address: pair.publicKey(), signHash: async (hash) => pair.sign(hash) };
}


/***/ }),

/***/ 89141:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  u: () => (/* binding */ carryOut)
});

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: ./build/core/problem.js
var problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/soroban/facts.js
var facts = __webpack_require__(27674);
// EXTERNAL MODULE: ./build/soroban/keys.js
var keys = __webpack_require__(85337);
// EXTERNAL MODULE: ./build/soroban/problems.js
var problems = __webpack_require__(91049);
;// CONCATENATED MODULE: ./build/soroban/settlement.js
/** Judges by evidence only (research/soroban-deploy.md section 3.7): neither a lost answer nor "not found" proves anything. */
function judge({ found, account, sequence, maxLedger }) {
    if (found === 'SUCCESS')
        return 'applied';
    if (found === 'FAILED')
        return 'failed';
    if (account === null)
        return 'open';
    if (account.sequence >= sequence)
        return 'number-used';
    // One snapshot holds both the ledger and the unused number, so nothing can come between them.
    return account.ledger >= maxLedger ? 'never-applied' : 'open';
}
/** `result` is the code inside an ERROR, such as txBadSeq. An answer that was lost is null: it may have arrived. */
function afterSend(status, result) {
    switch (status) {
        case 'PENDING':
        case 'DUPLICATE':
            return 'poll';
        // The same bytes again do no harm: a copy that arrived makes the next one a duplicate.
        case null:
        case 'TRY_AGAIN_LATER':
            return 'send-again';
        default:
            return afterError(result);
    }
}
function afterError(result) {
    switch (result) {
        // Applied already, a lagging node, or really used: only the account tells.
        case 'txBadSeq':
            return 'send-again';
        case 'txInsufficientFee':
            return 'bid-more';
        // Bounds that are over, a bad signature, no balance: this copy is in no queue, but one sent before may be.
        default:
            return 'refused';
    }
}

// EXTERNAL MODULE: ./build/soroban/transaction.js
var transaction = __webpack_require__(70289);
;// CONCATENATED MODULE: ./build/soroban/transaction-result.js
/** Reads a result. A newer protocol than the SDK knows never turns an outcome into an error: then nothing is read. */
function readResult(resultXdr, { xdr }) {
    try {
        const { feeCharged, result } = xdr.TransactionResult.fromXdr(resultXdr ?? '', 'base64');
        const inner = result.type === 'txFailed' ? operationCode(result.value?.[0]) : null;
        return { code: result.type, text: inner === null ? result.type : `${result.type}: ${inner}`, feeCharged };
    }
    catch {
        return { code: null, text: 'a result that cannot be read', feeCharged: null };
    }
}
/** The innermost code: operation result, then the result of its kind. */
function operationCode(result) {
    const { type, value } = (result ?? {});
    const inner = value !== null && typeof value === 'object' && 'type' in value ? operationCode(value) : null;
    return inner ?? type ?? null;
}

;// CONCATENATED MODULE: ./build/soroban/engine.js








/** Ledgers a transaction may wait for its inclusion: its outcome is known one ledger later. */
const patienceLedgers = 12;
/** Backstop for a network that stands still, far beyond the ledger bound of a slow one. */
const patienceSeconds = 900;
const mostAttempts = 3;
const mostBids = 4;
/** How long an outcome is looked for: more than 13 ledgers of 9 s, the slowest seen on mainnet. */
const settleTimeoutMs = 180_000;
const poll = { firstMs: 40, growth: 1.6, longestMs: 500 };
const sendAgainMs = { refused: 500, queued: 5_000 };
const heartbeatMs = 30_000;
/**
 * Carries out one task: simulates, signs, sends and settles. Returns only when the chain proves it done; every
 * other end is a problem that says whether it was applied. Nothing follows an outcome that is not known.
 */
async function carryOut(task, engine) {
    const { chain, signer, world } = engine;
    const prepared = await (0,transaction/* prepareCall */.mK)(task.call, { chain, source: signer.address }).catch(async (thrown) => {
        // Another run may have done it since the plan was made: then a simulation of it fails.
        if ((0,problem/* problemsOf */.GW)(thrown) !== null && (await task.isDone()))
            return null;
        throw thrown;
    });
    if (prepared === null)
        return foundDone(task);
    return world.write(task.call.name, () => attempt(task, prepared, engine));
}
async function attempt(task, prepared, engine) {
    const { name } = task.call;
    for (let attempts = 1; attempts <= mostAttempts; attempts += 1) {
        const { account, latestLedger } = await readAccount(engine);
        const bounds = boundsAfter(account, latestLedger, engine);
        const { judgement, transaction, answer } = await settle(await submission(prepared, { bounds, engine }));
        const result = readResult(answer?.resultXdr, engine.chain.sdk);
        switch (judgement) {
            case 'applied':
                engine.world.log.line(`${name}: applied in ledger ${answer?.ledger ?? '?'}, fee ${result.feeCharged ?? '?'} stroops`);
                return { name, hash: transaction.hash, ledger: answer?.ledger ?? null, feeCharged: result.feeCharged };
            case 'failed':
                if (await task.isDone())
                    return foundDone(task);
                throw (0,problems/* transactionFailed */.mD)({ step: name, hash: transaction.hash, result: result.text });
            case 'number-used':
                if (await task.isDone())
                    return foundDone(task);
                engine.world.log.line(`${name}: sequence number ${bounds.sequence} was used by another transaction; sending it anew`);
                break;
            default:
                engine.world.log.line(`${name}: proved never applied; sending it anew`);
        }
    }
    throw (0,problems/* neverApplied */.Ie)({ step: name, attempts: mostAttempts });
}
async function submission(prepared, { bounds, engine }) {
    const { chain, signer } = engine;
    const inclusionFee = await chain.inclusionFee();
    const first = await (0,transaction/* signCall */.MX)(prepared, { chain, signer, bounds, inclusionFee });
    engine.world.log.line(`${prepared.call.name}: sending ${first.hash}, to be applied before ledger ${bounds.maxLedger}`);
    return { prepared, engine, bounds, inclusionFee, transactions: [first], mayBeQueued: false };
}
/** Sends the same bytes until the evidence decides. */
async function settle(sent) {
    const { engine, prepared, bounds } = sent;
    const { clock, sleep, log } = engine.world;
    const startedMs = clock.elapsedMs();
    let next = await send(sent);
    let [lastSentMs, toldMs, pauseMs, unexplained] = [startedMs, startedMs, poll.firstMs, 0];
    while (clock.elapsedMs() - startedMs < settleTimeoutMs) {
        await sleep(pauseMs);
        pauseMs = Math.min(pauseMs * poll.growth, poll.longestMs);
        const isDue = clock.elapsedMs() - lastSentMs >= (next === 'poll' ? sendAgainMs.queued : sendAgainMs.refused);
        const settlement = await look(sent, { readsAccount: isDue });
        // A node may show the used number a moment before the transaction that used it: look thrice.
        if (settlement?.judgement === 'number-used' && unexplained < 3)
            unexplained += 1;
        else if (settlement !== null)
            return settlement;
        else if (isDue) {
            next = await send(sent);
            lastSentMs = clock.elapsedMs();
        }
        if (clock.elapsedMs() - toldMs >= heartbeatMs) {
            toldMs = clock.elapsedMs();
            log.line(`${prepared.call.name}: waiting for its ledger since ${(0,duration/* durationText */.S5)(toldMs - startedMs)}`);
        }
    }
    throw (0,problems/* outcomeUnknown */.Hu)({ step: prepared.call.name, hash: newest(sent).hash, maxLedger: bounds.maxLedger, seconds: settleTimeoutMs / 1_000 });
}
/** Sends the newest copy once and handles its answer; a refusal that is final is thrown. */
async function send(sent) {
    const { engine, prepared } = sent;
    for (;;) {
        const answer = await engine.chain.send(newest(sent).envelope).catch((thrown) => {
            if ((0,problem/* problemsOf */.GW)(thrown) === null)
                throw thrown;
            engine.world.log.line(`${prepared.call.name}: no answer to sendTransaction; looking whether it arrived`);
            return null;
        });
        const result = readResult(answer?.errorResultXdr, engine.chain.sdk);
        const next = afterSend(answer?.status ?? null, result.code);
        if (answer === null || answer.status !== 'ERROR')
            sent.mayBeQueued = true;
        if (next === 'poll' || next === 'send-again')
            return next;
        if (next === 'bid-more' && sent.transactions.length < mostBids)
            await bidMore(sent);
        else if (sent.mayBeQueued)
            return 'poll';
        else
            throw (0,problems/* transactionRefused */.N_)({ step: prepared.call.name, result: result.text });
    }
}
/** Signs a copy with ten times the bid and the same number: the network replaces by fee only from there. */
async function bidMore(sent) {
    const { engine, prepared, bounds } = sent;
    sent.inclusionFee *= 10n;
    engine.world.log.line(`${prepared.call.name}: the network asks for a higher fee; bidding ${sent.inclusionFee} stroops`);
    sent.transactions.push(await (0,transaction/* signCall */.MX)(prepared, { ...engine, bounds, inclusionFee: sent.inclusionFee }));
}
/** Gathers evidence once. The account is read before the hashes, so that a number used in between is not taken for a stranger's. */
async function look(sent, { readsAccount }) {
    const { engine, bounds } = sent;
    const account = readsAccount ? await readAccount(engine) : null;
    for (const transaction of sent.transactions) {
        const answer = await engine.chain.transaction(transaction.hash);
        const found = answer.status === 'NOT_FOUND' ? null : answer.status;
        if (found !== null)
            return { judgement: found === 'SUCCESS' ? 'applied' : 'failed', transaction, answer };
        if (account === null && answer.latestLedger >= bounds.maxLedger)
            return look(sent, { readsAccount: true });
    }
    const judgement = judge({
        found: null,
        account: account === null ? null : { sequence: account.account.sequence, ledger: account.latestLedger },
        sequence: bounds.sequence,
        maxLedger: bounds.maxLedger,
    });
    return judgement === 'open' ? null : { judgement, transaction: newest(sent), answer: null };
}
async function readAccount({ chain, signer }) {
    const key = (0,keys/* accountKey */.LQ)(signer.address, chain.sdk);
    const read = await chain.read([key]);
    const account = (0,facts/* accountIn */.l1)(read.entry(key));
    if (account === null)
        throw (0,problems/* deployerUnfunded */.KC)({ address: signer.address, network: chain.network.name, needed: '1', at: chain.network.at });
    return { account, latestLedger: read.latestLedger };
}
function boundsAfter({ sequence }, latestLedger, { world }) {
    const maxTime = Math.floor(world.clock.now().getTime() / 1_000) + patienceSeconds;
    return { sequence: sequence + 1n, maxLedger: latestLedger + patienceLedgers, maxTime };
}
function newest({ transactions }) {
    const last = transactions.at(-1);
    if (last === undefined)
        throw new TypeError('a submission has at least one transaction');
    return last;
}
function foundDone({ call: { name } }) {
    return { name, hash: null, ledger: null, feeCharged: null };
}


/***/ }),

/***/ 79346:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ upgradeArguments)
/* harmony export */ });
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(88970);

/**
 * The arguments that replace the code by `to`: the one BytesN<32> that fairlead.yml does not give is the new hash
 * (soroban-sdk's example and OpenZeppelin's Upgradeable both have exactly one).
 */
function upgradeArguments({ call, args }, { spec, to, ...context }) {
    if (spec === null)
        return { reason: 'its code on the chain has no spec, or is no longer there' };
    const parameters = spec.parameters(call);
    if (parameters === null)
        return { reason: `it has no function "${call}"` };
    const hashes = parameters.filter(({ name, type }) => !(name in args) && type.type === 'scSpecTypeBytesN' && type.value.n === 32);
    const [hash] = hashes;
    if (hash === undefined || hashes.length > 1)
        return { reason: `"${call}" does not take one BytesN<32>` };
    return (0,_arguments_js__WEBPACK_IMPORTED_MODULE_0__/* .typeArguments */ .bw)({ ...context, spec, call, given: { ...args, [hash.name]: to } });
}


/***/ }),

/***/ 45756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ contractsBefore)
/* harmony export */ });
/**
 * What each contract was before a release first touched it: the oldest entry of the release that names it. A run
 * after a crash finds contracts upgraded already, so its own reading is not the way back.
 */
function contractsBefore(history, release) {
    const begun = history.ofRelease(release).filter(({ kind, action }) => kind === 'begun' && action === 'deploy-soroban-contracts');
    const newestFirst = begun.toReversed().map(({ wayBack }) => wayBack.contracts ?? {});
    return Object.assign({}, ...newestFirst);
}


/***/ })

};
