export const id = 132;
export const ids = [132];
export const modules = {

/***/ 91132:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   branchStore: () => (/* binding */ branchStore)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);
/* harmony import */ var _record_store_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(46397);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(44463);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(72204);




const contentsWrite = 'contents: write';
/**
 * Entries as files of a branch, written through the git data API without a checkout. The branch's head is the
 * compare-and-swap: an update that is not a fast-forward is refused, so of two writers one wins.
 */
async function branchStore({ branch, folder, token, world, }) {
    const github = await (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .openGitHub */ .o)({ token, needed: `The record on branch ${branch}`, world });
    const place = { branch, folder };
    return {
        location: `branch:${branch}`,
        async read() {
            const head = await readHead(github, branch);
            return head === null ? [] : readEntries(github, { folder, head });
        },
        async append(entry) {
            const head = await readHead(github, branch);
            const entries = head === null ? [] : await entryNames(github, { folder, head });
            if (entries.length !== entry.sequence - 1)
                return 'lost';
            const commit = await makeCommit(github, { ...place, head, entry });
            return moveBranch(github, { branch, from: head, to: commit });
        },
    };
}
async function readHead({ octokit, repository, call }, branch) {
    try {
        const ref = await call('read the branch of the record', 'contents: read', () => octokit.rest.git.getRef({ ...repository, ref: `heads/${branch}` }), [404, 409]);
        const commit = ref.data.object.sha;
        const { data } = await call('read the record', 'contents: read', () => octokit.rest.git.getCommit({ ...repository, commit_sha: commit }));
        return { commit, tree: data.tree.sha };
    }
    catch (thrown) {
        // 404: there is no such branch. 409: the repository is empty.
        if ((0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c)(thrown) === 404 || (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c)(thrown) === 409)
            return null;
        throw thrown;
    }
}
async function treeItems({ octokit, repository, call }, { folder, head }) {
    const { data } = await call('read the record', 'contents: read', () => octokit.rest.git.getTree({ ...repository, tree_sha: head.tree, recursive: 'true' }));
    if (data.truncated)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_2__/* .gitHubUnreachable */ .Su)({ what: 'read the record', reason: 'its tree is too large to be listed' });
    const prefix = `${folder}/`;
    return data.tree
        .filter(({ path = '', type }) => type === 'blob' && path.startsWith(prefix) && (0,_record_store_js__WEBPACK_IMPORTED_MODULE_3__/* .isEntryName */ .G)(path.slice(prefix.length)))
        .map(({ path = '', sha = '' }) => ({ name: path.slice(prefix.length), blob: sha }))
        .sort((a, b) => a.name.localeCompare(b.name));
}
async function entryNames(github, at) {
    return (await treeItems(github, at)).map(({ name }) => name);
}
async function readEntries(github, at) {
    const { octokit, repository, call } = github;
    return Promise.all((await treeItems(github, at)).map(async ({ name, blob }) => {
        const { data } = await call('read an entry of the record', 'contents: read', () => octokit.rest.git.getBlob({ ...repository, file_sha: blob }));
        return { name, text: Buffer.from(data.content, 'base64').toString('utf8') };
    }));
}
async function makeCommit({ octokit, repository, call }, { folder, head, entry }) {
    const path = `${folder}/${(0,_record_store_js__WEBPACK_IMPORTED_MODULE_3__/* .entryName */ .M)(entry.sequence)}`;
    const tree = await call('write the record', contentsWrite, () => octokit.rest.git.createTree({
        ...repository,
        ...(head === null ? {} : { base_tree: head.tree }),
        tree: [{ path, mode: '100644', type: 'blob', content: entry.text }],
    }));
    const commit = await call('write the record', contentsWrite, () => octokit.rest.git.createCommit({
        ...repository,
        message: `Record ${path}`,
        tree: tree.data.sha,
        parents: head === null ? [] : [head.commit],
    }));
    return commit.data.sha;
}
/** A lost answer is neither a success nor a failure: the branch itself tells which. */
async function moveBranch(github, { branch, from, to }) {
    const { octokit, repository, call } = github;
    const ref = `heads/${branch}`;
    try {
        await call('write the record', contentsWrite, () => from === null
            ? octokit.rest.git.createRef({ ...repository, ref: `refs/${ref}`, sha: to })
            : octokit.rest.git.updateRef({ ...repository, ref, sha: to, force: false }), [409, 422]);
        return 'appended';
    }
    catch (thrown) {
        if ((0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c)(thrown) === 422 || (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .statusOf */ .c)(thrown) === 409)
            return 'lost';
        if (!(0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .isProblem */ .AN)(thrown, 'github/unreachable'))
            throw thrown;
        const head = await readHead(github, branch);
        if (head?.commit === to)
            return 'appended';
        if (head?.commit === from?.commit)
            throw thrown;
        return 'lost';
    }
}


/***/ }),

/***/ 44463:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ statusOf),
/* harmony export */   o: () => (/* binding */ openGitHub)
/* harmony export */ });
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72204);

/** Opens the client lazily: the library is loaded only by those who call GitHub. */
async function openGitHub({ token, needed, world, }) {
    if (token === null)
        throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .tokenMissing */ .O3)({ what: needed });
    const { getOctokit } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 92413));
    const { apiUrl, repository } = world.runner.facts;
    const [owner = '', repo = ''] = repository.split('/');
    return {
        octokit: getOctokit(token, { baseUrl: apiUrl }),
        repository: { owner, repo },
        async call(what, permission, request, expected = []) {
            try {
                return await request();
            }
            catch (thrown) {
                const status = statusOf(thrown);
                if (expected.includes(status))
                    throw thrown;
                if (status === 401 || status === 403)
                    throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .tokenRefused */ .cA)({ status, what, permission, cause: thrown });
                throw (0,_problems_js__WEBPACK_IMPORTED_MODULE_0__/* .gitHubUnreachable */ .Su)({ what, reason: thrown instanceof Error ? thrown.message : String(thrown), cause: thrown });
            }
        },
    };
}
/** The HTTP status of a failed call; 0 where there was no answer. */
function statusOf(thrown) {
    const status = thrown?.status;
    return typeof status === 'number' ? status : 0;
}


/***/ }),

/***/ 72204:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O3: () => (/* binding */ tokenMissing),
/* harmony export */   Su: () => (/* binding */ gitHubUnreachable),
/* harmony export */   cA: () => (/* binding */ tokenRefused)
/* harmony export */ });
/* harmony import */ var _core_problem_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(19341);

const tokenMissing = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/token-missing',
    example: { what: 'the record on a branch' },
    what: ({ what }) => `${what} needs a token, and none was given.`,
    state: 'Nothing was changed.',
    remedy: 'Leave the input "github-token" at its default, or give a token. Outside of GitHub use a directory for the record.',
});
const tokenRefused = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/token-refused',
    example: { status: 403, what: 'create a commit', permission: 'contents: write' },
    what: ({ status, what }) => `GitHub refused to ${what} (${status}).`,
    state: 'This call changed nothing.',
    remedy: ({ permission }) => `Give the job \`permissions: { ${permission} }\`. A called workflow can only shrink what its caller grants.`,
});
const gitHubUnreachable = (0,_core_problem_js__WEBPACK_IMPORTED_MODULE_0__/* .defineProblem */ .lS)({
    code: 'github/unreachable',
    example: { what: 'list check runs', reason: '500 Server Error' },
    what: ({ what, reason }) => `GitHub could not ${what}: ${reason}.`,
    state: 'What was asked for is not known, so it counts as red.',
    remedy: 'Run again when GitHub answers; https://www.githubstatus.com tells.',
});


/***/ })

};
