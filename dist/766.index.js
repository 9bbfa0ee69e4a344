export const id = 766;
export const ids = [766];
export const modules = {

/***/ 99901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DP: () => (/* binding */ nobodyAnswers),
/* harmony export */   HN: () => (/* binding */ colorOf),
/* harmony export */   M4: () => (/* binding */ hasSomeOf),
/* harmony export */   NY: () => (/* binding */ readColors),
/* harmony export */   TE: () => (/* binding */ isOfAnother),
/* harmony export */   UF: () => (/* binding */ isAnyUp),
/* harmony export */   yW: () => (/* binding */ isOf)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);
/* harmony import */ var _traffic_balancer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(90215);
/* harmony import */ var _traffic_balancer_section_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(16296);
/* harmony import */ var _traffic_control_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(39011);
/* harmony import */ var _traffic_identity_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(89086);
/* harmony import */ var _traffic_services_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85884);
/* harmony import */ var _traffic_supervise_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77164);







async function readColors(run, world) {
    const services = (0,_traffic_services_js__WEBPACK_IMPORTED_MODULE_5__/* .readServices */ .JQ)(run);
    const section = run.config.require(_traffic_balancer_section_js__WEBPACK_IMPORTED_MODULE_2__/* .balancerSection */ .m);
    const balancer = (0,_traffic_balancer_js__WEBPACK_IMPORTED_MODULE_1__/* .openBalancer */ .J)(section, { ...run, services: services.map(({ name }) => name) }, world);
    const active = await balancer.read();
    const folder = (0,_traffic_control_js__WEBPACK_IMPORTED_MODULE_3__/* .colorsFolder */ .tG)(run.release.directory);
    const askAll = (color) => Promise.all(services.map(async (service) => {
        const answer = await (0,_traffic_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .readIdentity */ .xN)(service, { color, world }).catch(asProblem);
        return answer === null || isProblem(answer) ? answer : withRelease(answer, await startedAs({ service, color, folder }, world));
    }));
    const [blue, green] = await Promise.all([askAll('blue'), askAll('green')]);
    return {
        balancer,
        services,
        active,
        identities: { blue: blue.map(identityOrNull), green: green.map(identityOrNull) },
        unreadable: { blue: blue.find(isProblem) ?? null, green: green.find(isProblem) ?? null },
        folder,
    };
}
/** Whether all services of a color answer as this release. */
function isOf(identities, release) {
    return identities.length > 0 && identities.every((identity) => identity !== null && matches(identity, release));
}
/** Whether any service of a color answers as this release. */
function hasSomeOf(identities, release) {
    return identities.some((identity) => identity !== null && matches(identity, release));
}
/** Whether a color was taken over by another release: what runs there is not this one's any more. */
function isOfAnother(identities, release) {
    return identities.some((identity) => identity !== null && !matches(identity, release)) && !hasSomeOf(identities, release);
}
function nobodyAnswers(identities) {
    return identities.every((identity) => identity === null);
}
/** Whether anything of a color runs or listens. */
async function isAnyUp({ services, folder }, color, world) {
    const up = await Promise.all(services.map((service) => (0,_traffic_control_js__WEBPACK_IMPORTED_MODULE_3__/* .isUp */ .ie)({ service, color, folder }, world)));
    return up.includes(true);
}
/** The color a release was or is on: as it answers, else as the record says it was begun. Null where nothing tells. */
function colorOf(release, { colors, entries }) {
    for (const color of ['blue', 'green'])
        if (hasSomeOf(colors.identities[color], release))
            return color;
    const begun = entries.findLast(({ action, kind }) => action === 'blue-green-switch' && kind === 'begun');
    const to = begun?.wayBack['to'];
    return to === 'blue' || to === 'green' ? to : null;
}
/** The release a service of ours was started with; null where others start it, or it ended. */
async function startedAs({ service, color, folder }, world) {
    const found = service.supervised ? await (0,_traffic_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .findSupervised */ .kZ)({ folder, service: service.name, color }, world) : null;
    return found === null || found.members.length === 0 ? null : found.release.id;
}
/** Two releases may have one commit, so the id counts wherever it is known. */
function withRelease(identity, release) {
    return { ...identity, release: identity.release ?? release };
}
function asProblem(thrown) {
    if (thrown instanceof _core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .Problem */ .AF)
        return thrown;
    throw thrown;
}
function isProblem(answer) {
    return answer instanceof _core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .Problem */ .AF;
}
function identityOrNull(answer) {
    return answer instanceof _core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .Problem */ .AF ? null : answer;
}
function matches(identity, release) {
    return identity.release === null ? identity.commit === release.commit : identity.release === release.id;
}


/***/ }),

/***/ 25911:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ decideWayBack)
/* harmony export */ });
/**
 * The one decision about the way back, for the automatic revert of a soak and for the rollback action; the matrix of
 * research/traffic.md section 6. What is not safe is held, and a person decides.
 */
function decideWayBack(situation) {
    const { accepted, traffic, old, schema, stuck } = situation;
    if (accepted)
        return none('the release was accepted: nothing rolls it back automatically');
    const database = databaseStep(situation);
    if (traffic === 'new' && old === 'none')
        return hold('there is no release before this one that users could have');
    if (traffic === 'new' && schema === 'unproved' && database === 'refused')
        return hold(refusal(situation));
    // Users never go to a color that does not answer, not even with its database put back: start it first.
    if (traffic === 'new' && old === 'down')
        return hold('the release before does not answer: start it, then decide again');
    if (traffic === 'old' && old === 'down' && schema === 'unproved' && database === 'refused')
        return hold(refusal(situation));
    if (stuck.length > 0)
        return hold(`the code that ${stuck.join(', ')} ran before is not known or not on the chain any more`);
    const steps = [
        ...(database === 'swap' ? ['database'] : []),
        ...(traffic === 'new' ? ['traffic'] : []),
        ...(situation.newRuns ? ['stop'] : []),
        ...(situation.upgraded.length > 0 ? ['contracts'] : []),
    ];
    if (steps.length === 0)
        return none('nothing of this release is in effect');
    return { decision: 'revert', steps, loses: losses(situation, steps), because: reason(situation) };
}
/** The database is put back only where the old release needs it and nothing is lost beyond the limit. */
function databaseStep({ schema, traffic, old, standby, rowsAtRisk, maxLostRows }) {
    if (schema !== 'unproved')
        return 'keep';
    if (old === 'none')
        return 'keep';
    // The old release serves users on the new schema right now, and was seen to work.
    if (traffic === 'old' && old === 'works')
        return 'keep';
    return standby && rowsAtRisk !== null && rowsAtRisk <= maxLostRows ? 'swap' : 'refused';
}
function refusal({ standby, rowsAtRisk, maxLostRows }) {
    const why = !standby
        ? 'there is no standby database'
        : rowsAtRisk === null
            ? 'it is not known how many rows were written since the backup'
            : `${rowsAtRisk} rows were written since the backup and max-lost-rows is ${maxLostRows}`;
    return `the old release is not proved on the new schema, and the database cannot be put back: ${why}`;
}
function losses({ rowsAtRisk, created, schema }, steps) {
    return [
        ...(steps.includes('database') ? [`at most ${rowsAtRisk ?? 0} rows written since the backup`] : []),
        ...(schema !== 'unchanged' && !steps.includes('database') ? ['nothing of the database: the new schema stays'] : []),
        ...(created.length > 0 ? [`new contracts stay on the chain unused: ${created.join(', ')}`] : []),
        ...(steps.includes('contracts') ? ['what was called on the upgraded contracts meanwhile stays on the chain'] : []),
    ];
}
function reason({ traffic, upgraded }) {
    if (traffic === 'new')
        return 'users are on a release that was not accepted, and the one before is proved to work';
    return upgraded.length > 0
        ? 'users are on the release before; its contracts get their code back'
        : 'users never had this release; what it started is ended';
}
function none(because) {
    return { decision: 'none', steps: [], loses: [], because };
}
function hold(because) {
    return { decision: 'hold', steps: [], loses: [], because };
}


/***/ }),

/***/ 22791:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ schemaClass)
/* harmony export */ });
/**
 * What a release did to the schema, by its entries. Only what is proved counts as compatible: the migration applied
 * nothing, or the release before was probed on the migrated database and passed.
 */
function schemaClass(entries) {
    const migrations = entries.filter(({ action }) => action === 'backup-and-migrate');
    const settled = migrations.findLast(({ kind, facts }) => kind === 'ended' && changing.includes(String(facts['state'])));
    const begunLast = migrations.findLast(({ kind }) => kind === 'begun');
    const endedLast = migrations.findLast(({ kind }) => kind === 'ended');
    const isCut = begunLast !== undefined && (endedLast === undefined || endedLast.sequence < begunLast.sequence);
    if (isCut)
        return 'unproved';
    if (settled === undefined || settled.facts['state'] === 'swapped-back')
        return 'unchanged';
    if (settled.facts['state'] === 'migrated' && settled.outputs['schema-compatible'] === 'true')
        return 'compatible';
    const probed = entries.findLast(({ action, kind, sequence }) => action === 'health-check:active' && kind === 'ended' && sequence > settled.sequence);
    return settled.facts['state'] === 'migrated' && probed?.verdict === 'pass' ? 'compatible' : 'unproved';
}
/** States of a migration after which the schema is another one, or is not known to be the same. */
const changing = ['migrated', 'held', 'swapped-back'];


/***/ }),

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

/***/ 82150:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ confirmPublic)
/* harmony export */ });
/* harmony import */ var _identity_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(89086);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(88560);


/** Answers in a row that have to be right. */
const answersInARow = 3;
const withinMs = 5_000;
/** Proves from outside that users reach the wanted release; problem `traffic/not-confirmed` where they do not within 5 s. */
async function confirmPublic(services, { commit, color }, world) {
    for (const service of services) {
        const until = world.clock.elapsedMs() + withinMs;
        for (let right = 0; right < answersInARow;) {
            const answer = await (0,_identity_js__WEBPACK_IMPORTED_MODULE_0__/* .readPublicIdentity */ .GX)(service, world).catch(() => null);
            const isRight = answer !== null && answer.commit === commit && (answer.color ?? color) === color;
            right = isRight ? right + 1 : 0;
            if (!isRight && world.clock.elapsedMs() > until) {
                throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .notConfirmed */ .ZP)({
                    service: service.name,
                    url: `${service.publicUrl}${service.identityPath}`,
                    wanted: `${commit.slice(0, 12)} on ${color}`,
                    found: (0,_identity_js__WEBPACK_IMPORTED_MODULE_0__/* .identityText */ .Ky)(answer),
                });
            }
            if (!isRight)
                await world.sleep(50);
        }
    }
}


/***/ }),

/***/ 39011:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Sy: () => (/* binding */ stopService),
/* harmony export */   iL: () => (/* binding */ startService),
/* harmony export */   ie: () => (/* binding */ isUp),
/* harmony export */   tG: () => (/* binding */ colorsFolder)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77030);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _core_process_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(47040);
/* harmony import */ var _identity_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(89086);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(88560);
/* harmony import */ var _services_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(85884);
/* harmony import */ var _supervise_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(77164);







/**
 * Brings one service of a color to a release and waits until it answers as that release. Returns whether it had to be
 * started. Problems: port taken by something else, ended or silent, answers as another release.
 */
async function startService(start, world) {
    const { service, color, release, folder } = start;
    const place = { folder, service: service.name, color };
    const found = service.supervised ? await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .findSupervised */ .kZ)(place, world) : null;
    if (found !== null && found.members.length > 0) {
        const same = found.release.id === release.id && found.release.commit === release.commit && found.release.directory === release.directory;
        if (same && (await (0,_identity_js__WEBPACK_IMPORTED_MODULE_3__/* .readIdentity */ .xN)(service, { color, world }).catch(() => null))?.commit === release.commit)
            return false;
        await stopService(start, world);
    }
    if (service.supervised && (await listens(service, color))) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .portTaken */ .f5)({ service: service.name, color, address: `${service.host}:${service.ports[color]}` });
    }
    if (!service.supervised && isRelease(await (0,_identity_js__WEBPACK_IMPORTED_MODULE_3__/* .readIdentity */ .xN)(service, { color, world }).catch(() => null), start))
        return false;
    await world.write(`start ${service.name} ${color}`, () => (service.supervised ? startChild(start, world) : runStart(start, world)));
    await untilIdentified(start, world);
    return true;
}
/** Stops one service of a color. Returns whether anything had to be stopped. */
async function stopService({ service, color, release, folder, references }, world, { evenWhenCancelled = false } = {}) {
    const place = { folder, service: service.name, color };
    const name = `stop ${service.name} ${color}`;
    if (service.supervised) {
        const found = await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .findSupervised */ .kZ)(place, world);
        if (found === null || found.members.length === 0)
            return false;
        return world.write(name, () => (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .stopSupervised */ .BX)(place, { graceMs: service.stopWithinMs, world }), { evenWhenCancelled });
    }
    if (!(await listens(service, color)))
        return false;
    await world.write(name, () => runStop({ service, color, release, folder, references }, world), { evenWhenCancelled });
    return true;
}
/** Whether a service of a color runs or at least listens. */
async function isUp({ service, color, folder }, world) {
    if (await listens(service, color))
        return true;
    return service.supervised && ((await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .findSupervised */ .kZ)({ folder, service: service.name, color }, world))?.members.length ?? 0) > 0;
}
function colorsFolder(releaseDirectory) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(releaseDirectory, '..', '.colors');
}
/** What a command of a service gets; nothing of the step's environment but where programs are. */
function environmentOf({ service, color, release, references }, { environment, secrets }) {
    const given = Object.entries(service.environment).map(([name, text]) => {
        const value = references.resolve(text);
        return [name, isSecret(name, value) ? secrets.learn(`services.${service.name}.environment.${name}`, value) : value];
    });
    return {
        ...(0,_core_process_js__WEBPACK_IMPORTED_MODULE_2__/* .inheritedVariables */ .Q4)(environment),
        ...Object.fromEntries(given),
        COLOR: color,
        // npm sets COLOR for the scripts it runs, so those read this one.
        RELEASE_COLOR: color,
        PORT: String(service.ports[color]),
        RELEASE_DIR: release.directory,
        RELEASE_ID: release.id,
        RELEASE_COMMIT: release.commit,
    };
}
/** Masked before a log of the service is shown. Not every value: masking "production" would tear every log. */
function isSecret(name, value) {
    return /SECRET|KEY|TOKEN|PASSWORD|CREDENTIAL|DSN/i.test(name) || (URL.canParse(value) && new URL(value).password !== '');
}
async function startChild(start, world) {
    const { service, color, release, folder } = start;
    const place = { folder, service: service.name, color };
    try {
        await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .startSupervised */ .LF)(place, { command: commandOf(start, service.start), release, environment: environmentOf(start, world) });
    }
    catch (cause) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .startFailed */ .Mm)({ service: service.name, color, reason: cause.message, tail: '', cause });
    }
}
async function runStart(start, world) {
    const { service, color } = start;
    const ended = await world.processes.shell(commandOf(start, service.start), {
        environment: environmentOf(start, world),
        timeoutMs: service.readyWithinMs,
    });
    if (ended.exitCode !== 0) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .startFailed */ .Mm)({
            service: service.name,
            color,
            reason: `exit code ${ended.exitCode}`,
            tail: world.secrets.redact(ended.tail.join('\n')),
        });
    }
}
async function runStop(stop, world) {
    const { service, color } = stop;
    const command = commandOf(stop, service.stop ?? '');
    const ended = await world.processes.shell(command, { environment: environmentOf(stop, world), timeoutMs: service.stopWithinMs + 60_000 });
    if (ended.exitCode !== 0) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .stopFailed */ .K8)({
            service: service.name,
            color,
            reason: `exit code ${ended.exitCode}`,
            tail: world.secrets.redact(ended.tail.join('\n')),
        });
    }
}
function commandOf({ references }, command) {
    return references.resolve(command);
}
async function untilIdentified(start, world) {
    const { service, color, folder } = start;
    const place = { folder, service: service.name, color };
    const until = world.clock.elapsedMs() + service.readyWithinMs;
    world.log.line(`waiting for ${service.name} ${color} at ${(0,_services_js__WEBPACK_IMPORTED_MODULE_5__/* .addressOf */ .ci)(service, color)}${service.identityPath}`);
    for (;;) {
        world.cancellation.throwIfRequested(`${service.name} ${color} answers`);
        const answer = await (0,_identity_js__WEBPACK_IMPORTED_MODULE_3__/* .readIdentity */ .xN)(service, { color, world }).catch((error) => error);
        if (isRelease(answer, start))
            return;
        const late = world.clock.elapsedMs() > until;
        const ended = service.supervised && (await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .findSupervised */ .kZ)(place, world))?.members.length === 0;
        if (!(answer instanceof Error) && answer !== null)
            throw wrongReleaseOf(answer, start);
        if (late || ended) {
            const reason = ended ? 'it ended' : `${answer?.message ?? 'nothing listened'} within ${service.readyWithinMs / 1_000} s`;
            const tail = service.supervised ? world.secrets.redact(await (0,_supervise_js__WEBPACK_IMPORTED_MODULE_6__/* .lastWords */ .aN)(place)) : '';
            throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .startFailed */ .Mm)({ service: service.name, color, reason: reason.replace(/\.$/, ''), tail });
        }
        await world.sleep(50);
    }
}
function isRelease(answer, { color, release }) {
    if (answer === null || answer instanceof Error)
        return false;
    return answer.commit === release.commit && (answer.color ?? color) === color && (answer.release ?? release.id) === release.id;
}
function wrongReleaseOf(answer, { service, color, release }) {
    const found = [answer.commit, answer.color, answer.release].filter((part) => part !== null).join(' ');
    const wanted = [release.commit, answer.color === null ? null : color, answer.release === null ? null : release.id];
    return (0,_problems_js__WEBPACK_IMPORTED_MODULE_4__/* .wrongRelease */ .jU)({ service: service.name, color, wanted: wanted.filter((part) => part !== null).join(' '), found });
}
function listens({ host, ports }, color) {
    return new Promise((resolve) => {
        const connection = (0,node_net__WEBPACK_IMPORTED_MODULE_0__.connect)({ host, port: ports[color], timeout: 2_000 });
        const end = (answer) => {
            connection.destroy();
            resolve(answer);
        };
        connection.on('connect', () => end(true));
        connection.on('timeout', () => end(false));
        connection.on('error', () => end(false));
    });
}


/***/ }),

/***/ 56747:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ trafficLock)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(88560);
/* harmony import */ var _process_table_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(81866);




/**
 * One run at a time moves the colors of this machine. The holder is a process, known by number and start time, so a
 * run that was killed holds nothing; problem `traffic/locked` names a living one.
 */
async function trafficLock({ folder, release }, world) {
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, 'lock');
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(folder, { recursive: true, mode: 0o700 });
    const me = (await (0,_process_table_js__WEBPACK_IMPORTED_MODULE_3__/* .readProcesses */ ._)(world)).find(({ pid }) => pid === process.pid);
    const text = JSON.stringify({ pid: process.pid, started: me?.started ?? '', release });
    for (;;) {
        if (await created(file, text))
            return { [Symbol.asyncDispose]: () => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(file, { force: true }) };
        const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(file, 'utf8').catch(() => null);
        if (found === null)
            continue;
        const holder = parseHolder(found);
        if (holder !== null && (await isRunning(holder, world))) {
            throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .trafficLocked */ .uo)({ holder: `${holder.release} (process ${holder.pid})`, file });
        }
        await removeStale(file, found);
    }
}
async function created(file, text) {
    // Linked in whole: nobody ever reads a lock that does not yet name its holder.
    const draft = `${file}.${process.pid}`;
    const handle = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(draft, 'w', 0o600);
    await handle.writeFile(text);
    await handle.close();
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.link)(draft, file);
        return true;
    }
    catch (error) {
        if (error.code === 'EEXIST')
            return false;
        throw error;
    }
    finally {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(draft, { force: true });
    }
}
/** Moves the lock of a dead holder away; when another run took it over in between, it is put back. */
async function removeStale(file, expected) {
    const aside = `${file}.stale.${process.pid}`;
    try {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rename)(file, aside);
    }
    catch {
        return;
    }
    if ((await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(aside, 'utf8')) !== expected)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.link)(aside, file).catch(() => { });
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(aside, { force: true });
}
async function isRunning({ pid, started }, world) {
    return (await (0,_process_table_js__WEBPACK_IMPORTED_MODULE_3__/* .readProcesses */ ._)(world)).some((entry) => entry.pid === pid && entry.started === started);
}
function parseHolder(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 81866:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ readProcesses),
/* harmony export */   d: () => (/* binding */ startedMark)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);

/** Every process of this machine that runs; those that ended and wait for their parent (zombies) are left out. */
async function readProcesses(world) {
    const boot = await bootId();
    return boot === null ? readWithPs(world) : readProc(boot);
}
/** The mark that the start script left: on Linux `BOOT-ID FIELDS-OF-STAT`, elsewhere what ps tells. */
function startedMark(line) {
    const [boot = '', ...fields] = line.trim().split(' ');
    return /^[0-9a-f-]{36}$/.test(boot) ? mark(boot, fields) : line.trim().replaceAll(/\s+/g, ' ');
}
/** Fields behind the name of proc(5) stat: state is the first, start time the twentieth. */
function mark(boot, fields) {
    return `${boot} ${fields[19] ?? ''}`;
}
async function readProc(boot) {
    const pids = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map(async (pid) => {
        // A process may end while it is looked at.
        const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        // The name may hold spaces and parentheses, so the fields begin after the last one.
        const fields = text
            .slice(text.lastIndexOf(')') + 2)
            .trim()
            .split(' ');
        if (text === '' || ['Z', 'X'].includes(fields[0] ?? ''))
            return [];
        return [{ pid: Number(pid), group: Number(fields[2]), started: mark(boot, fields) }];
    }));
    return found.flat();
}
async function readWithPs({ processes }) {
    const { stdout } = await processes.run('ps', ['-A', '-o', 'pid=,pgid=,stat=,lstart='], { environment: { LC_ALL: 'C' } });
    return stdout.split('\n').flatMap((line) => {
        const [pid, group, state = '', ...started] = line.trim().split(/\s+/);
        return pid === undefined || pid === '' || state.startsWith('Z')
            ? []
            : [{ pid: Number(pid), group: Number(group), started: started.join(' ') }];
    });
}
async function bootId() {
    return (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null))?.trim() ?? null;
}


/***/ }),

/***/ 77164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BX: () => (/* binding */ stopSupervised),
/* harmony export */   LF: () => (/* binding */ startSupervised),
/* harmony export */   aN: () => (/* binding */ lastWords),
/* harmony export */   kZ: () => (/* binding */ findSupervised)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(76760);
/* harmony import */ var _process_table_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(81866);




/**
 * The script tells its own number and start time before it becomes the command, so there is never a child that
 * nobody knows of, whenever the step is killed. $$ stays the same over exec, and is the number of the group.
 */
const startScript = `
if { IFS= read -r boot </proc/sys/kernel/random/boot_id && IFS= read -r stat </proc/$$/stat; } 2>/dev/null
then started="$boot \${stat##*) }"
else started=$(LC_ALL=C ps -o lstart= -p $$)
fi
printf '%s\\n%s\\n%s\\n' "$$" "$started" "$2" >"$1.new" && mv "$1.new" "$1" || exit 1
exec bash -euo pipefail -c "$3"`;
/** Starts a command in a process group of its own, with only this environment, its output in a log file. */
async function startSupervised(place, { command, release, environment }) {
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(place.folder, place.color), { recursive: true, mode: 0o700 });
    const log = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(logFile(place), 'a', 0o600);
    try {
        const facts = JSON.stringify({ id: release.id, commit: release.commit, directory: release.directory });
        const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)('bash', ['-c', startScript, 'start', pidFile(place), facts, command], {
            cwd: release.directory,
            env: { ...environment },
            detached: true,
            stdio: ['ignore', log.fd, log.fd],
        });
        await new Promise((resolve, reject) => {
            child.once('spawn', resolve);
            child.once('error', reject);
        });
        child.unref();
    }
    finally {
        await log.close();
    }
}
/** What was started here last, and whether it still runs; null when nothing was. A process with a recycled number is not it. */
async function findSupervised(place, world) {
    const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(pidFile(place), 'utf8').catch(() => '');
    const [pidText = '', started = '', facts = ''] = text.split('\n');
    const release = parseFacts(facts);
    const pid = Number(pidText);
    if (release === null || !Number.isSafeInteger(pid) || pid <= 1)
        return null;
    const members = await membersOf(await (0,_process_table_js__WEBPACK_IMPORTED_MODULE_3__/* .readProcesses */ ._)(world), { pid, started: (0,_process_table_js__WEBPACK_IMPORTED_MODULE_3__/* .startedMark */ .d)(started), release, color: place.color });
    return { pid, release, members };
}
/**
 * The group is ours when its leader is. Where the leader ended before its children, they are ours when they have the
 * environment we gave (proc(5) environ; other systems do not tell, so there they are left alone).
 */
async function membersOf(processes, ours) {
    const members = processes.filter(({ group }) => group === ours.pid);
    const leader = processes.find(({ pid }) => pid === ours.pid);
    if (leader !== undefined)
        return leader.started === ours.started ? members : [];
    const environments = await Promise.all(members.map(({ pid }) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
    const given = [`RELEASE_ID=${ours.release.id}`, `RELEASE_COLOR=${ours.color}`];
    return members.filter((_, index) => given.every((variable) => environments[index]?.split('\0').includes(variable)));
}
/** Ends the whole group: SIGTERM, and SIGKILL for what is left after the grace. Returns whether anything had to be ended. */
async function stopSupervised(place, { graceMs, world }) {
    const found = await findSupervised(place, world);
    if (found === null || found.members.length === 0) {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(pidFile(place), { force: true });
        return false;
    }
    // No process gets the number of a group that still has members.
    const left = async () => (await (0,_process_table_js__WEBPACK_IMPORTED_MODULE_3__/* .readProcesses */ ._)(world)).filter(({ group }) => group === found.pid);
    signalGroup(found.pid, 'SIGTERM');
    const until = world.clock.elapsedMs() + graceMs;
    while ((await left()).length > 0 && world.clock.elapsedMs() < until)
        await world.sleep(40);
    if ((await left()).length > 0)
        signalGroup(found.pid, 'SIGKILL');
    while ((await left()).length > 0)
        await world.sleep(40);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(pidFile(place), { force: true });
    return true;
}
/** The last lines of its log. */
async function lastWords(place, lines = 15) {
    const text = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(logFile(place), 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
}
function signalGroup(group, signal) {
    try {
        process.kill(-group, signal);
    }
    catch (error) {
        if (error.code !== 'ESRCH')
            throw error;
    }
}
function pidFile({ folder, color, service }) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, color, `${service}.process`);
}
function logFile({ folder, color, service }) {
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(folder, color, `${service}.log`);
}
function parseFacts(text) {
    try {
        const { id, commit, directory } = JSON.parse(text);
        return id !== undefined && commit !== undefined && directory !== undefined ? { id, commit, directory } : null;
    }
    catch {
        return null;
    }
}


/***/ })

};
