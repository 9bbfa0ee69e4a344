export const id = 638;
export const ids = [638];
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

/***/ 88970:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Tm: () => (/* binding */ missingFunction),
  a5: () => (/* binding */ noArguments),
  bw: () => (/* binding */ typeArguments),
  wo: () => (/* binding */ typeNamed)
});

// EXTERNAL MODULE: ./build/core/problem.js
var problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/suggestion.js
var suggestion = __webpack_require__(55256);
// EXTERNAL MODULE: ./build/soroban/manifest-problems.js
var manifest_problems = __webpack_require__(46985);
// EXTERNAL MODULE: ./build/soroban/spec.js
var spec = __webpack_require__(84102);
// EXTERNAL MODULE: ./build/core/stellar-seed.js
var stellar_seed = __webpack_require__(55857);
;// CONCATENATED MODULE: ./build/soroban/address.js
/** Reads an address of an account (G...), a contract (C...) or, where allowed, a muxed account (M...); else the reason why not. */
function checkedAddress(given, { muxed, sdk: { StrKey } }) {
    if (typeof given !== 'string')
        return { reason: 'is not an address in quotes' };
    const valid = StrKey.isValidEd25519PublicKey(given) || StrKey.isValidContract(given) || (muxed && StrKey.isValidMed25519PublicKey(given));
    if (valid)
        return { address: given };
    if (/^[GC][A-Z2-7]{55}$/.test(given))
        return { reason: 'has a wrong checksum: a letter was changed or lost' };
    return { reason: `is not an address (G...${muxed ? ', M...' : ''} or C...)` };
}
/** Whether a text has the shape of a secret seed, with a right checksum or not: neither may be printed. */
function looksLikeSeed(text) {
    return /^S[A-Z2-7]{55}$/.test(text.trim());
}

;// CONCATENATED MODULE: ./build/soroban/map.js
/**
 * A map as the host takes it: keys in the host's own order. The SDK's helper sorts by the text of keys, which is
 * another order for addresses and bytes.
 */
function mapOf(pairs, { xdr }) {
    const sorted = [...pairs].sort((a, b) => compareKeys(a.key, b.key));
    return xdr.ScVal.scvMap(sorted.map((pair) => new xdr.ScMapEntry(pair)));
}
/** Order of keys of one type: numbers by value, texts and bytes by their bytes, addresses accounts first. */
function compareKeys(a, b) {
    const [numberA, numberB] = [numberIn(a), numberIn(b)];
    if (numberA !== null && numberB !== null)
        return numberA < numberB ? -1 : numberA > numberB ? 1 : 0;
    return Buffer.compare(bytesIn(a), bytesIn(b));
}
function numberIn(value) {
    switch (value.type) {
        case 'scvU32':
        case 'scvI32':
            return BigInt(value.value);
        case 'scvU64':
        case 'scvI64':
        case 'scvTimepoint':
        case 'scvDuration':
            return value.value;
        case 'scvU128':
        case 'scvI128':
        case 'scvU256':
        case 'scvI256':
            return BigInt(value.value.toString());
        default:
            return null;
    }
}
function bytesIn(value) {
    if (value.type === 'scvString' || value.type === 'scvSymbol')
        return Buffer.from(value.value.toString());
    if (value.type === 'scvBytes')
        return value.value.toBytes();
    return value.toXdr();
}

;// CONCATENATED MODULE: ./build/soroban/number.js
/** Integer types of a spec and what fits into them. Timepoints and durations are seconds. */
const integerRanges = {
    scSpecTypeU32: unsigned('u32', 32n),
    scSpecTypeI32: signed('i32', 32n),
    scSpecTypeU64: unsigned('u64', 64n),
    scSpecTypeI64: signed('i64', 64n),
    scSpecTypeU128: unsigned('u128', 128n),
    scSpecTypeI128: signed('i128', 128n),
    scSpecTypeU256: unsigned('u256', 256n),
    scSpecTypeI256: signed('i256', 256n),
    scSpecTypeTimepoint: unsigned('timepoint', 64n),
    scSpecTypeDuration: unsigned('duration', 64n),
};
function unsigned(name, bits) {
    return { name, min: 0n, max: 2n ** bits - 1n };
}
function signed(name, bits) {
    return { name, min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}
/** Reads a whole number from YAML, as number or text; the reason why not, where it is none or does not fit. */
function readInteger(given, range) {
    if (typeof given === 'number' && Number.isInteger(given) && !Number.isSafeInteger(given))
        return 'is too large for a YAML number; put it in quotes';
    const text = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
    if (!/^-?\d+$/.test(text))
        return 'is not a whole number';
    const value = BigInt(text);
    if (value < range.min || value > range.max)
        return `is not between ${range.min} and ${range.max}`;
    return value;
}

;// CONCATENATED MODULE: ./build/soroban/value.js






/** Gives a YAML value the type that the contract's spec asks for; null where it does not fit (told through `refuse`). */
function typedValue(given, { type, path }, typing) {
    const text = typeof given === 'string' ? typing.resolve(given, path) : null;
    if (typeof given === 'string' && text === null)
        return null;
    if (text !== null && (looksLikeSeed(text) || (0,stellar_seed/* stellarSeedsIn */.z)(text).length > 0)) {
        typing.refuse('seed', { path, type: (0,spec/* typeText */.w)(type), reason: '' });
        return null;
    }
    return valueOfType(text ?? given, { type, path }, typing);
}
function valueOfType(given, place, typing) {
    const { type, path } = place;
    const { xdr } = typing.sdk;
    const integer = integerRanges[type.type];
    if (integer !== undefined)
        return integerValue(given, place, typing, integer);
    switch (type.type) {
        case 'scSpecTypeBool':
            if (given === true || given === 'true')
                return { shown: true, value: xdr.ScVal.scvBool(true) };
            if (given === false || given === 'false')
                return { shown: false, value: xdr.ScVal.scvBool(false) };
            return mismatch(given, place, typing, 'is not true or false');
        case 'scSpecTypeVoid':
            return given === null ? { shown: null, value: xdr.ScVal.scvVoid() } : mismatch(given, place, typing, 'is not null');
        case 'scSpecTypeString':
            return typeof given === 'string'
                ? { shown: given, value: xdr.ScVal.scvString(given) }
                : mismatch(given, place, typing, 'is not text; put it in quotes');
        case 'scSpecTypeSymbol':
            if (typeof given !== 'string')
                return mismatch(given, place, typing, 'is not text; put it in quotes');
            if (!/^[A-Za-z0-9_]{0,32}$/.test(given))
                return mismatch(given, place, typing, 'is not at most 32 letters, digits and underscores');
            return { shown: given, value: xdr.ScVal.scvSymbol(given) };
        case 'scSpecTypeAddress':
        case 'scSpecTypeMuxedAddress':
            return addressValue(given, place, typing);
        case 'scSpecTypeBytes':
            return bytesValue(given, place, typing, null);
        case 'scSpecTypeBytesN':
            return bytesValue(given, place, typing, type.value.n);
        case 'scSpecTypeOption':
            return given === null ? { shown: null, value: xdr.ScVal.scvVoid() } : valueOfType(given, { type: type.value.valueType, path }, typing);
        case 'scSpecTypeVec':
            return vecValue(given, place, typing, () => type.value.elementType);
        case 'scSpecTypeTuple':
            return tupleValue(given, place, typing, type.value.valueTypes);
        case 'scSpecTypeMap':
            return mapValue(given, place, typing, type.value);
        case 'scSpecTypeUdt':
            return userValue(given, place, typing, type.value.name.toString());
        default:
            return mismatch(given, place, typing, 'this type cannot be given in fairlead.yml');
    }
}
function integerValue(given, place, typing, range) {
    const read = readInteger(given, range);
    if (typeof read === 'string')
        return mismatch(given, place, typing, read);
    const value = typing.sdk.nativeToScVal(read, { type: range.name });
    return { shown: range.max <= 0xffffffffn ? Number(read) : String(read), value };
}
function addressValue(given, place, typing) {
    const read = checkedAddress(given, { muxed: place.type.type === 'scSpecTypeMuxedAddress', sdk: typing.sdk });
    if ('reason' in read)
        return mismatch(given, place, typing, read.reason);
    return { shown: read.address, value: new typing.sdk.Address(read.address).toScVal() };
}
function bytesValue(given, place, typing, length) {
    const hex = typeof given === 'string' ? given.replace(/^0x/, '') : '';
    if (typeof given !== 'string' || !/^([0-9a-fA-F]{2})*$/.test(hex))
        return mismatch(given, place, typing, 'is not hex in quotes');
    if (length !== null && hex.length !== 2 * length)
        return mismatch(given, place, typing, `has ${hex.length / 2} bytes, not ${length}`);
    return { shown: hex.toLowerCase(), value: typing.sdk.xdr.ScVal.scvBytes(Buffer.from(hex, 'hex')) };
}
function vecValue(given, place, typing, typeOf) {
    if (!Array.isArray(given))
        return mismatch(given, place, typing, 'is not a list');
    const items = given.map((item, index) => typedValue(item, { type: typeOf(index), path: [...place.path, index] }, typing));
    const whole = items.filter((item) => item !== null);
    if (whole.length < items.length)
        return null;
    return { shown: whole.map(({ shown }) => shown), value: typing.sdk.xdr.ScVal.scvVec(whole.map(({ value }) => value)) };
}
function tupleValue(given, place, typing, types) {
    if (Array.isArray(given) && given.length !== types.length)
        return mismatch(given, place, typing, `is a list of ${given.length}, not ${types.length}`);
    return vecValue(given, place, typing, (index) => types[index]);
}
function mapValue(given, place, typing, { keyType, valueType }) {
    if (!isMap(given))
        return mismatch(given, place, typing, 'is not a map');
    const pairs = Object.entries(given).map(([key, item]) => ({
        key: typedValue(key, { type: keyType, path: [...place.path, key] }, typing),
        val: typedValue(item, { type: valueType, path: [...place.path, key] }, typing),
    }));
    return pairsValue(pairs, typing);
}
function pairsValue(pairs, { sdk }) {
    const whole = pairs.flatMap(({ key, val }) => (key === null || val === null ? [] : [{ key, val }]));
    if (whole.length < pairs.length)
        return null;
    return {
        shown: Object.fromEntries(whole.map(({ key, val }) => [String(key.shown), val.shown])),
        value: mapOf(whole.map(({ key, val }) => ({ key: key.value, val: val.value })), sdk),
    };
}
function userValue(given, place, typing, name) {
    const entry = typing.spec.userType(name);
    switch (entry?.type) {
        case 'scSpecEntryUdtStructV0':
            return structValue(given, place, typing, entry.value.fields);
        case 'scSpecEntryUdtEnumV0':
        case 'scSpecEntryUdtErrorEnumV0': {
            const cases = entry.value.cases;
            const chosen = cases.find(({ name, value }) => name.toString() === given || value === given);
            if (chosen === undefined)
                return mismatch(given, place, typing, `is none of ${cases.map((one) => one.name.toString()).join(', ')}`);
            return { shown: chosen.name.toString(), value: typing.sdk.xdr.ScVal.scvU32(chosen.value) };
        }
        case 'scSpecEntryUdtUnionV0':
            return unionValue(given, place, typing, entry.value.cases);
        default:
            return mismatch(given, place, typing, 'the spec does not define this type');
    }
}
function structValue(given, place, typing, fields) {
    const named = fields.map((field) => ({ name: field.name.toString(), type: field.type }));
    // A tuple struct has the fields 0, 1, 2... and travels as a vec.
    if (named.every(({ name }) => /^\d+$/.test(name)))
        return tupleValue(given, place, typing, named.map(({ type }) => type));
    if (!isMap(given))
        return mismatch(given, place, typing, 'is not a map');
    const names = named.map(({ name }) => name);
    const unknown = Object.keys(given).find((key) => !names.includes(key));
    if (unknown !== undefined)
        return mismatch(given, place, typing, `has no field "${unknown}".${(0,suggestion/* didYouMean */.a)(unknown, names)}`.replace(/\.$/, ''));
    const missing = named.filter(({ name, type }) => !(name in given) && type.type !== 'scSpecTypeOption').map(({ name }) => name);
    if (missing.length > 0)
        return mismatch(given, place, typing, `the field ${missing.join(', ')} is missing`);
    const pairs = named.map(({ name, type }) => ({
        key: { shown: name, value: typing.sdk.xdr.ScVal.scvSymbol(name) },
        val: typedValue(given[name] ?? null, { type, path: [...place.path, name] }, typing),
    }));
    return pairsValue(pairs, typing);
}
/** A case without values is its name; one with values is a map of its name to the value, or to a list of them. */
function unionValue(given, place, typing, cases) {
    const { xdr } = typing.sdk;
    const chosenName = typeof given === 'string' ? given : isMap(given) && Object.keys(given).length === 1 ? (Object.keys(given)[0] ?? '') : '';
    const chosen = cases.find((one) => one.value.name.toString() === chosenName);
    if (chosen === undefined)
        return mismatch(given, place, typing, `is none of ${cases.map((one) => one.value.name.toString()).join(', ')}`);
    const tag = xdr.ScVal.scvSymbol(chosenName);
    if (chosen.type === 'scSpecUdtUnionCaseVoidV0')
        return { shown: chosenName, value: xdr.ScVal.scvVec([tag]) };
    const types = chosen.value.type;
    const inside = isMap(given) ? given[chosenName] : undefined;
    const values = tupleValue(types.length === 1 && !Array.isArray(inside) ? [inside] : inside, { ...place, path: [...place.path, chosenName] }, typing, types);
    if (values === null || values.value.type !== 'scvVec')
        return null;
    return { shown: { [chosenName]: values.shown }, value: xdr.ScVal.scvVec([tag, ...(values.value.vec ?? [])]) };
}
function mismatch(given, { type, path }, typing, reason) {
    const shown = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
        ? JSON.stringify(given)
        : given === null
            ? 'null'
            : 'the value';
    typing.refuse('mismatch', { path, type: (0,spec/* typeText */.w)(type), reason: /^(the |this )/.test(reason) ? reason : `${shown} ${reason}` });
    return null;
}
function isMap(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./build/soroban/arguments.js





const noArguments = { shown: [], values: [] };
/** Types the arguments of a call by the contract's own spec; problems of every argument are told at once. */
function typeArguments(call) {
    const parameters = call.spec.parameters(call.call);
    return parameters === null ? { problems: [missingFunction(call)] } : typeNamed(call, parameters);
}
/** The same for any list of names and types. */
function typeNamed(call, parameters) {
    const problems = unknownArguments(call, parameters);
    const typed = parameters.map((parameter) => typedArgument(parameter, call, problems));
    const whole = typed.filter((one) => one !== null);
    if (problems.length > 0 || whole.length < typed.length)
        return { problems };
    return { shown: whole.map(({ shown }) => shown), values: whole.map(({ value }) => value) };
}
/** The problem of a function that the spec does not name. */
function missingFunction({ spec, contract, call, path, position, }) {
    return (0,manifest_problems/* functionMissing */.LA)({ contract, call, hint: (0,suggestion/* didYouMean */.a)(call, spec.functions), at: position(...path) });
}
function unknownArguments({ given, contract, call, path, position }, parameters) {
    const names = parameters.map(({ name }) => name);
    return Object.keys(given)
        .filter((key) => !names.includes(key))
        .map((key) => (0,manifest_problems/* argumentUnknown */.ui)({ contract, call, argument: key, hint: (0,suggestion/* didYouMean */.a)(key, names), at: position(...path, key) }));
}
function typedArgument({ name, type }, call, problems) {
    const { given, contract, path, position } = call;
    if (!(name in given) && type.type !== 'scSpecTypeOption') {
        problems.push((0,manifest_problems/* argumentMissing */.oq)({ contract, call: call.call, argument: name, type: (0,spec/* typeText */.w)(type), at: position(...path) }));
        return null;
    }
    const typed = typedValue(given[name] ?? null, { type, path: [...path, name] }, typingOf(call, problems));
    return typed === null ? null : { shown: { name, type: (0,spec/* typeText */.w)(type), value: typed.shown }, value: typed.value };
}
function typingOf({ sdk, spec, position, resolve }, problems) {
    return {
        sdk,
        spec,
        resolve(text, path) {
            try {
                return resolve(text, { at: position(...path) });
            }
            catch (thrown) {
                const found = (0,problem/* problemsOf */.GW)(thrown);
                if (found === null)
                    throw thrown;
                problems.push(...found);
                return null;
            }
        },
        refuse(kind, { path, type, reason }) {
            const about = { argument: path.join('.'), at: position(...path) };
            problems.push(kind === 'seed' ? (0,manifest_problems/* seedWhereAddressBelongs */.zs)(about) : (0,manifest_problems/* argumentMismatch */.iP)({ ...about, type, reason }));
        },
    };
}


/***/ }),

/***/ 89652:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ openChain)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(91049);
/* harmony import */ var _rpc_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(50098);
/* harmony import */ var _sdk_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(50693);



/** Most keys that one getLedgerEntries takes. */
const mostKeys = 200;
/** How long a lagging node is waited for. */
const lagPausesMs = [100, 200, 400, 800, 1_500, 3_000, 6_000];
/** Opens the chain of a network; problem `soroban/wrong-passphrase` where the node serves another network. */
async function openChain(network, world) {
    const rpc = (0,_rpc_js__WEBPACK_IMPORTED_MODULE_1__/* .rpcAt */ .n)(network.rpcUrl, world);
    const [sdk, { passphrase }] = await Promise.all([(0,_sdk_js__WEBPACK_IMPORTED_MODULE_2__/* .loadSdk */ .N)(), rpc.read('getNetwork')]);
    if (passphrase !== network.passphrase) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .wrongPassphrase */ .Eq)({ wanted: network.passphrase, served: passphrase, environment: network.environment, at: network.at });
    }
    return chainOver(rpc, { sdk, network, sleep: world.sleep });
}
function chainOver(rpc, { sdk, network, sleep }) {
    let newest = 0;
    const noted = (answer) => {
        newest = Math.max(newest, answer.latestLedger);
        return answer;
    };
    /** A read that is never older than what was seen before. */
    const fresh = async (method, parameters) => {
        const known = newest;
        for (const pauseMs of lagPausesMs) {
            const answer = await rpc.read(method, parameters);
            if (!isStale(answer, known))
                return noted(answer);
            await sleep(pauseMs);
        }
        const answer = await rpc.read(method, parameters);
        if (!isStale(answer, known))
            return noted(answer);
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .rpcLags */ .HD)({ host: rpc.host, seen: known, served: answer.latestLedger });
    };
    return {
        network,
        sdk,
        read: (keys) => readLedger(keys, { fresh, sdk }),
        simulate: (transaction) => fresh('simulateTransaction', { transaction }),
        send: async (transaction) => noted(await rpc.ask('sendTransaction', { transaction })),
        transaction: async (hash) => noted(await rpc.read('getTransaction', { hash })),
        async inclusionFee() {
            const { sorobanInclusionFee } = await rpc.read('getFeeStats');
            const told = BigInt(sorobanInclusionFee?.p95 ?? '100');
            return told < 100n ? 100n : told;
        },
    };
}
/** A simulation that was refused at once tells ledger 0 (stellar-rpc, simulate_transaction.go): no node is that far behind. */
function isStale({ latestLedger }, known) {
    return latestLedger < known && latestLedger !== 0;
}
/** One answer for up to 200 keys; more keys are read in parts, and the ledger of the oldest part is told. */
async function readLedger(keys, { fresh, sdk }) {
    const wanted = [...new Set(keys.map((key) => key.toXdr('base64')))];
    const answers = [];
    for (let from = 0; from < wanted.length; from += mostKeys) {
        answers.push(await fresh('getLedgerEntries', { keys: wanted.slice(from, from + mostKeys) }));
    }
    const found = new Map(answers.flatMap(({ entries }) => entries ?? []).map((entry) => [entry.key, entry]));
    return {
        latestLedger: Math.min(...answers.map(({ latestLedger }) => latestLedger)),
        entry(key) {
            const entry = found.get(key.toXdr('base64'));
            if (entry === undefined)
                return null;
            return { data: sdk.xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64'), liveUntil: entry.liveUntilLedgerSeq ?? null };
        },
    };
}


/***/ }),

/***/ 27674:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D3: () => (/* binding */ instanceIn),
/* harmony export */   MH: () => (/* binding */ readFacts),
/* harmony export */   l1: () => (/* binding */ accountIn)
/* harmony export */ });
/* harmony import */ var _keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85337);

/** Half a lumen for each entry; an account alone counts as two (stellar-core, `baseReserve` since 2016). */
const baseReserve = 5000000n;
/** Where a network does not tell: mainnet's values of 2026. */
const usual = { minPersistentTtl: 2_073_600, maxEntryTtl: 3_110_400, closeMs: 5_000 };
/** Reads the chain for these contracts with one request; with a second one where instances run code that is not wanted. */
async function readFacts(chain, { targets, hashes, deployer }) {
    const { sdk } = chain;
    const settings = (0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .settingKeys */ .Rf)(sdk);
    const keys = [
        (0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .accountKey */ .LQ)(deployer, sdk),
        settings.archival,
        settings.timing,
        ...targets.map(({ id }) => (0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .instanceKey */ .pA)(id, sdk)),
        ...hashes.map((hash) => (0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .codeKey */ .DQ)(hash, sdk)),
    ];
    const read = await chain.read(keys);
    const instances = new Map(targets.flatMap(({ name, id }) => {
        const instance = instanceIn(read.entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .instanceKey */ .pA)(id, sdk)), read);
        return instance === null ? [] : [[name, instance]];
    }));
    const running = [...instances.values()].flatMap(({ wasmHash }) => (wasmHash === null || hashes.includes(wasmHash) ? [] : [wasmHash]));
    const codes = new Map([
        ...codesIn(read, hashes, sdk),
        ...(running.length === 0 ? [] : codesIn(await chain.read(running.map((hash) => (0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .codeKey */ .DQ)(hash, sdk))), running, sdk)),
    ]);
    return {
        latestLedger: read.latestLedger,
        account: accountIn(read.entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .accountKey */ .LQ)(deployer, sdk))),
        instances,
        codes,
        ...settingsIn(read, settings),
    };
}
function accountIn(entry) {
    if (entry?.data.type !== 'account')
        return null;
    const { balance, seqNum, numSubEntries } = entry.data.value;
    const spendable = balance - (2n + BigInt(numSubEntries)) * baseReserve;
    return { sequence: seqNum, balance, spendable: spendable < 0n ? 0n : spendable };
}
function instanceIn(entry, read) {
    if (entry?.data.type !== 'contractData' || entry.data.value.val.type !== 'scvContractInstance')
        return null;
    const { executable, storage } = entry.data.value.val.value;
    const wasmHash = executable.type === 'contractExecutableWasm' ? Buffer.from(executable.wasmHash.toBytes()).toString('hex') : null;
    return { wasmHash, kind: executable.type, hasStorage: (storage ?? []).length > 0, ...lifetimeOf(entry, read) };
}
function codesIn(read, hashes, sdk) {
    return hashes.flatMap((hash) => {
        const entry = read.entry((0,_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .codeKey */ .DQ)(hash, sdk));
        return entry?.data.type === 'contractCode' ? [[hash, { bytes: entry.data.value.code, ...lifetimeOf(entry, read) }]] : [];
    });
}
/** An entry whose last ledger is behind us is archived, though the RPC still shows it. */
function lifetimeOf({ liveUntil }, { latestLedger }) {
    return { liveUntil: liveUntil ?? 0, archived: (liveUntil ?? 0) < latestLedger };
}
function settingsIn(read, { archival, timing }) {
    const archivalData = read.entry(archival)?.data;
    const timingData = read.entry(timing)?.data;
    const archivalSetting = archivalData?.type === 'configSetting' ? archivalData.value : null;
    const timingSetting = timingData?.type === 'configSetting' ? timingData.value : null;
    const { minPersistentTtl, maxEntryTtl } = archivalSetting?.type === 'configSettingStateArchival' ? archivalSetting.value : usual;
    const closeMs = timingSetting?.type === 'configSettingScpTiming' ? timingSetting.value.ledgerTargetCloseTimeMilliseconds : usual.closeMs;
    return { minPersistentTtl, maxEntryTtl, closeMs };
}


/***/ }),

/***/ 85337:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DQ: () => (/* binding */ codeKey),
/* harmony export */   LQ: () => (/* binding */ accountKey),
/* harmony export */   Rf: () => (/* binding */ settingKeys),
/* harmony export */   pA: () => (/* binding */ instanceKey)
/* harmony export */ });
/** Key of an account (G...). */
function accountKey(address, { xdr, Keypair }) {
    return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: Keypair.fromPublicKey(address).xdrAccountId() }));
}
/** Key of the code of that hash. */
function codeKey(hash, { xdr }) {
    return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new xdr.Hash(Buffer.from(hash, 'hex')) }));
}
/** Key of a contract's instance: its executable and its instance storage. */
function instanceKey(id, { xdr, Address }) {
    return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({
        contract: new Address(id).toScAddress(),
        key: xdr.ScVal.scvLedgerKeyContractInstance(),
        durability: xdr.ContractDataDurability.persistent,
    }));
}
/** Keys of the network settings a plan depends on. */
function settingKeys({ xdr }) {
    const keyOf = (configSettingId) => xdr.LedgerKey.configSetting(new xdr.LedgerKeyConfigSetting({ configSettingId }));
    return { archival: keyOf(xdr.ConfigSettingId.configSettingStateArchival), timing: keyOf(xdr.ConfigSettingId.configSettingScpTiming) };
}


/***/ }),

/***/ 46985:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BR: () => (/* binding */ notAContract),
/* harmony export */   BX: () => (/* binding */ readBackNotComparable),
/* harmony export */   FW: () => (/* binding */ envFileOutside),
/* harmony export */   L3: () => (/* binding */ initializedOtherwise),
/* harmony export */   LA: () => (/* binding */ functionMissing),
/* harmony export */   Mi: () => (/* binding */ executableNotWasm),
/* harmony export */   iP: () => (/* binding */ argumentMismatch),
/* harmony export */   jv: () => (/* binding */ constructorMissing),
/* harmony export */   nq: () => (/* binding */ contractFileMissing),
/* harmony export */   oq: () => (/* binding */ argumentMissing),
/* harmony export */   tV: () => (/* binding */ notUpgradable),
/* harmony export */   ui: () => (/* binding */ argumentUnknown),
/* harmony export */   wh: () => (/* binding */ seedInEnvFile),
/* harmony export */   zs: () => (/* binding */ seedWhereAddressBelongs)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const nothingSent = 'Nothing was signed or sent.';
const seedWhereAddressBelongs = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/seed-where-address-belongs',
    example: { argument: 'contracts.deploy.token.constructor.admin' },
    what: ({ argument }) => `${argument} holds a Stellar secret seed. Arguments are public on the chain.`,
    state: nothingSent,
    remedy: 'Write the public address (G...), such as "${deployer.address}". A seed that was committed or sent anywhere must be replaced.',
});
const contractFileMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/contract-file-missing',
    example: { contract: 'token', path: 'contracts/wasm/token.wasm' },
    what: ({ contract, path }) => `The wasm of "${contract}" is not there: ${path}.`,
    state: nothingSent,
    remedy: 'Build the contracts before this step, or correct the path (from the working directory).',
});
const notAContract = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/not-a-contract',
    example: { contract: 'token', path: 'contracts/wasm/token.wasm', reason: 'it is not WebAssembly' },
    what: ({ contract, path, reason }) => `${path}, the wasm of "${contract}", is no Soroban contract: ${reason}.`,
    state: nothingSent,
    remedy: 'Build it with `stellar contract build`, or with cargo for the target wasm32v1-none.',
});
const functionMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/function-missing',
    example: { contract: 'refund', call: 'initialise', hint: ' Did you mean "initialize"?' },
    what: ({ contract, call, hint }) => `"${contract}" has no function "${call}".${hint}`,
    state: nothingSent,
    remedy: 'Correct the name, or build the contract that has it.',
});
const constructorMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/constructor-missing',
    example: { contract: 'refund' },
    what: ({ contract }) => `"${contract}" has no constructor, and constructor arguments are given.`,
    state: nothingSent,
    remedy: 'Remove "constructor". A contract that is initialized by a call takes `init: { call: NAME, args: {...} }`.',
});
const argumentMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/argument-missing',
    example: { contract: 'token', call: '__constructor', argument: 'admin', type: 'Address' },
    what: ({ contract, call, argument, type }) => `${call} of "${contract}" needs the argument "${argument}" (${type}).`,
    state: nothingSent,
    remedy: ({ argument }) => `Add "${argument}: ...".`,
});
const argumentUnknown = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/argument-unknown',
    example: { contract: 'token', call: '__constructor', argument: 'adnim', hint: ' Did you mean "admin"?' },
    what: ({ contract, call, argument, hint }) => `${call} of "${contract}" has no argument "${argument}".${hint}`,
    state: nothingSent,
    remedy: 'Correct or remove it.',
});
const argumentMismatch = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/argument-mismatch',
    example: { argument: 'contracts.deploy.token.constructor.decimals', type: 'u32', reason: '"many" is not a whole number' },
    what: ({ argument, type, reason }) => `${argument} must be ${type}: ${reason}.`,
    state: nothingSent,
    remedy: ({ type }) => `Write a value of the type ${type}. action-docs/fairlead-yml.md shows how each type is written.`,
});
const executableNotWasm = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/executable-not-wasm',
    example: { contract: 'token', id: 'CB44AMFN...', kind: 'contractExecutableStellarAsset' },
    what: ({ contract, id, kind }) => `At the id of "${contract}" (${id}) stands something that has no wasm of its own: ${kind}.`,
    state: nothingSent,
    remedy: ({ contract }) => `Set contracts.deploy.${contract}.generation one higher to get a fresh instance.`,
});
const notUpgradable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/not-upgradable',
    example: { contract: 'token', id: 'CB44AMFN...', reason: 'it has no function "upgrade"' },
    what: ({ contract, id, reason }) => `"${contract}" on the chain (${id}) runs other code and cannot be upgraded: ${reason}.`,
    state: nothingSent,
    remedy: ({ contract }) => `Set contracts.deploy.${contract}.upgrade.call to its upgrade function, or generation one higher for a fresh instance with a new id.`,
});
const initializedOtherwise = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/initialized-otherwise',
    example: { contract: 'refund', call: 'parameters', found: 'admin is GAIH..., wanted GB3K...' },
    what: ({ contract, call, found }) => `"${contract}" is initialized already, with other values: ${call} says ${found}.`,
    state: nothingSent,
    remedy: ({ contract }) => `If somebody else initialized it, set contracts.deploy.${contract}.generation one higher. If the values were changed on purpose, bring fairlead.yml up to date.`,
});
const envFileOutside = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/env-file-outside',
    example: { path: '../.env' },
    what: ({ path }) => `The env file ${path} would be outside of the release folder.`,
    state: nothingSent,
    remedy: 'Give a path inside it, such as packages/backend/.env.',
});
const seedInEnvFile = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/seed-in-env-file',
    example: { path: 'packages/backend/.env', variable: 'ADMIN' },
    what: ({ path, variable }) => `${variable} of ${path} would hold a Stellar secret seed.`,
    state: 'The file is as it was.',
    remedy: 'Give the seed to the service as a secret of its environment, not in a rendered file.',
});
const readBackNotComparable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/read-back-not-comparable',
    example: { contract: 'refund', call: 'parameters', reason: 'it answers u32, and a struct can be compared' },
    what: ({ contract, call, reason }) => `"${call}" of "${contract}" cannot be compared with what the contract was given: ${reason}.`,
    state: nothingSent,
    remedy: 'Name a function without arguments that answers with a struct whose fields have the names of the arguments, or list fields under "equals".',
});


/***/ }),

/***/ 60629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ passphrases),
/* harmony export */   S: () => (/* binding */ networkSection)
/* harmony export */ });
/* harmony import */ var zod__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(12311);
/* harmony import */ var _config_section_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(53988);


/** Networks whose passphrase everybody knows. Source: the networks page of the Stellar documentation; local is quickstart's. */
const passphrases = {
    mainnet: 'Public Global Stellar Network ; September 2015',
    testnet: 'Test SDF Network ; September 2015',
    futurenet: 'Test SDF Future Network ; October 2022',
    local: 'Standalone Network ; February 2017',
};
const names = ['mainnet', 'testnet', 'futurenet', 'local', 'custom'];
const networkSection = (0,_config_section_js__WEBPACK_IMPORTED_MODULE_0__/* .defineSection */ .r)({
    name: 'network',
    description: 'The Stellar network of the environment. There is no default.',
    sketch: 'network: { name: testnet, rpc: "${env.STELLAR_RPC_URL}" }',
    schema: zod__WEBPACK_IMPORTED_MODULE_1__/* .strictObject */ .rej({
        name: zod__WEBPACK_IMPORTED_MODULE_1__/* ["enum"] */ .k5n(names).describe('A network with a known passphrase, or custom.'),
        rpc: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().describe('Address of a stellar-rpc node: https, or http on this machine.'),
        passphrase: zod__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP().optional().describe('Of a custom network only.'),
    })
        .superRefine(({ name, passphrase }, context) => {
        if (name === 'custom' && passphrase === undefined)
            context.addIssue({ code: 'custom', path: ['name'], message: 'A custom network needs its passphrase' });
        if (name !== 'custom' && passphrase !== undefined)
            context.addIssue({ code: 'custom', path: ['passphrase'], message: `The passphrase of ${name} is built in; remove it` });
    }),
});


/***/ }),

/***/ 45751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ networkOf)
/* harmony export */ });
/* harmony import */ var _network_section_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60629);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(91049);


/** The network of this run; refuses plain http to anything but this machine. */
function networkOf({ config, references }) {
    const { name, rpc, passphrase } = config.require(_network_section_js__WEBPACK_IMPORTED_MODULE_0__/* .networkSection */ .S);
    const at = config.position('network', 'rpc');
    const rpcUrl = references.resolve(rpc, { at });
    if (!URL.canParse(rpcUrl))
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .rpcAddressInvalid */ .BV)({ at });
    const { protocol, hostname } = new URL(rpcUrl);
    if (!['http:', 'https:'].includes(protocol))
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .rpcAddressInvalid */ .BV)({ at });
    if (protocol === 'http:' && !isLoopback(hostname))
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .rpcNotSecure */ .m_)({ host: hostname, at });
    return {
        name,
        // The schema has made sure that a custom network brings its own.
        passphrase: name === 'custom' ? (passphrase ?? '') : _network_section_js__WEBPACK_IMPORTED_MODULE_0__/* .passphrases */ .M[name],
        rpcUrl,
        environment: config.environment,
        at: config.position('network'),
    };
}
function isLoopback(hostname) {
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}


/***/ }),

/***/ 80291:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jy: () => (/* binding */ invokeCall),
/* harmony export */   MT: () => (/* binding */ uploadCall),
/* harmony export */   Nu: () => (/* binding */ restoreCall),
/* harmony export */   Ve: () => (/* binding */ extendCall),
/* harmony export */   jh: () => (/* binding */ createCall)
/* harmony export */ });
function uploadCall(name, { bytes }, { Operation }) {
    return { name, operation: Operation.uploadContractWasm({ wasm: bytes }) };
}
/** The deployer is the source of the operation, so its signature of the transaction is the authorization too. */
function createCall(name, { deployer, salt, wasm, arguments: constructorArgs, spec }, { Operation, Address }) {
    const wasmHash = Buffer.from(wasm, 'hex');
    return {
        name,
        operation: Operation.createCustomContract({ address: new Address(deployer), wasmHash, salt, constructorArgs: [...constructorArgs] }),
        errorName: spec.errorName,
    };
}
function invokeCall(name, { id, call, arguments: args, spec }, { Operation }) {
    const operation = Operation.invokeContractFunction({ contract: id, function: call, args: [...args] });
    return { name, operation, ...(spec === null ? {} : { errorName: spec.errorName }) };
}
/** Extends each entry to live `ledgers` more from the ledger it is applied in; entries that live longer stay as they are. */
function extendCall(name, { keys, ledgers }, { Operation }) {
    return { name, operation: Operation.extendFootprintTtl({ extendTo: ledgers }), footprint: { readOnly: keys } };
}
/** Brings archived entries back; they get the least time a new entry lives. */
function restoreCall(name, keys, { Operation }) {
    return { name, operation: Operation.restoreFootprint({}), footprint: { readWrite: keys } };
}


/***/ }),

/***/ 91049:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BV: () => (/* binding */ rpcAddressInvalid),
/* harmony export */   Eq: () => (/* binding */ wrongPassphrase),
/* harmony export */   F3: () => (/* binding */ readBackDiffers),
/* harmony export */   Gc: () => (/* binding */ codeMissing),
/* harmony export */   HD: () => (/* binding */ rpcLags),
/* harmony export */   Hu: () => (/* binding */ outcomeUnknown),
/* harmony export */   Ie: () => (/* binding */ neverApplied),
/* harmony export */   JN: () => (/* binding */ signatureMissing),
/* harmony export */   KC: () => (/* binding */ deployerUnfunded),
/* harmony export */   N_: () => (/* binding */ transactionRefused),
/* harmony export */   VC: () => (/* binding */ seedInFile),
/* harmony export */   bf: () => (/* binding */ addressWhereSeedBelongs),
/* harmony export */   ey: () => (/* binding */ rpcRefused),
/* harmony export */   fK: () => (/* binding */ feeTooHigh),
/* harmony export */   gm: () => (/* binding */ rpcUnreachable),
/* harmony export */   j0: () => (/* binding */ balanceTooLow),
/* harmony export */   mD: () => (/* binding */ transactionFailed),
/* harmony export */   m_: () => (/* binding */ rpcNotSecure),
/* harmony export */   mo: () => (/* binding */ notAsPlanned),
/* harmony export */   pb: () => (/* binding */ simulationFailed),
/* harmony export */   qP: () => (/* binding */ contractReadFailed),
/* harmony export */   rB: () => (/* binding */ contractMissing),
/* harmony export */   xj: () => (/* binding */ seedInvalid)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const nothingSent = 'Nothing was signed or sent.';
const runAgain = 'Run the release again: it goes on from what is on the chain.';
const rpcNotSecure = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/rpc-not-https',
    example: { host: 'rpc.traqora.example' },
    what: ({ host }) => `The RPC at ${host} is spoken to without TLS.`,
    state: nothingSent,
    remedy: 'Give network.rpc an https address. Plain http is for a node on this machine (127.0.0.1, ::1, localhost).',
});
const rpcAddressInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/rpc-address-invalid',
    example: {},
    what: () => 'network.rpc is not an address.',
    state: nothingSent,
    remedy: 'Write the whole address: https://host/path.',
});
const rpcUnreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/rpc-unreachable',
    example: { host: 'rpc.traqora.example', method: 'getLedgerEntries', reason: 'connect ECONNREFUSED' },
    what: ({ host, method, reason }) => `The RPC at ${host} did not answer ${method}: ${reason}.`,
    state: 'What was sent before is settled on the chain; nothing more was sent.',
    remedy: `Check network.rpc and the node behind it. ${runAgain}`,
});
const rpcRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/rpc-refused',
    example: { host: 'rpc.traqora.example', method: 'simulateTransaction', rpcCode: -32602, reason: 'invalid parameters' },
    what: ({ host, method, rpcCode, reason }) => `The RPC at ${host} refused ${method} (${rpcCode}): ${reason}.`,
    state: 'What was sent before is settled on the chain; nothing more was sent.',
    remedy: 'Use a stellar-rpc node of the network, of a version that serves this method.',
});
const rpcLags = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/rpc-lags',
    example: { host: 'rpc.traqora.example', seen: 812, served: 808 },
    what: ({ host, seen, served }) => `The RPC at ${host} served ledger ${seen} before and now only ${served}: a node behind it lags.`,
    state: 'What was sent before is settled on the chain; nothing more was sent.',
    remedy: `Use one node, or a balancer that keeps a client on one. ${runAgain}`,
});
const wrongPassphrase = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/wrong-passphrase',
    example: {
        wanted: 'Public Global Stellar Network ; September 2015',
        served: 'Test SDF Network ; September 2015',
        environment: 'production',
    },
    what: ({ wanted, served }) => `The RPC serves "${served}", the environment wants "${wanted}".`,
    state: nothingSent,
    remedy: ({ environment }) => `Set environments.${environment}.network, or point its rpc at a node of that network.`,
});
const seedInFile = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/seed-in-fairlead-yml',
    example: {},
    what: () => 'The key of the deployer stands in fairlead.yml itself.',
    state: nothingSent,
    remedy: 'Write "${env.STELLAR_SECRET_KEY}" and give the step `env: STELLAR_SECRET_KEY: ${{ secrets.STELLAR_SECRET_KEY }}`. If it was a real seed, replace it.',
});
const addressWhereSeedBelongs = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/address-where-seed-belongs',
    example: { reference: '${env.STELLAR_SECRET_KEY}' },
    what: ({ reference }) => `${reference} holds a public address, and a secret seed is needed to sign.`,
    state: nothingSent,
    remedy: 'Put the secret seed of the deployer (S...) into that secret.',
});
const seedInvalid = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/seed-invalid',
    example: { reference: '${env.STELLAR_SECRET_KEY}' },
    what: ({ reference }) => `${reference} is not a Stellar secret seed: 56 letters from S, the last ones a checksum.`,
    state: nothingSent,
    remedy: 'Copy the whole seed of the deployer into that secret, without quotes or line breaks.',
});
const deployerUnfunded = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/deployer-unfunded',
    example: { address: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR', network: 'testnet', needed: '12.5' },
    what: ({ address, network }) => `The deployer ${address} has no account on ${network}.`,
    state: nothingSent,
    remedy: ({ address, needed }) => `Send at least ${needed} XLM to ${address}.`,
});
const balanceTooLow = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/balance-too-low',
    example: { address: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR', spendable: '1.2', needed: '12.5', missing: '11.3' },
    what: ({ spendable, needed }) => `The deployer can spend ${spendable} XLM, and the plan needs about ${needed} XLM.`,
    state: nothingSent,
    remedy: ({ address, missing }) => `Send at least ${missing} XLM to ${address}.`,
});
const simulationFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/simulation-failed',
    example: { step: 'init refund', reason: 'Error(Contract, #3)' },
    what: ({ step, reason }) => `"${step}" would fail on the chain: ${reason}.`,
    state: 'It was not sent. Steps before it are done.',
    remedy: `Correct the contract or its arguments. ${runAgain}`,
});
const signatureMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/signature-missing',
    example: { step: 'init refund', signers: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR' },
    what: ({ step, signers }) => `"${step}" needs the authorization of ${signers}, and only the deployer signs.`,
    state: 'It was not sent. Steps before it are done.',
    remedy: 'Make the deployer the administrator that this call asks for, or call it by hand.',
});
const feeTooHigh = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/fee-too-high',
    example: { step: 'upload token', fee: '500.1' },
    what: ({ step, fee }) => `"${step}" would cost ${fee} XLM, more than one transaction can carry (429.49 XLM).`,
    state: 'It was not sent. Steps before it are done.',
    remedy: 'Make the contract smaller, or wait until the network charges less.',
});
const transactionFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/transaction-failed',
    example: { step: 'upgrade booking', hash: '9f2c...', result: 'txFailed: invokeHostFunctionTrapped' },
    what: ({ step, hash, result }) => `"${step}" was applied and failed (${result}), transaction ${hash}.`,
    state: 'Its fee was charged, and it changed nothing else. Steps before it are done.',
    remedy: `Look at the transaction. ${runAgain}`,
});
const transactionRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/transaction-refused',
    example: { step: 'upload token', result: 'txInsufficientBalance' },
    what: ({ step, result }) => `The network refused "${step}": ${result}.`,
    state: 'It was not applied. Steps before it are done.',
    remedy: `Correct what the code names (balance, signer, limits). ${runAgain}`,
});
const neverApplied = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/never-applied',
    example: { step: 'upload token', attempts: 3 },
    what: ({ step, attempts }) => `"${step}" was sent ${attempts} times and the network included none of them before its last ledger.`,
    state: 'It is proved never applied. Steps before it are done.',
    remedy: `The network is busy or drops transactions. ${runAgain}`,
});
const outcomeUnknown = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/outcome-unknown',
    example: { step: 'upload token', hash: '9f2c...', maxLedger: 824, seconds: 180 },
    what: ({ step, hash, maxLedger, seconds }) => `The outcome of "${step}" could not be learned within ${seconds} s: transaction ${hash} may be applied until ledger ${maxLedger}.`,
    state: 'It may be applied or not. Steps before it are done.',
    remedy: `${runAgain} It finds out first.`,
});
const notAsPlanned = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/not-as-planned',
    example: { contract: 'token', found: 'executable 77bb..., wanted 557b...' },
    what: ({ contract, found }) => `After the deployment, "${contract}" is not as planned: ${found}.`,
    state: 'The transactions are applied; the contract is as told here.',
    remedy: 'Look who else deploys with this account. Run the release again, or roll back.',
});
const readBackDiffers = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/read-back-differs',
    example: { contract: 'refund', call: 'parameters', found: 'admin is GAIH..., wanted GB3K...' },
    what: ({ contract, call, found }) => `"${call}" of "${contract}" does not answer what it was given: ${found}.`,
    state: 'The transactions are applied. Somebody else may have initialized the contract first.',
    remedy: ({ contract }) => `Do not use this instance: set contracts.deploy.${contract}.generation one higher and release again.`,
});
const contractMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/contract-missing',
    example: { id: 'CB44AMFN...', network: 'testnet' },
    what: ({ id, network }) => `There is no contract ${id} on ${network}.`,
    state: nothingSent,
    remedy: 'Deploy it first (deploy-soroban-contracts), or correct the id.',
});
const codeMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/code-missing',
    example: { contract: 'booking', wasmHash: '214a...' },
    what: ({ contract, wasmHash }) => `The code ${wasmHash}, which "${contract}" is to be brought back to, is no longer on the chain.`,
    state: nothingSent,
    remedy: 'Release the commit that built this code: deploy-soroban-contracts uploads it again.',
});
const contractReadFailed = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'soroban/contract-read-failed',
    example: { call: 'parameters', id: 'CB44AMFN...', reason: 'Error(Contract, #2) (NotInitialized)' },
    what: ({ call, id, reason }) => `"${call}" of ${id} does not answer: ${reason}.`,
    state: 'Nothing was changed: it was a simulation.',
    remedy: 'Look at the state of the contract, or correct the call.',
});


/***/ }),

/***/ 50098:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ rpcAt)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(91049);

/** Waits between attempts of a read, in ms. */
const pauses = [200, 600, 1_500];
const answerTimeoutMs = 10_000;
function rpcAt(url, { fetch, sleep }) {
    const host = new URL(url).host;
    let asked = 0;
    const ask = async (method, parameters = {}) => {
        const lost = (reason, cause) => (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .rpcUnreachable */ .gm)({ host, method, reason, cause });
        asked += 1;
        const body = JSON.stringify({ jsonrpc: '2.0', id: asked, method, params: parameters });
        const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
            signal: AbortSignal.timeout(answerTimeoutMs),
        }).catch((cause) => {
            throw lost(reasonOf(cause), cause);
        });
        if (!response.ok)
            throw lost(`HTTP ${response.status}`);
        const answer = await response.json().catch((cause) => {
            throw lost('the answer is not JSON', cause);
        });
        return resultOf(answer, { host, method });
    };
    return {
        host,
        ask,
        async read(method, parameters) {
            for (const pauseMs of pauses) {
                try {
                    return await ask(method, parameters);
                }
                catch (thrown) {
                    if (thrown.code !== 'soroban/rpc-unreachable')
                        throw thrown;
                    await sleep(pauseMs);
                }
            }
            return ask(method, parameters);
        },
    };
}
function resultOf(answer, { host, method }) {
    const { result, error } = (answer ?? {});
    if (error !== undefined && error !== null) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .rpcRefused */ .ey)({ host, method, rpcCode: error.code ?? 0, reason: error.message ?? 'no reason given' });
    }
    if (result === undefined || result === null)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .rpcUnreachable */ .gm)({ host, method, reason: 'the answer holds no result' });
    return result;
}
/** undici says only "fetch failed"; why stands in the cause. */
function reasonOf(thrown) {
    const cause = thrown.cause ?? thrown;
    const { name, code, message } = cause;
    if (name === 'TimeoutError')
        return `no answer within ${answerTimeoutMs / 1_000} s`;
    return code ?? message ?? String(thrown);
}


/***/ }),

/***/ 50693:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ loadSdk)
/* harmony export */ });
/** Loads the SDK where a chain is spoken to: importing it takes about half a second. */
function loadSdk() {
    return Promise.all(/* import() */[__webpack_require__.e(108), __webpack_require__.e(85)]).then(__webpack_require__.bind(__webpack_require__, 53085));
}


/***/ }),

/***/ 84102:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ specOf),
/* harmony export */   w: () => (/* binding */ typeText)
/* harmony export */ });
/* harmony import */ var _wasm_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(91965);

/** Reads the spec out of a wasm; null where it holds none, or one that cannot be read. */
function specOf(wasm, { xdr }) {
    const section = (0,_wasm_js__WEBPACK_IMPORTED_MODULE_0__/* .customSection */ .V)(wasm, 'contractspecv0');
    if (section === null)
        return null;
    try {
        return specFromEntries(xdr.decodeStream(xdr.ScSpecEntry, section));
    }
    catch {
        return null;
    }
}
function specFromEntries(entries) {
    const functions = new Map();
    const userTypes = new Map();
    for (const entry of entries) {
        if (entry.type === 'scSpecEntryFunctionV0')
            functions.set(entry.value.name.toString(), entry.value);
        else if (entry.type !== 'scSpecEntryEventV0')
            userTypes.set(entry.value.name.toString(), entry);
    }
    return {
        functions: [...functions.keys()],
        parameters: (call) => functions.get(call)?.inputs.map(({ name, type }) => ({ name: name.toString(), type })) ?? null,
        output: (call) => functions.get(call)?.outputs[0] ?? null,
        userType: (name) => userTypes.get(name) ?? null,
        errorName(code) {
            const enums = [...userTypes.values()].flatMap((entry) => (entry.type === 'scSpecEntryUdtErrorEnumV0' ? [entry.value] : []));
            return (enums
                .flatMap(({ cases }) => cases)
                .find(({ value }) => value === code)
                ?.name.toString() ?? null);
        },
    };
}
/** A type as a contract's source writes it: `Vec<Symbol>`, `BytesN<32>`, `Parameters`. */
function typeText(type) {
    switch (type.type) {
        case 'scSpecTypeOption':
            return `Option<${typeText(type.value.valueType)}>`;
        case 'scSpecTypeVec':
            return `Vec<${typeText(type.value.elementType)}>`;
        case 'scSpecTypeMap':
            return `Map<${typeText(type.value.keyType)}, ${typeText(type.value.valueType)}>`;
        case 'scSpecTypeTuple':
            return `(${type.value.valueTypes.map(typeText).join(', ')})`;
        case 'scSpecTypeResult':
            return `Result<${typeText(type.value.okType)}, ${typeText(type.value.errorType)}>`;
        case 'scSpecTypeBytesN':
            return `BytesN<${type.value.n}>`;
        case 'scSpecTypeUdt':
            return type.value.name.toString();
        default: {
            const name = type.type.replace('scSpecType', '');
            // Rust writes its own types small (u32, i128, bool) and Soroban's large (Address, Symbol).
            return /^([UI]\d+|Bool)$/.test(name) ? name.toLowerCase() : name;
        }
    }
}


/***/ }),

/***/ 70289:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D9: () => (/* binding */ readCall),
/* harmony export */   MX: () => (/* binding */ signCall),
/* harmony export */   mK: () => (/* binding */ prepareCall)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(91049);

/**
 * Simulation leaves write bytes and refundable fees without enough margin (research/soroban-deploy.md section 3.4;
 * stellar-rpc issues 253 and 918). What is not used of the fee is refunded.
 */
const headroomPercent = 130n;
const writeHeadroomPercent = 105;
const largestFee = 0xffffffffn;
/** Simulates one call and gives it fees with headroom; problem `soroban/simulation-failed` where it would fail. */
async function prepareCall(call, { chain, source }) {
    const simulation = await chain.simulate(draftOf(call, { chain, source }));
    if (simulation.error !== undefined || simulation.transactionData === undefined) {
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .simulationFailed */ .pb)({ step: call.name, reason: reasonOf(simulation.error ?? 'the answer holds no resources', call) });
    }
    const { xdr, SorobanDataBuilder } = chain.sdk;
    const auth = authOf(simulation, chain.sdk);
    const others = auth.flatMap(({ credentials }) => otherSigner(credentials, chain.sdk));
    if (others.length > 0)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .signatureMissing */ .JN)({ step: call.name, signers: others.join(', ') });
    const simulated = xdr.SorobanTransactionData.fromXdr(simulation.transactionData, 'base64');
    const { instructions, diskReadBytes, writeBytes } = simulated.resources;
    const resourceFee = (BigInt(simulation.minResourceFee ?? simulated.resourceFee) * headroomPercent) / 100n;
    const data = new SorobanDataBuilder(simulated)
        .setResources(instructions, diskReadBytes, isContractCall(call) ? Math.ceil((writeBytes * writeHeadroomPercent) / 100) : writeBytes)
        .setResourceFee(resourceFee)
        .build();
    return { call, data, auth, resourceFee };
}
/** Only what a contract writes can grow between simulation and application; the size of an upload cannot, and may be the largest allowed. */
function isContractCall({ operation: { body } }) {
    return body.type === 'invokeHostFunction' && body.value.hostFunction.type === 'hostFunctionTypeInvokeContract';
}
/** Simulates a call of a contract and gives its answer; nothing is signed or sent. */
async function readCall(call, { chain, source }) {
    const { error, results } = await chain.simulate(draftOf(call, { chain, source }));
    const answer = results?.[0]?.xdr;
    if (error !== undefined || answer === undefined)
        return { failed: reasonOf(error ?? 'the answer holds no result', call) };
    return { value: chain.sdk.xdr.ScVal.fromXdr(answer, 'base64') };
}
/** Builds and signs. `inclusionFee` in stroops is bid on top of the resource fee. */
async function signCall({ call, data, auth, resourceFee }, { chain, signer, bounds, inclusionFee }) {
    const fee = resourceFee + inclusionFee;
    if (fee > largestFee)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .feeTooHigh */ .fK)({ step: call.name, fee: (Number(fee) / 1e7).toFixed(2) });
    const transaction = build(call, { chain, source: signer.address, bounds, fee: inclusionFee, data, auth });
    const hash = transaction.hash();
    const signature = await signer.signHash(hash);
    transaction.addSignature(signer.address, Buffer.from(signature).toString('base64'));
    return { hash: Buffer.from(hash).toString('hex'), envelope: transaction.toXdr(), bounds };
}
function build(call, { chain: { sdk, network }, source, bounds, fee, data, auth }) {
    // The builder gives the transaction the account's sequence number plus one.
    const account = new sdk.Account(source, String(bounds.sequence - 1n));
    const builder = new sdk.TransactionBuilder(account, {
        fee: String(fee),
        networkPassphrase: network.passphrase,
        timebounds: { minTime: 0, maxTime: bounds.maxTime },
        ledgerbounds: { minLedger: 0, maxLedger: bounds.maxLedger },
    }).addOperation(withAuth(call.operation, auth, sdk));
    return (data === null ? builder : builder.setSorobanData(data)).build();
}
/** The envelope that is simulated: sequence and bounds do not matter to a simulation. */
function draftOf(call, { chain, source }) {
    const { readOnly = [], readWrite = [] } = call.footprint ?? {};
    const data = call.footprint === undefined ? null : new chain.sdk.SorobanDataBuilder().setFootprint(readOnly, readWrite).build();
    return build(call, { chain, source, bounds: { sequence: 1n, maxLedger: 0, maxTime: 0 }, fee: 100n, data, auth: [] }).toXdr();
}
function withAuth(operation, auth, { xdr }) {
    if (operation.body.type !== 'invokeHostFunction' || auth.length === 0)
        return operation;
    const { hostFunction } = operation.body.value;
    return new xdr.Operation({
        sourceAccount: null,
        body: xdr.OperationBody.invokeHostFunction(new xdr.InvokeHostFunctionOp({ hostFunction, auth })),
    });
}
function authOf({ results }, { xdr }) {
    return (results?.[0]?.auth ?? []).map((entry) => xdr.SorobanAuthorizationEntry.fromXdr(entry, 'base64'));
}
/** Whose own signature an authorization needs: the source account's is the transaction's. */
function otherSigner(credentials, { Address }) {
    switch (credentials.type) {
        case 'sorobanCredentialsSourceAccount':
            return [];
        case 'sorobanCredentialsAddress':
            return [Address.fromScAddress(credentials.value.address).toString()];
        default:
            return ['another account'];
    }
}
/** The host's own words, first line, with the contract's name of an error code. */
function reasonOf(error, { errorName }) {
    const first = error.split('\n').find((line) => line.trim() !== '') ?? error;
    const code = /Error\(Contract, #(\d+)\)/.exec(error)?.[1];
    const name = code === undefined ? null : (errorName?.(Number(code)) ?? null);
    return name === null ? first.trim() : `${first.trim()} (${name})`;
}


/***/ }),

/***/ 91965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ isWasm),
/* harmony export */   V: () => (/* binding */ customSection)
/* harmony export */ });
const { WebAssembly: engine } = globalThis;
/** Whether the bytes are a whole, well-formed module. */
function isWasm(bytes) {
    return engine.validate(bytes);
}
/** The contents of every custom section with this name, joined; null where there is none. */
function customSection(bytes, name) {
    const sections = engine.Module.customSections(new engine.Module(bytes), name);
    return sections.length === 0 ? null : Buffer.concat(sections.map((section) => new Uint8Array(section)));
}


/***/ })

};
