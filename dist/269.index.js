export const id = 269;
export const ids = [269];
export const modules = {

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


/***/ })

};
