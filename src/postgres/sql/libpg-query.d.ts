/** The glue inside libpg-query can be given the WebAssembly; by itself it reads a file beside it, which a bundle has not. */
declare module 'libpg-query/wasm/libpg-query.js' {
  import type { Grammar } from './sql-parser.ts'

  const createModule: (options: {
    instantiateWasm: (
      imports: ConstructorParameters<typeof WebAssembly.Instance>[1],
      ready: (instance: WebAssembly.Instance) => void,
    ) => void
  }) => Promise<Grammar>

  export { createModule as default }
}
