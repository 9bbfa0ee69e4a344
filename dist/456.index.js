export const id = 456;
export const ids = [456];
export const modules = {

/***/ 10456:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openRecord: () => (/* binding */ openRecord)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./build/record/entry.js

/** The text of an entry as it is stored; the next entry names its hash. */
function entryText(entry) {
    return `${JSON.stringify(entry, null, 2)}\n`;
}
function hashOf(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}

// EXTERNAL MODULE: ./build/record/problems.js
var problems = __webpack_require__(99314);
// EXTERNAL MODULE: ./build/record/store.js
var store = __webpack_require__(46397);
;// CONCATENATED MODULE: ./build/record/record.js



/** Reads and checks the whole chain; problem `record/broken-chain` names the first entry that does not fit. */
async function openRecord(store) {
    let chain = checkChain(await store.read(), store.location);
    const appendOnce = async (draft) => {
        const entry = { schema: 1, sequence: chain.entries.length + 1, previous: chain.head, ...draft };
        const text = entryText(entry);
        if ((await store.append({ sequence: entry.sequence, text })) === 'lost')
            return null;
        chain = { entries: [...chain.entries, entry], head: hashOf(text) };
        return entry;
    };
    return {
        location: store.location,
        get entries() {
            return chain.entries;
        },
        get head() {
            return chain.head;
        },
        async append(draft, { retry = false } = {}) {
            for (let attempt = 0; attempt < (retry ? 20 : 1); attempt += 1) {
                const entry = await appendOnce(draft);
                if (entry !== null)
                    return entry;
                chain = checkChain(await store.read(), store.location);
            }
            throw (0,problems/* recordLostRace */.DS)({ sequence: chain.entries.length, location: store.location });
        },
    };
}
function checkChain(stored, location) {
    const entries = [];
    let head = null;
    for (const [index, { name, text }] of stored.entries()) {
        const broken = (reason) => (0,problems/* recordBroken */.fH)({ entry: name, location, reason });
        const entry = parseEntry(text);
        if (entry === null)
            throw broken('it is not JSON of an entry');
        if (name !== (0,store/* entryName */.M)(index + 1) || entry.sequence !== index + 1)
            throw broken(`it stands where entry ${index + 1} should be`);
        if (entry.schema !== 1)
            throw broken(`its schema is ${String(entry.schema)}, this version reads 1`);
        if (entry.previous !== head)
            throw broken('it does not name the hash of the entry before it');
        entries.push(entry);
        head = hashOf(text);
    }
    return { entries, head };
}
function parseEntry(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null && 'sequence' in value ? value : null;
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 46397:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ isEntryName),
/* harmony export */   M: () => (/* binding */ entryName)
/* harmony export */ });
/** `00000042.json`: names sort as the sequence does. */
function entryName(sequence) {
    return `${String(sequence).padStart(8, '0')}.json`;
}
function isEntryName(name) {
    return /^\d{8}\.json$/.test(name);
}


/***/ })

};
