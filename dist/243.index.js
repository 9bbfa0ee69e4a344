export const id = 243;
export const ids = [243];
export const modules = {

/***/ 53243:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  configJsonSchema: () => (/* binding */ configJsonSchema),
  loadConfig: () => (/* binding */ loadConfig)
});

// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 7 modules
var schemas = __webpack_require__(12311);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/json-schema-processors.js
var json_schema_processors = __webpack_require__(98439);
// EXTERNAL MODULE: ./build/core/problem.js
var problem = __webpack_require__(19341);
// EXTERNAL MODULE: ./build/core/suggestion.js
var suggestion = __webpack_require__(55256);
// EXTERNAL MODULE: ./build/config/problems.js
var config_problems = __webpack_require__(93515);
// EXTERNAL MODULE: ./build/config/source.js
var config_source = __webpack_require__(86246);
;// CONCATENATED MODULE: ./build/config/issues.js



/** The problems behind what a schema refused, each at the place of the key or value it is about. */
function problemsOfIssues(issues, { source, schema }) {
    return issues.flatMap((issue) => problemsOfIssue(issue, { source, schema, within: [] }));
}
function problemsOfIssue(issue, context) {
    const path = [...context.within, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
        const known = knownKeys(context.schema, issue.path);
        return issue.keys.map((key) => (0,config_problems/* configUnknownKey */.Cb)({ key, within: pathText(path), hint: (0,suggestion/* didYouMean */.a)(key, known), at: (0,config_source/* placeOfKey */.qQ)(context.source, [...path, key]) }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0)
        return problemsOfUnion(issue, { source: context.source, schema: context.schema, path });
    return [(0,config_problems/* configInvalid */.ki)({ path: pathText(path), reason: lowerFirst(issue.message), at: (0,config_source/* placeOf */.$t)(context.source, path) })];
}
/** Of a union of kinds, only the kind that was meant is told about: the one whose schema minds the fewest keys. */
function problemsOfUnion(issue, { source, schema, path }) {
    const options = unionOptions(schemaAt(schema, issue.path));
    const value = valueAt(source.value, path);
    const meant = issue.errors
        .map((errors, index) => ({ errors, option: options[index], weight: weightOf(errors, value, options[index]) }))
        .sort((a, b) => a.weight - b.weight)[0];
    if (meant === undefined)
        return [];
    if ((0,config_source/* isPlainMap */.nK)(value) && meant.weight >= notThisKind) {
        const kinds = options.flatMap((option) => requiredKeys(option));
        const key = Object.keys(value)[0] ?? '';
        return [(0,config_problems/* configUnknownKey */.Cb)({ key, within: pathText(path), hint: (0,suggestion/* didYouMean */.a)(key, kinds), at: (0,config_source/* placeOfKey */.qQ)(source, [...path, key]) })];
    }
    return meant.errors.flatMap((error) => problemsOfIssue(error, { source, schema: meant.option, within: path }));
}
const notThisKind = 1_000;
function weightOf(errors, value, option) {
    const kindMissing = (0,config_source/* isPlainMap */.nK)(value) && requiredKeys(option).length > 0 && !requiredKeys(option).some((key) => key in value);
    const wrongShape = errors.some((error) => error.path.length === 0 && error.code === 'invalid_type');
    return errors.length + (kindMissing || wrongShape ? notThisKind : 0);
}
function definitionOf(schema) {
    const definition = schema?._zod?.def;
    if (definition === undefined)
        return null;
    const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined);
    return inner === undefined ? definition : definitionOf(inner);
}
function schemaAt(schema, path) {
    let found = schema;
    for (const key of path) {
        const definition = definitionOf(found);
        found = definition?.shape?.[key] ?? definition?.element ?? definition?.valueType ?? null;
    }
    return found;
}
function knownKeys(schema, path) {
    return Object.keys(definitionOf(schemaAt(schema, path))?.shape ?? {});
}
function unionOptions(schema) {
    return definitionOf(schema)?.options ?? [];
}
function requiredKeys(schema) {
    const shape = definitionOf(schema)?.shape ?? {};
    return Object.entries(shape).flatMap(([key, part]) => {
        const type = part._zod?.def?.type;
        return type === 'optional' || type === 'default' || type === 'prefault' ? [] : [key];
    });
}
function valueAt(value, path) {
    return path.reduce((part, key) => part?.[key], value);
}
function pathText(path) {
    return path.length === 0 ? 'fairlead.yml' : path.join('.');
}
function lowerFirst(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

// EXTERNAL MODULE: ./build/config/references.js
var references = __webpack_require__(15125);
;// CONCATENATED MODULE: ./build/config/config.js







/** References that every system has. `env.*` is any variable of the process environment. */
const builtIn = ['environment', 'release.id', 'release.commit', 'release.directory', 'release.attempt', 'system'];
/** Reads fairlead.yml for one environment; reports all problems at once, each with file, line and column. */
function loadConfig({ text, file, environment, inline, sections }) {
    const written = text === null ? config_source/* nothing */.s6 : (0,config_source/* readYaml */.gM)(text, file);
    const withOverlay = layEnvironment(written, { environment, sections, hasFile: text !== null });
    const source = [...inline].reduce((below, [input, { section, text: yaml }]) => (0,config_source/* overlay */.Lw)(removeSection(below, section), (0,config_source/* nest */.$I)((0,config_source/* readYaml */.gM)(yaml, `input ${input}`), [section])), withOverlay);
    const { values, problems } = readSections(source, sections);
    (0,problem/* throwProblems */.Jh)([...problems, ...unknownReferences(source, sections, values)]);
    const position = (...path) => (0,config_source/* placeOf */.$t)(source, path);
    return {
        system: String(source.value['system'] ?? 'system'),
        environment,
        section: (section) => (values.get(section.name) ?? null),
        require(section) {
            const value = values.get(section.name);
            if (value === undefined)
                throw (0,config_problems/* configSectionMissing */.GB)({ section: section.name, file, sketch: section.sketch });
            return value;
        },
        position,
    };
}
/** JSON Schema (2020-12) of fairlead.yml, for editors. */
function configJsonSchema(sections) {
    const shape = Object.fromEntries(sections.map((section) => [section.name, section.schema.describe(section.description).optional()]));
    const overlaid = schemas/* looseObject */._H3({}).describe('What is different in this environment: any part of the file. Null removes a key.');
    return json_schema_processors/* toJSONSchema */.bl(schemas/* strictObject */.rej({ system: systemName, environments: schemas/* record */.g1P(schemas/* string */.YjP(), overlaid), ...shape }), {
        unrepresentable: 'any',
        io: 'input',
    });
}
const systemName = schemas/* string */.YjP().regex(/^[a-z0-9][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens');
function layEnvironment(written, { environment, sections, hasFile }) {
    const root = (0,config_source/* isPlainMap */.nK)(written.value) ? written.value : {};
    const environments = (0,config_source/* isPlainMap */.nK)(root['environments']) ? root['environments'] : {};
    const names = Object.keys(environments);
    if (hasFile && !names.includes(environment)) {
        throw (0,config_problems/* environmentUnknown */.EN)({ environment, hint: (0,suggestion/* didYouMean */.a)(environment, names), at: (0,config_source/* placeOf */.$t)(written, ['environments']) });
    }
    const { environments: _, ...base } = root;
    const over = (0,config_source/* partOf */.BU)(written, ['environments', environment]);
    const appended = sections.filter((section) => section.appended).map((section) => section.name);
    return (0,config_source/* overlay */.Lw)({ ...written, value: base }, { ...over, value: over.value ?? {} }, appended);
}
function removeSection(source, section) {
    const { [section]: _, ...value } = source.value;
    return { ...source, value };
}
function readSections(source, sections) {
    const values = new Map();
    const shape = Object.fromEntries(sections.map((section) => [section.name, section.schema.optional()]));
    const schema = schemas/* strictObject */.rej({ system: systemName.optional(), ...shape });
    if (!(0,config_source/* isPlainMap */.nK)(source.value))
        return { values, problems: [(0,config_problems/* configInvalid */.ki)({ path: 'fairlead.yml', reason: 'expected a map', at: (0,config_source/* placeOf */.$t)(source, []) })] };
    const read = schema.safeParse(source.value);
    if (!read.success)
        return { values, problems: problemsOfIssues(read.error.issues, { source, schema }) };
    for (const [name, value] of Object.entries(read.data))
        if (value !== undefined)
            values.set(name, value);
    return { values, problems: [] };
}
function unknownReferences(source, sections, values) {
    const provided = sections.flatMap((section) => (values.has(section.name) ? section.provides(values.get(section.name)) : []));
    const known = [...builtIn, ...provided];
    // Where the schema already refused the file, what a section provides is not known.
    if (values.size === 0)
        return [];
    return (0,references/* allReferences */.ur)(source.value)
        .filter(({ name }) => !known.includes(name) && !/^env\.[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        .map(({ name, path }) => (0,config_problems/* referenceUnknown */.Ck)({ reference: name, hint: (0,suggestion/* didYouMean */.a)(name, known), at: (0,config_source/* placeOf */.$t)(source, path) }));
}


/***/ })

};
