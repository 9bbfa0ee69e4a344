export const id = 759;
export const ids = [759];
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


/***/ })

};
