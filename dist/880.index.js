export const id = 880;
export const ids = [880,257];
export const modules = {

/***/ 15880:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  deploySorobanContracts: () => (/* binding */ deploySorobanContracts)
});

// EXTERNAL MODULE: ./build/core/outcome.js
var outcome = __webpack_require__(69058);
// EXTERNAL MODULE: ./build/core/problem.js
var problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/release-folder.js
var release_folder = __webpack_require__(97400);
// EXTERNAL MODULE: ./build/soroban/chain.js
var soroban_chain = __webpack_require__(89652);
// EXTERNAL MODULE: ./build/soroban/engine.js + 2 modules
var engine = __webpack_require__(89141);
// EXTERNAL MODULE: ./build/soroban/facts.js
var soroban_facts = __webpack_require__(27674);
// EXTERNAL MODULE: ./build/soroban/operations.js
var operations = __webpack_require__(80291);
// EXTERNAL MODULE: ./build/soroban/arguments.js + 4 modules
var soroban_arguments = __webpack_require__(88970);
// EXTERNAL MODULE: ./build/soroban/manifest-problems.js
var manifest_problems = __webpack_require__(46985);
;// CONCATENATED MODULE: ./build/soroban/read-back.js


/** Prepares a read-back: by default every field of the answer that has the name of an argument must have its value. */
function readBackOf({ call, equals }, { given, ...context }) {
    const parameters = context.spec.parameters(call);
    const at = context.position(...context.path);
    if (parameters === null)
        return { problems: [(0,soroban_arguments/* missingFunction */.Tm)({ ...context, call })] };
    const refuse = (reason) => ({ problems: [(0,manifest_problems/* readBackNotComparable */.BX)({ contract: context.contract, call, reason, at })] });
    if (parameters.length > 0)
        return refuse(`it needs arguments (${parameters.map(({ name }) => name).join(', ')})`);
    const fields = fieldsOf(call, context);
    if (fields === null)
        return refuse('it does not answer with a struct');
    if (equals === undefined) {
        const values = given.shown.map(({ name }, index) => [name, given.values[index]]);
        const shared = values.filter(([name]) => fields.some((field) => field.name === name));
        return shared.length === 0 ? refuse('no field of its answer has the name of an argument') : { call, fields: new Map(shared) };
    }
    const named = { ...context, call, given: equals, path: [...context.path, 'equals'] };
    const wanted = fields.filter(({ name }) => name in equals);
    const typed = (0,soroban_arguments/* typeNamed */.wo)(named, wanted);
    if ('problems' in typed)
        return typed;
    return { call, fields: new Map(wanted.map(({ name }, index) => [name, typed.values[index]])) };
}
/** How an answer differs from what is wanted, in words; null where it does not. */
function differenceOf(answer, { fields }, sdk) {
    const found = new Map(answer.type === 'scvMap' ? (answer.value ?? []).map(({ key, val }) => [String(key.value), val]) : []);
    for (const [name, wanted] of fields) {
        const value = found.get(name);
        if (value === undefined)
            return `it has no field "${name}"`;
        if (!value.equals(wanted))
            return `${name} is ${shown(value, sdk)}, wanted ${shown(wanted, sdk)}`;
    }
    return null;
}
function fieldsOf(call, { spec }) {
    const output = spec.output(call);
    const entry = output?.type === 'scSpecTypeUdt' ? spec.userType(output.value.name.toString()) : null;
    if (entry?.type !== 'scSpecEntryUdtStructV0')
        return null;
    return entry.value.fields.map(({ name, type }) => ({ name: name.toString(), type }));
}
function shown(value, { scValToNative }) {
    return JSON.stringify(scValToNative(value), (_, part) => (typeof part === 'bigint' ? String(part) : part));
}

// EXTERNAL MODULE: ./build/soroban/transaction.js
var transaction = __webpack_require__(70289);
;// CONCATENATED MODULE: ./build/soroban/initialized.js



/** Whether a contract that is initialized by a call is. Without a read-back, an instance that stores something counts as it. */
async function readInitialized({ id, spec, readBack, instance }, from) {
    if (readBack === null)
        return { is: instance.hasStorage ? 'yes' : 'no' };
    const answer = await answerOf({ id, spec, readBack }, from);
    // Before its initialization such a function traps: there is nothing to read.
    if ('failed' in answer)
        return { is: 'no' };
    return answer.difference === null ? { is: 'yes' } : { is: 'otherwise', call: readBack.call, found: answer.difference };
}
/** Reads back by simulation: how the answer differs from what is wanted (null: it does not), or why there is none. */
async function answerOf({ id, spec, readBack }, from) {
    const call = (0,operations/* invokeCall */.Jy)(`read ${readBack.call}`, { id, call: readBack.call, arguments: [], spec }, from.chain.sdk);
    const answer = await (0,transaction/* readCall */.D9)(call, from);
    return 'failed' in answer ? answer : { difference: differenceOf(answer.value, readBack, from.chain.sdk) };
}

// EXTERNAL MODULE: ./build/soroban/keys.js
var soroban_keys = __webpack_require__(85337);
// EXTERNAL MODULE: ./build/soroban/spec.js
var soroban_spec = __webpack_require__(84102);
;// CONCATENATED MODULE: ./build/soroban/deployment.js







/**
 * Carries the steps out in their order, each proved done before the next begins. `settled` grows as it goes, so that
 * what was done is known however it ends.
 */
async function carryOutSteps(plan, site, settled) {
    const { wanted, chain, world } = site;
    for (const step of plan.steps) {
        if (step.do === 'render')
            continue;
        settled.push(await (0,engine/* carryOut */.u)(await taskOf(step, site), { chain, world, signer: wanted.signer }));
    }
}
async function taskOf(step, site) {
    const { chain, wanted } = site;
    const { sdk } = chain;
    const facts = () => (0,soroban_facts/* readFacts */.MH)(chain, { targets: wanted.contracts, hashes: wanted.contracts.map(({ file }) => file.hash), deployer: wanted.signer.address });
    switch (step.do) {
        case 'upload': {
            const contract = contractOf(step.for[0] ?? '', wanted);
            return { call: (0,operations/* uploadCall */.MT)(step.id, contract.file, sdk), isDone: async () => (await facts()).codes.get(step.wasm)?.archived === false };
        }
        case 'restore': {
            const keys = [(0,soroban_keys/* instanceKey */.pA)(step.address, sdk), ...(step.wasm === null ? [] : [(0,soroban_keys/* codeKey */.DQ)(step.wasm, sdk)])];
            const isDone = async () => (await facts()).instances.get(step.contract)?.archived === false;
            return { call: (0,operations/* restoreCall */.Nu)(step.id, keys, sdk), isDone };
        }
        case 'keep': {
            const keys = [(0,soroban_keys/* codeKey */.DQ)(step.wasm, sdk)];
            const ledgers = await extensionLedgers(wanted, facts);
            return { call: (0,operations/* extendCall */.Ve)(step.id, { keys, ledgers }, sdk), isDone: () => liveLongEnough(keys, ledgers, chain) };
        }
        case 'create': {
            const { salt, file, constructorArguments } = contractOf(step.contract, wanted);
            const creation = { deployer: wanted.signer.address, salt, wasm: step.wasm, arguments: constructorArguments.values, spec: file.spec };
            const isDone = async () => (await facts()).instances.get(step.contract)?.wasmHash === step.wasm;
            return { call: (0,operations/* createCall */.jh)(step.id, creation, sdk), isDone };
        }
        case 'upgrade':
            return upgradeTask(step, site, facts);
        case 'init':
            return initTask(step, site, facts);
        case 'extend': {
            const keys = step.entries.map(({ contract, entry }) => {
                const { id, file } = contractOf(contract, wanted);
                return entry === 'instance' ? (0,soroban_keys/* instanceKey */.pA)(id, sdk) : (0,soroban_keys/* codeKey */.DQ)(file.hash, sdk);
            });
            return { call: (0,operations/* extendCall */.Ve)(step.id, { keys, ledgers: step.ledgers }, sdk), isDone: () => liveLongEnough(keys, step.ledgers, chain) };
        }
    }
}
async function upgradeTask(step, { wanted, chain }, facts) {
    const contract = contractOf(step.contract, wanted);
    const running = (await facts()).codes.get(step.from);
    const spec = running === undefined ? null : (0,soroban_spec/* specOf */.r)(running.bytes, chain.sdk);
    const typed = contract.upgradeArguments(spec);
    if (!('values' in typed))
        throw (0,manifest_problems/* notUpgradable */.tV)({
            contract: step.contract,
            id: step.address,
            reason: 'reason' in typed ? typed.reason : 'its arguments do not fit',
        });
    const invocation = { id: step.address, call: step.call, arguments: typed.values, spec };
    return {
        call: (0,operations/* invokeCall */.Jy)(step.id, invocation, chain.sdk),
        isDone: async () => (await facts()).instances.get(step.contract)?.wasmHash === step.to,
    };
}
function initTask(step, { wanted, chain }, facts) {
    const { id, init, file } = contractOf(step.contract, wanted);
    const invocation = { id, call: step.call, arguments: init?.arguments.values ?? [], spec: file.spec };
    return {
        call: (0,operations/* invokeCall */.Jy)(step.id, invocation, chain.sdk),
        async isDone() {
            const instance = (await facts()).instances.get(step.contract);
            if (instance === undefined)
                return false;
            const read = { id, spec: file.spec, readBack: init?.readBack ?? null, instance };
            return (await readInitialized(read, { chain, source: wanted.signer.address })).is === 'yes';
        },
    };
}
/** Ledgers that the policy's time is at the network's pace, within what the network allows. */
function ledgersOf(ms, { closeMs, maxEntryTtl }) {
    return Math.min(Math.ceil(ms / closeMs), maxEntryTtl - 1);
}
async function extensionLedgers({ ttl }, facts) {
    return ledgersOf(ttl.extendToMs, await facts());
}
/** Nine tenths: some ledgers have passed since the extension. */
async function liveLongEnough(keys, ledgers, chain) {
    const read = await chain.read(keys);
    return keys.every((key) => (read.entry(key)?.liveUntil ?? 0) - read.latestLedger >= ledgers * 0.9);
}
function contractOf(name, { contracts }) {
    const contract = contracts.find((one) => one.name === name);
    if (contract === undefined)
        throw new TypeError(`a step names the contract "${name}", which is not wanted`);
    return contract;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/core/stellar-seed.js
var stellar_seed = __webpack_require__(55857);
;// CONCATENATED MODULE: ./build/soroban/env-file.js
/**
 * The text of an env file with these variables set: every other line, comment and line ending stays byte for byte.
 * A variable that stands there several times is set everywhere, since readers differ in which one they take.
 */
function setVariables(text, variables) {
    const ending = text.includes('\r\n') ? '\r\n' : '\n';
    const missing = new Map(Object.entries(variables));
    const kept = text.replaceAll(/^([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)([ \t]*=)[^\r\n]*/gm, (line, before, name, equals) => {
        const value = variables[name];
        if (value === undefined || !Object.hasOwn(variables, name))
            return line;
        missing.delete(name);
        return `${before}${name}${equals}${quoted(value)}`;
    });
    if (missing.size === 0)
        return kept;
    const start = kept === '' || kept.endsWith('\n') ? kept : `${kept}${ending}`;
    return `${start}${[...missing].map(([name, value]) => `${name}=${quoted(value)}${ending}`).join('')}`;
}
/** `flight-registry` -> `FLIGHT_REGISTRY_CONTRACT_ID`. */
function variableOf(contract) {
    return `${contract.toUpperCase().replaceAll('-', '_')}_CONTRACT_ID`;
}
/** Plain where every reader of env files agrees on it, else in double quotes. */
function quoted(value) {
    return /^[A-Za-z0-9_./:@%+,-]*$/.test(value)
        ? value
        : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

;// CONCATENATED MODULE: ./build/soroban/env-files.js






/** What the env files must say: by convention NAME_CONTRACT_ID of every contract, or the variables of the map. */
function wantedEnvFiles(given, { names, references, position }) {
    const convention = Object.fromEntries(names.map((name) => [variableOf(name), `\${contracts.${name}.id}`]));
    const entries = Array.isArray(given) ? given.map((path, index) => ({ path, shown: convention, key: index })) : mapped(given);
    const problems = [];
    const files = entries.map(({ path, shown, key }) => {
        const at = position('contracts', 'env-files', key);
        if (isOutside(path))
            problems.push((0,manifest_problems/* envFileOutside */.FW)({ path, at }));
        const variables = Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, references.resolve(text, { at })]));
        const seed = Object.keys(variables).find((name) => (0,stellar_seed/* stellarSeedsIn */.z)(variables[name] ?? '').length > 0);
        if (seed !== undefined)
            problems.push((0,manifest_problems/* seedInEnvFile */.wh)({ path, variable: seed, at }));
        return { path: (0,external_node_path_.normalize)(path), variables, shown };
    });
    (0,problem/* throwProblems */.Jh)(problems);
    return files;
}
/** Whether a file of the release folder says all of it already. */
async function isRendered({ path, variables }, folder) {
    const text = await readText((0,external_node_path_.join)(folder, path));
    return text !== null && setVariables(text, variables) === text;
}
/** Writes one env file whole or not at all: beside it, then renamed over it. */
async function renderEnvFile({ path, variables }, folder, { write }) {
    const file = (0,external_node_path_.join)(folder, path);
    const text = setVariables((await readText(file)) ?? '', variables);
    await write(`env file ${path}`, async () => {
        const draft = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), `.${(0,external_node_path_.basename)(file)}.draft`);
        await (0,promises_.mkdir)((0,external_node_path_.dirname)(file), { recursive: true });
        await (0,promises_.writeFile)(draft, text, { mode: await modeOf(file) });
        await (0,promises_.rename)(draft, file);
    });
}
function mapped(given) {
    return Object.entries(given).map(([path, shown]) => ({ path, shown, key: path }));
}
function isOutside(path) {
    const inside = (0,external_node_path_.normalize)(path);
    return inside.startsWith('..') || inside.startsWith('/') || inside === '.';
}
/** A new env file is its owner's alone; one that is there keeps its mode. */
async function modeOf(file) {
    return (0,promises_.stat)(file).then(({ mode }) => mode & 0o777, () => 0o600);
}
async function readText(file) {
    try {
        return await (0,promises_.readFile)(file, 'utf8');
    }
    catch (thrown) {
        if (thrown.code === 'ENOENT')
            return null;
        throw thrown;
    }
}

;// CONCATENATED MODULE: ./build/soroban/deployment-facts.js




/** Everything the planner needs of the chain. Where nothing is to be done it costs one read, and one simulation for each read-back of an initialization. */
async function readDeploymentFacts(wanted, chain) {
    const { contracts, signer } = wanted;
    const facts = await (0,soroban_facts/* readFacts */.MH)(chain, { targets: contracts, hashes: contracts.map(({ file }) => file.hash), deployer: signer.address });
    return {
        ...facts,
        initialized: await initializations(wanted, { facts, chain }),
        notUpgradable: reasonsAgainstUpgrades(contracts, { facts, chain }),
    };
}
async function initializations({ contracts, signer }, { facts, chain }) {
    const read = contracts.map(async ({ name, id, init, file: { spec } }) => {
        const instance = facts.instances.get(name);
        if (init === null || instance === undefined)
            return [];
        return [[name, await readInitialized({ id, spec, readBack: init.readBack, instance }, { chain, source: signer.address })]];
    });
    return new Map((await Promise.all(read)).flat());
}
function reasonsAgainstUpgrades(contracts, { facts, chain }) {
    return new Map(contracts.flatMap(({ name, file, upgradeArguments }) => {
        const running = facts.instances.get(name)?.wasmHash ?? null;
        if (running === null || running === file.hash)
            return [];
        const code = facts.codes.get(running);
        const checked = upgradeArguments(code === undefined ? null : (0,soroban_spec/* specOf */.r)(code.bytes, chain.sdk));
        if ('problems' in checked)
            (0,problem/* throwProblems */.Jh)(checked.problems);
        return 'reason' in checked ? [[name, checked.reason]] : [];
    }));
}

// EXTERNAL MODULE: ./build/soroban/problems.js
var problems = __webpack_require__(91049);
;// CONCATENATED MODULE: ./build/soroban/forecast.js



/**
 * Stroops put aside for a transaction that cannot be simulated before the ones ahead of it: most of it the rent of a
 * small instance for 120 days on mainnet (research/soroban-deploy.md section 0).
 */
const allowance = {
    restore: 5000000n,
    keep: 5000000n,
    create: 3000000n,
    upgrade: 1000000n,
    init: 1000000n,
    extend: 5000000n,
};
/**
 * Rent of code, in stroops for a megabyte and a ledger: 78,234,981 were charged for 31,586 bytes and 397,440 ledgers
 * on the local network with the test network's settings.
 */
const rentPerMegabyteLedger = 6500n;
/** What the plan needs about, in stroops: uploads as simulated, an allowance for what follows them. */
async function forecastFee(steps, { wanted, chain }) {
    const fees = steps.map(async (step) => {
        if (step.do === 'render')
            return 0n;
        if (step.do === 'extend')
            return allowance.extend + rentOf(step, wanted);
        if (step.do !== 'upload')
            return allowance[step.do];
        const file = wanted.contracts.find(({ file: { hash } }) => hash === step.wasm)?.file;
        if (file === undefined)
            return 0n;
        return (await (0,transaction/* prepareCall */.mK)((0,operations/* uploadCall */.MT)(step.id, file, chain.sdk), { chain, source: wanted.signer.address })).resourceFee;
    });
    return (await Promise.all(fees)).reduce((sum, fee) => sum + fee, 0n);
}
function rentOf({ entries, ledgers }, { contracts }) {
    const extended = entries.filter(({ entry }) => entry === 'code').map(({ contract }) => contract);
    const bytes = contracts.filter(({ name }) => extended.includes(name)).reduce((sum, { file }) => sum + file.bytes.length, 0);
    return (BigInt(bytes) * BigInt(ledgers) * rentPerMegabyteLedger) / 1000000n;
}
/** Refuses a plan that the deployer cannot pay: problems `soroban/deployer-unfunded` and `soroban/balance-too-low`. */
function checkBalance(account, needed, { network, signer: { address } }) {
    const reserve = 10000000n;
    if (account === null)
        throw (0,problems/* deployerUnfunded */.KC)({ address, network: network.name, needed: lumens(needed + reserve), at: network.at });
    const { spendable } = account;
    if (spendable < needed)
        throw (0,problems/* balanceTooLow */.j0)({
            address,
            spendable: lumens(spendable),
            needed: lumens(needed),
            missing: lumens(needed - spendable),
            at: network.at,
        });
}
/** Stroops as lumens, rounded up to two places. */
function lumens(stroops) {
    const hundredths = (stroops + 99999n) / 100000n;
    return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./build/soroban/planner.js

/** Contracts whose entries go into one extension of TTLs: two entries each, and the network takes 400 a transaction. */
const contractsAnExtension = 100;
/**
 * The steps that bring the chain to what is wanted: first uploads, restores and the extension of code that an
 * upgrade leaves behind, then creates and upgrades, then initializations, then extensions of TTLs.
 * References by address need no order, since ids are known before; only code must be there before its instance.
 */
function planDeployment(wanted, found, policy) {
    const parts = [
        uploads(wanted, found),
        each(wanted, (contract) => restore(contract, found)),
        each(wanted, (contract) => keep(contract, found, policy)),
        each(wanted, (contract) => create(contract, found)),
        each(wanted, (contract) => upgrade(contract, found)),
        each(wanted, (contract) => init(contract, found)),
        extensions(wanted, found, policy),
    ];
    return {
        steps: parts.flatMap(({ steps }) => steps),
        done: parts.flatMap(({ done }) => done),
        fence: fenceOf(wanted, found),
        before: Object.fromEntries(wanted.map((contract) => [contract.name, beforeOf(contract, found)])),
        refusals: wanted.flatMap((contract) => refusalsOf(contract, found)),
    };
}
function each(wanted, decide) {
    return partOf(wanted.map(decide));
}
function partOf(decisions) {
    return {
        steps: decisions.flatMap((decision) => (decision !== null && 'step' in decision ? [decision.step] : [])),
        done: decisions.flatMap((decision) => (decision !== null && 'done' in decision ? [decision.done] : [])),
    };
}
/** One upload for each code, named after the first contract that runs it. */
function uploads(wanted, { codes }) {
    const byHash = Map.groupBy(wanted, ({ wasmHash }) => wasmHash);
    return partOf([...byHash].map(([wasm, [first, ...others]]) => {
        if (first === undefined)
            return null;
        const id = `upload ${first.name}`;
        // Archived code is on the chain: a restore brings it back, an upload would not.
        if (codes.has(wasm))
            return { done: id };
        return { step: { id, do: 'upload', wasm, bytes: first.bytes, for: [first, ...others].map(({ name }) => name) } };
    }));
}
function restore({ name, id: address, wasmHash }, { instances, codes }) {
    const id = `restore ${name}`;
    const codeArchived = codes.get(wasmHash)?.archived === true;
    if (instances.get(name)?.archived !== true && !codeArchived)
        return { done: id };
    return { step: { id, do: 'restore', contract: name, address, wasm: codeArchived ? wasmHash : null } };
}
/** Code that an upgrade leaves behind must live on: it is the way back. */
function keep({ name, wasmHash }, found, policy) {
    const id = `keep code of ${name}`;
    const running = found.instances.get(name)?.wasmHash ?? null;
    if (running === null)
        return null;
    // The upgrade comes after it, so an upgraded contract proves it done.
    if (running === wasmHash)
        return { done: id };
    const code = found.codes.get(running);
    if (code === undefined || remaining(code.liveUntil, found) >= policy.whenBelow)
        return { done: id };
    return { step: { id, do: 'keep', contract: name, wasm: running } };
}
function create({ name, id: address, wasmHash, constructorArguments }, { instances }) {
    const id = `create ${name}`;
    if (instances.has(name))
        return { done: id };
    return { step: { id, do: 'create', contract: name, address, wasm: wasmHash, arguments: constructorArguments.shown } };
}
function upgrade({ name, id: address, wasmHash, upgradeCall }, { instances }) {
    const id = `upgrade ${name}`;
    const running = instances.get(name)?.wasmHash ?? null;
    if (running === null)
        return null;
    if (running === wasmHash)
        return { done: id };
    return { step: { id, do: 'upgrade', contract: name, address, from: running, to: wasmHash, call: upgradeCall } };
}
function init({ name, id: address, init: wanted }, { initialized }) {
    if (wanted === null)
        return null;
    const id = `init ${name}`;
    if ((initialized.get(name)?.is ?? 'no') !== 'no')
        return { done: id };
    return { step: { id, do: 'init', contract: name, address, call: wanted.call, arguments: wanted.arguments.shown } };
}
/** Chunks hold fixed contracts, not only those in need: so the remainder of a half-done plan has the same steps. */
function extensions(wanted, found, policy) {
    const chunks = Array.from({ length: Math.ceil(wanted.length / contractsAnExtension) }, (_, index) => wanted.slice(index * contractsAnExtension, (index + 1) * contractsAnExtension));
    return partOf(chunks.map((chunk, index) => {
        const id = `extend ttl ${index + 1}`;
        const entries = chunk.flatMap((contract) => expiring(contract, found, policy));
        return entries.length === 0 ? { done: id } : { step: { id, do: 'extend', entries, ledgers: policy.extendTo } };
    }));
}
function expiring({ name, wasmHash }, found, { whenBelow }) {
    const instance = found.instances.get(name);
    const code = found.codes.get(wasmHash);
    // What this plan makes or restores lives as long as the network gives a new entry.
    const left = (entry) => entry === undefined || entry.archived ? found.minPersistentTtl : remaining(entry.liveUntil, found);
    return [
        ...(left(instance) < whenBelow ? [{ contract: name, entry: 'instance' }] : []),
        ...(left(code) < whenBelow ? [{ contract: name, entry: 'code' }] : []),
    ];
}
function remaining(liveUntil, { latestLedger }) {
    return liveUntil - latestLedger;
}
/** What must not have moved between the approval of a plan and its first write. */
function fenceOf(wanted, { account, instances }) {
    return {
        'sequence of the deployer': account === null ? null : String(account.sequence),
        ...Object.fromEntries(wanted.map(({ name }) => [`executable of ${name}`, instances.get(name)?.wasmHash ?? null])),
    };
}
function beforeOf({ name, id }, { instances }) {
    const instance = instances.get(name);
    return { id, wasmHash: instance?.wasmHash ?? null, isNew: instance === undefined };
}
function refusalsOf(contract, found) {
    const { name, id } = contract;
    const instance = found.instances.get(name);
    if (instance === undefined)
        return [];
    if (instance.wasmHash === null)
        return [(0,manifest_problems/* executableNotWasm */.Mi)({ contract: name, id, kind: instance.kind })];
    const initialized = found.initialized.get(name);
    return [
        ...(initialized?.is === 'otherwise'
            ? [(0,manifest_problems/* initializedOtherwise */.L3)({ contract: name, call: initialized.call, found: initialized.found })]
            : []),
        ...upgradeRefusal(contract, instance, found),
    ];
}
function upgradeRefusal({ name, id, wasmHash }, instance, found) {
    const reason = found.notUpgradable.get(name);
    return instance.wasmHash === wasmHash || reason === undefined ? [] : [(0,manifest_problems/* notUpgradable */.tV)({ contract: name, id, reason })];
}

// EXTERNAL MODULE: ./build/soroban/way-back.js
var way_back = __webpack_require__(45756);
;// CONCATENATED MODULE: ./build/soroban/plan-deployment.js







/** Reads the chain and the release folder, and plans what is missing. Refuses what may not or cannot be done. */
async function makePlan({ wanted, chain, release, history }) {
    const found = await readDeploymentFacts(wanted, chain);
    const policy = { extendTo: ledgersOf(wanted.ttl.extendToMs, found), whenBelow: ledgersOf(wanted.ttl.whenBelowMs, found) };
    const planned = planDeployment(wanted.contracts.map(toPlan), found, policy);
    (0,problem/* throwProblems */.Jh)(planned.refusals);
    const files = await planFiles(wanted, release);
    const needed = await forecastFee(planned.steps, { wanted, chain });
    if (planned.steps.length > 0)
        checkBalance(found.account, needed, wanted);
    return {
        steps: [...planned.steps, ...files.steps],
        binding: {
            system: wanted.system,
            environment: wanted.environment,
            network: wanted.network.name,
            passphrase: wanted.network.passphrase,
            deployer: wanted.signer.address,
        },
        fence: planned.fence,
        done: [...planned.done, ...files.done],
        wayBack: { contracts: { ...planned.before, ...(0,way_back/* contractsBefore */.Z)(history, release.id) } },
        predicted: {
            'contract-ids': Object.fromEntries(wanted.contracts.map(({ name, id }) => [name, id])),
            'wasm-hashes': Object.fromEntries(wanted.contracts.map(({ name, file }) => [name, file.hash])),
        },
        notes: { ledger: found.latestLedger, 'fee about (XLM)': lumens(needed), unchanged: unchanged(wanted, planned) },
    };
}
function toPlan({ name, id, file, constructorArguments, init, upgradeCall }) {
    return { name, id, wasmHash: file.hash, bytes: file.bytes.length, constructorArguments, init, upgradeCall };
}
async function planFiles({ envFiles }, { directory }) {
    const files = await Promise.all(envFiles.map(async (file) => ({ file, isDone: await isRendered(file, directory) })));
    const idOf = (path) => `env file ${path}`;
    return {
        steps: files.flatMap(({ file: { path, shown }, isDone }) => isDone ? [] : [{ id: idOf(path), do: 'render', file: path, variables: shown }]),
        done: files.flatMap(({ file: { path }, isDone }) => (isDone ? [idOf(path)] : [])),
    };
}
function unchanged({ contracts }, { steps }) {
    const touched = steps.flatMap((step) => (step.do === 'create' || step.do === 'upgrade' || step.do === 'init' ? [step.contract] : []));
    return contracts.map(({ name }) => name).filter((name) => !touched.includes(name));
}

// EXTERNAL MODULE: ./build/soroban/sdk.js
var sdk = __webpack_require__(50693);
;// CONCATENATED MODULE: ./build/soroban/verification.js



/** Reads everything back: executable, code, lifetimes, and what the contracts say they were given. Changes nothing. */
async function verifyDeployment(wanted, chain) {
    const { contracts, signer } = wanted;
    const facts = await (0,soroban_facts/* readFacts */.MH)(chain, { targets: contracts, hashes: contracts.map(({ file }) => file.hash), deployer: signer.address });
    const readBacks = await Promise.all(contracts.flatMap((contract) => readBacksOf(contract, { chain, source: signer.address })));
    return {
        ledger: facts.latestLedger,
        contracts: contracts.map(({ name, id, file }) => ({
            name,
            id,
            wasmHash: facts.instances.get(name)?.wasmHash ?? null,
            liveUntil: { instance: facts.instances.get(name)?.liveUntil ?? 0, code: facts.codes.get(file.hash)?.liveUntil ?? 0 },
        })),
        problems: [...contracts.flatMap((contract) => differences(contract, facts)), ...readBacks.flat()],
    };
}
function differences({ name, file }, facts) {
    const instance = facts.instances.get(name);
    const code = facts.codes.get(file.hash);
    const tell = (found) => (0,problems/* notAsPlanned */.mo)({ contract: name, found });
    if (instance === undefined)
        return [tell('there is no instance')];
    return [
        ...(instance.wasmHash === file.hash ? [] : [tell(`it runs ${instance.wasmHash ?? instance.kind}, wanted ${file.hash}`)]),
        ...(instance.archived ? [tell('its instance is archived')] : []),
        ...(code === undefined ? [tell('its code is not on the chain')] : code.archived ? [tell('its code is archived')] : []),
    ];
}
function readBacksOf({ name, id, file: { spec }, init, readBack }, from) {
    const wanted = [init?.readBack ?? null, readBack].filter((one) => one !== null);
    return wanted.map(async (one) => {
        const answer = await answerOf({ id, spec, readBack: one }, from);
        const found = 'failed' in answer ? `it fails: ${answer.failed}` : answer.difference;
        return found === null ? [] : [(0,problems/* readBackDiffers */.F3)({ contract: name, call: one.call, found })];
    });
}

// EXTERNAL MODULE: ./build/core/duration.js
var duration = __webpack_require__(61420);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./build/soroban/wasm.js
var wasm = __webpack_require__(91965);
;// CONCATENATED MODULE: ./build/soroban/contract-file.js






/** ContractMaxSizeBytes of mainnet, testnet and the local network: CONFIG_SETTING_CONTRACT_MAX_SIZE_BYTES. */
const largestWasm = 131_072;
/** Reads and checks one wasm; gives its problem instead where it is no contract. */
async function readContractFile({ contract, path, directory, at, sdk }) {
    const bytes = await (0,promises_.readFile)((0,external_node_path_.resolve)(directory, path)).catch((cause) => ({ cause }));
    if ('cause' in bytes)
        return (0,manifest_problems/* contractFileMissing */.nq)({ contract, path, at, cause: bytes.cause });
    const refuse = (reason) => (0,manifest_problems/* notAContract */.BR)({ contract, path, reason, at });
    if (bytes.length === 0)
        return refuse('it is empty');
    if (!(0,wasm/* isWasm */.H)(bytes))
        return refuse('it is not WebAssembly');
    if (bytes.length > largestWasm)
        return refuse(`it has ${bytes.length} bytes, and a network takes at most ${largestWasm}`);
    if ((0,wasm/* customSection */.V)(bytes, 'contractenvmetav0') === null)
        return refuse('it does not say which protocol it was built for (contractenvmetav0)');
    const spec = (0,soroban_spec/* specOf */.r)(bytes, sdk);
    if (spec === null)
        return refuse('it does not say what functions it has (contractspecv0)');
    return { bytes, hash: wasmHashOf(bytes), spec };
}
function wasmHashOf(bytes) {
    return (0,external_node_crypto_.createHash)('sha256').update(bytes).digest('hex');
}

;// CONCATENATED MODULE: ./build/soroban/contract-id.js

/**
 * The salt of an instance: sha256 over `fairlead`, system, environment, contract and generation, each ended by a
 * zero byte so that no two lists of names give the same text. Public; the same after a network was reset.
 */
function saltOf({ system, environment, contract, generation }) {
    const parts = ['fairlead', system, environment, contract, String(generation)];
    return (0,external_node_crypto_.createHash)('sha256')
        .update(parts.map((part) => `${part}\0`).join(''))
        .digest();
}
/**
 * The id that a contract created by `deployer` with `salt` has (CAP-46-02): sha256 of the XDR preimage. Neither the
 * code nor the constructor arguments are part of it.
 */
function contractIdOf({ sdk, passphrase, deployer, salt, }) {
    const { xdr, hash, StrKey, Address } = sdk;
    const preimage = xdr.HashIdPreimage.envelopeTypeContractId(new xdr.HashIdPreimageContractId({
        networkId: new xdr.Hash(hash(Buffer.from(passphrase))),
        contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(new xdr.ContractIdPreimageFromAddress({ address: new Address(deployer).toScAddress(), salt })),
    }));
    return StrKey.encodeContract(hash(preimage.toXdr()));
}

// EXTERNAL MODULE: ./build/soroban/contracts-section.js
var contracts_section = __webpack_require__(99496);
// EXTERNAL MODULE: ./build/soroban/deployer.js
var soroban_deployer = __webpack_require__(91789);
// EXTERNAL MODULE: ./build/soroban/network.js
var soroban_network = __webpack_require__(45751);
// EXTERNAL MODULE: ./build/soroban/upgrade-call.js
var upgrade_call = __webpack_require__(79346);
;// CONCATENATED MODULE: ./build/soroban/wanted.js












/** Any valid account: stands in for the deployer's where its key is wrong, so that all else is still checked. */
const nobody = 'GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF';
/** Reads everything that is wanted, without asking the network; all problems are told at once. */
async function readWanted(run, { directory }, sdk) {
    const { config } = run;
    const section = config.require(contracts_section/* contractsSection */.n);
    const problems = [];
    const network = collect(() => (0,soroban_network/* networkOf */.A)(run), problems);
    const signer = collect(() => (0,soroban_deployer/* deployerOf */.q)(run, sdk), problems);
    const deployer = signer?.address ?? nobody;
    const named = Object.entries(section.deploy).map(([name, contract]) => {
        const salt = saltOf({ system: config.system, environment: config.environment, contract: name, generation: contract.generation });
        return { name, contract, salt, id: contractIdOf({ sdk, passphrase: network?.passphrase ?? '', deployer, salt }) };
    });
    const references = run.references.with(new Map([['deployer.address', deployer], ...named.map(({ name, id }) => [`contracts.${name}.id`, id])]));
    const context = { sdk, position: config.position, resolve: references.resolve };
    // Files are read at the same time; problems are told in the order of fairlead.yml, whichever file came first.
    const read = await Promise.all(named.map(async (one) => {
        const found = [];
        return { contract: await wantedContract(one, { ...context, directory, problems: found }), found };
    }));
    problems.push(...read.flatMap(({ found }) => found));
    const envFiles = collect(() => wantedEnvFiles(section['env-files'], { names: Object.keys(section.deploy), references, position: config.position }), problems);
    (0,problem/* throwProblems */.Jh)(problems);
    if (network === null || signer === null || envFiles === null)
        throw new TypeError('a part is missing and no problem was told');
    const { 'extend-to': extendTo, 'when-below': whenBelow } = section.ttl;
    return {
        system: config.system,
        environment: config.environment,
        network,
        signer,
        contracts: read.flatMap(({ contract }) => contract ?? []),
        ttl: { extendToMs: (0,duration/* parseDuration */.E9)(extendTo).ms, whenBelowMs: (0,duration/* parseDuration */.E9)(whenBelow).ms },
        envFiles,
    };
}
async function wantedContract({ name, contract, id, salt }, context) {
    const { sdk, position, directory, problems } = context;
    const path = ['contracts', 'deploy', name];
    const file = await readContractFile({ contract: name, path: contract.wasm, directory, at: position(...path, 'wasm'), sdk });
    if (!('spec' in file)) {
        problems.push(file);
        return null;
    }
    const { spec } = file;
    const told = (result) => {
        if (!('problems' in result))
            return result;
        problems.push(...result.problems);
        return null;
    };
    const call = (name, given, place) => told((0,soroban_arguments/* typeArguments */.bw)({ ...context, spec, contract: path[2] ?? '', call: name, given, path: [...path, ...place] }));
    const readBack = (wanted, given, place) => given === null ? null : told(readBackOf(wanted, { ...context, spec, contract: name, given, path: [...path, ...place] }));
    const hasConstructor = spec.parameters('__constructor') !== null;
    if (!hasConstructor && Object.keys(contract.constructor).length > 0)
        problems.push((0,manifest_problems/* constructorMissing */.jv)({ contract: name, at: position(...path, 'constructor') }));
    const constructed = hasConstructor ? call('__constructor', contract.constructor, ['constructor']) : soroban_arguments/* noArguments */.a5;
    const initialized = contract.init === undefined ? null : call(contract.init.call, contract.init.args, ['init', 'args']);
    const initReadBack = contract.init?.['read-back'];
    return {
        name,
        id,
        salt,
        file,
        constructorArguments: constructed ?? soroban_arguments/* noArguments */.a5,
        init: contract.init === undefined
            ? null
            : {
                call: contract.init.call,
                arguments: initialized ?? soroban_arguments/* noArguments */.a5,
                readBack: initReadBack === undefined ? null : readBack(initReadBack, initialized, ['init', 'read-back']),
            },
        readBack: contract['read-back'] === undefined ? null : readBack(contract['read-back'], constructed, ['read-back']),
        upgradeCall: contract.upgrade.call,
        upgradeArguments: (running) => (0,upgrade_call/* upgradeArguments */.h)(contract.upgrade, { ...context, spec: running, to: file.hash, contract: name, path: [...path, 'upgrade', 'args'] }),
    };
}
function collect(read, problems) {
    try {
        return read();
    }
    catch (thrown) {
        const found = (0,problem/* problemsOf */.GW)(thrown);
        if (found === null)
            throw thrown;
        problems.push(...found);
        return null;
    }
}

// EXTERNAL MODULE: ./build/actions/deploy-soroban-contracts/manifest.js
var manifest = __webpack_require__(85638);
// EXTERNAL MODULE: ./build/core/markdown.js
var markdown = __webpack_require__(43937);
;// CONCATENATED MODULE: ./build/actions/deploy-soroban-contracts/summary.js


/** Contracts with what happens to them; then the transactions, planned or done. */
function deploymentSummary(plan, outcome) {
    const { network, deployer } = plan.binding;
    const where = (0,markdown/* paragraph */.FY)(`Network ${(0,markdown/* code */.aY)(String(network))}, deployer ${(0,markdown/* code */.aY)(String(deployer))}.`);
    return where + contracts(plan) + (outcome === null ? plannedSteps(plan) : transactions(outcome));
}
function contracts(plan) {
    const wasmHashes = plan.predicted['wasm-hashes'];
    const rows = Object.entries(plan.wayBack.contracts).map(([name, { id, wasmHash, isNew }]) => {
        const wanted = wasmHashes[name] ?? '';
        return [name, (0,markdown/* code */.aY)(id), isNew ? 'new' : summary_short(wasmHash), summary_short(wanted), stepsOf(name, plan)];
    });
    return (0,markdown/* table */.tp)(['contract', 'id', 'before this release', 'code', 'steps'], rows);
}
function stepsOf(name, { steps }) {
    const mine = steps.filter((step) => touches(step, name)).map((step) => step.do);
    return mine.length === 0 ? 'none' : mine.join(', ');
}
function touches(step, name) {
    switch (step.do) {
        case 'upload':
            return step.for.includes(name);
        case 'extend':
            return step.entries.some(({ contract }) => contract === name);
        case 'render':
            return false;
        default:
            return step.contract === name;
    }
}
function plannedSteps({ steps, notes }) {
    if (steps.length === 0)
        return (0,markdown/* paragraph */.FY)('Everything is as wanted: nothing is to be done.');
    const rows = steps.map((step) => [step.id, detail(step)]);
    return (0,markdown/* heading */.R_)('Steps', 4) + (0,markdown/* table */.tp)(['step', 'what'], rows) + (0,markdown/* paragraph */.FY)(`Needs about ${String(notes['fee about (XLM)'])} XLM.`);
}
function detail(step) {
    switch (step.do) {
        case 'upload':
            return `${step.bytes} bytes, ${(0,markdown/* code */.aY)(step.wasm)}`;
        case 'create':
            return step.arguments.map(({ name, type, value }) => `${name}: ${type} = ${JSON.stringify(value)}`).join(', ');
        case 'init':
            return `${step.call}(${step.arguments.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`).join(', ')})`;
        case 'upgrade':
            return `${summary_short(step.from)} to ${summary_short(step.to)} by ${step.call}`;
        case 'extend':
            return `${step.entries.length} entries by ${step.ledgers} ledgers`;
        case 'keep':
            return `${summary_short(step.wasm)} stays alive as the way back`;
        case 'restore':
            return 'archived entries come back';
        case 'render':
            return Object.keys(step.variables).join(', ');
    }
}
function transactions({ facts }) {
    const sent = facts['transactions'];
    if (sent === undefined)
        return '';
    if (sent.length === 0)
        return (0,markdown/* paragraph */.FY)('No transaction was sent.');
    const rows = sent.map(({ step, hash, ledger, 'fee-charged': fee }) => [
        step,
        hash === null ? 'found done' : (0,markdown/* code */.aY)(hash),
        String(ledger ?? ''),
        fee === null ? '' : lumens(BigInt(fee)),
    ]);
    return (0,markdown/* heading */.R_)('Transactions', 4) + (0,markdown/* table */.tp)(['step', 'transaction', 'ledger', 'XLM'], rows);
}
function summary_short(hash) {
    return hash === null ? 'none' : (0,markdown/* code */.aY)(hash.slice(0, 12));
}

;// CONCATENATED MODULE: ./build/actions/deploy-soroban-contracts/action.js












const deploySorobanContracts = {
    manifest: manifest.manifest,
    async plan(run, world) {
        const wanted = await readWanted(run, world, await (0,sdk/* loadSdk */.N)());
        const chain = await (0,soroban_chain/* openChain */.y)(wanted.network, world);
        return makePlan({ wanted, chain, release: run.release, history: run.history });
    },
    async apply(plan, run, world) {
        const wanted = await readWanted(run, world, await (0,sdk/* loadSdk */.N)());
        const chain = await (0,soroban_chain/* openChain */.y)(wanted.network, world);
        const settled = [];
        try {
            await carryOutSteps(plan, { wanted, chain, world }, settled);
        }
        catch (thrown) {
            const problems = (0,problem/* problemsOf */.GW)(thrown);
            if (problems === null)
                throw thrown;
            return unfinished(problems, settled);
        }
        const proof = await verifyDeployment(wanted, chain);
        if (proof.problems.length > 0)
            return unfinished(proof.problems, settled);
        await (0,release_folder/* makeReleaseFolder */.Q)(run.release, world);
        const rendered = await renderAll(wanted, run.release.directory, world);
        return (0,outcome/* outcome */.b)({
            verdict: 'pass',
            changed: settled.length + rendered > 0,
            outputs: {
                'contract-ids': Object.fromEntries(proof.contracts.map(({ name, id }) => [name, id])),
                'wasm-hashes': Object.fromEntries(proof.contracts.map(({ name, wasmHash }) => [name, wasmHash])),
                'env-files': wanted.envFiles.map(({ path }) => path),
                'ledgers-used': String(ledgersUsed(settled)),
                'fee-charged': String(feeCharged(settled)),
            },
            facts: {
                ledger: proof.ledger,
                transactions: shownTransactions(settled),
                contracts: Object.fromEntries(proof.contracts.map(({ name, ...contract }) => [name, contract])),
            },
        });
    },
    summary: deploymentSummary,
};
/** A deployment that stopped on its way, or is not as wanted: what was applied stays, and is told. */
function unfinished(problems, settled) {
    return (0,outcome/* outcome */.b)({
        verdict: 'fail',
        changed: settled.length > 0,
        problems,
        facts: { transactions: shownTransactions(settled), 'fee-charged': String(feeCharged(settled)) },
    });
}
async function renderAll({ envFiles }, directory, world) {
    let rendered = 0;
    for (const file of envFiles) {
        if (await isRendered(file, directory))
            continue;
        await renderEnvFile(file, directory, world);
        rendered += 1;
    }
    return rendered;
}
function shownTransactions(settled) {
    return settled.map(({ name, hash, ledger, feeCharged }) => ({
        step: name,
        hash,
        ledger,
        'fee-charged': feeCharged === null ? null : String(feeCharged),
    }));
}
function ledgersUsed(settled) {
    return new Set(settled.flatMap(({ ledger }) => (ledger === null ? [] : [ledger]))).size;
}
function feeCharged(settled) {
    return settled.reduce((sum, { feeCharged }) => sum + (feeCharged ?? 0n), 0n);
}


/***/ }),

/***/ 85638:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   manifest: () => (/* binding */ manifest)
/* harmony export */ });
/* harmony import */ var _core_common_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(79981);
/* harmony import */ var _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(97801);


const manifest = (0,_core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .defineAction */ .QP)({
    name: 'deploy-soroban-contracts',
    description: 'Brings the contracts on a Stellar network to what fairlead.yml wants, proves it, and renders their ids into env files.',
    icon: 'upload-cloud',
    inputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonInputs */ .j,
        network: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('network', {
            description: 'The section `network` of fairlead.yml as YAML; wins over the file.',
            example: '{ name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
        }),
        contracts: _core_manifest_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .lq.section('contracts', {
            description: 'The section `contracts` of fairlead.yml as YAML; wins over the file.',
            example: 'deployer: { secret-key: "${env.STELLAR_SECRET_KEY}" }\ndeploy: { token: { wasm: contracts/token.wasm } }',
        }),
    },
    outputs: {
        ..._core_common_js__WEBPACK_IMPORTED_MODULE_0__/* .commonOutputs */ .e,
        'contract-ids': {
            description: 'JSON: name of each contract and its id. Known in a dry run too.',
            example: '{"token":"CB44AMFN..."}',
        },
        'wasm-hashes': { description: 'JSON: name of each contract and the sha256 of its code.', example: '{"token":"557b80f9..."}' },
        'env-files': { description: 'JSON: the env files of the release folder that hold the ids.', example: '["packages/backend/.env"]' },
        'ledgers-used': { description: 'Ledgers in which a transaction of this run was applied.', example: '14' },
        'fee-charged': { description: 'What the network charged, in stroops (a ten-millionth of a lumen).', example: '21480000' },
    },
    permissions: { contents: 'write: appends to the release record when it lives on a branch' },
});


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
