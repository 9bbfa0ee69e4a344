export const id = 420;
export const ids = [420];
export const modules = {

/***/ 78420:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   configText: () => (/* binding */ configText),
/* harmony export */   inlineSections: () => (/* binding */ inlineSections)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(93515);



/**
 * The text of fairlead.yml. A missing file is allowed only where it was not asked for by name and the inputs bring
 * their own sections: an action works alone, with inputs only.
 */
async function configText(path, { manifest, directory, inputs }) {
    try {
        return { text: await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, path), 'utf8'), file: path };
    }
    catch (cause) {
        const isDefault = manifest.inputs['config']?.default === path;
        if (isDefault && inlineSections(manifest, inputs).size > 0)
            return { text: null, file: path };
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .configMissing */ .fp)({ path, cause });
    }
}
/** Sections that were given as inputs, by input name. */
function inlineSections(manifest, inputs) {
    return new Map(Object.entries(manifest.inputs).flatMap(([name, { section }]) => {
        const text = inputs[name];
        return section === null || typeof text !== 'string' ? [] : [[name, { section, text }]];
    }));
}


/***/ })

};
