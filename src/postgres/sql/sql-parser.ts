import { brotliDecompressSync } from 'node:zlib'
import type { Node } from 'libpg-query'

export type SqlNode = Node

/** One statement of an SQL text. */
export interface SqlStatement {
  /** Without what stands before it, such as comments. */
  readonly text: string
  /** Where it begins in the whole text, in UTF-16 units. */
  readonly offset: number
  readonly tree: SqlNode
}

export type ParsedSql =
  | { readonly parsed: true; readonly statements: readonly SqlStatement[] }
  /** What PostgreSQL's own grammar says, and where. */
  | { readonly parsed: false; readonly reason: string; readonly offset: number }

export interface SqlParser {
  parse(text: string): ParsedSql
}

/** The newest major whose grammar this is. Later servers know more. */
export const grammarMajor = 17

/** PostgreSQL's own grammar, compiled to WebAssembly (libpg-query). Loaded when first asked for: it costs some 60 ms. */
export async function loadSqlParser(): Promise<SqlParser> {
  const [{ default: createModule }, { grammarBinary }] = await Promise.all([
    import('libpg-query/wasm/libpg-query.js'),
    import('./sql-grammar.ts'),
  ])
  // The glue is CommonJS and names its folder before it looks whether it needs it; in a bundle of modules there is none.
  Object.assign(globalThis, { __dirname: '' })
  const binary = new WebAssembly.Module(brotliDecompressSync(Buffer.from(grammarBinary, 'base64')))
  const grammar = await createModule({
    instantiateWasm: (imports, ready) => ready(new WebAssembly.Instance(binary, imports)),
  })
  return { parse: (text) => parse(grammar, text) }
}

/** What the glue of libpg-query offers. */
export interface Grammar {
  _malloc(bytes: number): number
  _free(pointer: number): void
  _wasm_parse_query_raw(text: number): number
  _wasm_free_parse_result(result: number): void
  lengthBytesUTF8(text: string): number
  stringToUTF8(text: string, pointer: number, bytes: number): void
  UTF8ToString(pointer: number): string
  getValue(pointer: number, type: 'i32'): number
}

interface RawTree {
  readonly stmts?: readonly { readonly stmt?: SqlNode; readonly stmt_location?: number; readonly stmt_len?: number }[]
}

function parse(grammar: Grammar, text: string): ParsedSql {
  const bytes = grammar.lengthBytesUTF8(text) + 1
  const pointer = grammar._malloc(bytes)
  grammar.stringToUTF8(text, pointer, bytes)
  const result = grammar._wasm_parse_query_raw(pointer)
  try {
    // struct { char *parse_tree; char *stderr_buffer; PgQueryError *error; }
    const error = grammar.getValue(result + 8, 'i32')
    if (error !== 0) return readError(grammar, { error, text })
    const told = grammar.UTF8ToString(grammar.getValue(result, 'i32'))
    const tree = told === '' ? {} : (JSON.parse(told) as RawTree)
    return { parsed: true, statements: statementsOf(tree, text) }
  } finally {
    grammar._free(pointer)
    grammar._wasm_free_parse_result(result)
  }
}

/** struct { char *message; char *funcname; char *filename; int lineno; int cursorpos; char *context; }; cursorpos counts characters from 1. */
function readError(grammar: Grammar, { error, text }: { error: number; text: string }): ParsedSql {
  const characters = Math.max(0, grammar.getValue(error + 16, 'i32') - 1)
  const before = [...text].slice(0, characters).join('')
  return { parsed: false, reason: grammar.UTF8ToString(grammar.getValue(error, 'i32')), offset: before.length }
}

/** Locations of the grammar are bytes, and a statement begins for it right after the semicolon before. */
function statementsOf({ stmts = [] }: RawTree, text: string): SqlStatement[] {
  const bytes = Buffer.from(text)
  return stmts.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    if (stmt === undefined) return []
    const whole = bytes.subarray(start, length === undefined ? bytes.length : start + length).toString()
    const skipped = blankBefore(whole)
    return [{ text: whole.slice(skipped).trimEnd(), offset: bytes.subarray(0, start).toString().length + skipped, tree: stmt }]
  })
}

/** Length of the space and the comments that a text begins with. */
function blankBefore(text: string): number {
  let at = 0
  for (;;) {
    const blank = /^(?:\s+|--[^\n]*\n?)+/.exec(text.slice(at))
    if (blank !== null) at += blank[0].length
    if (!text.startsWith('/*', at)) return at
    at = endOfComment(text, at)
  }
}

/** Comments of this kind nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; ) {
    const two = text.slice(at, at + 2)
    depth += two === '/*' ? 1 : two === '*/' ? -1 : 0
    at += two === '/*' || two === '*/' ? 2 : 1
    if (depth === 0) return at
  }
  return text.length
}
