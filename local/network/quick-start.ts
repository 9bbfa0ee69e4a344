/**
 * Import it first, and the rest dynamically: most of a short start goes into finding and compiling the 500 modules that XDR is made
 * of. They are put into one file, once for each version of the SDK, and what was compiled is kept from one process to the next.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { enableCompileCache, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pid } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const xdr = '@stellar/stellar-sdk/xdr'
const entry = fileURLToPath(import.meta.resolve(xdr))
const { version } = JSON.parse(readFileSync(join(entry, '../../../../package.json'), 'utf8')) as { version: string }
const cache = join(import.meta.dirname, '../../node_modules/.cache')
const bundle = join(cache, `stellar-xdr-${version}.mjs`)

if (!existsSync(bundle)) await makeBundle()
enableCompileCache(join(cache, 'compiled'))
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === xdr) return { url: pathToFileURL(bundle).href, format: 'module', shortCircuit: true }
    // Files of ours are named in full, so nothing has to be searched for.
    if (!specifier.startsWith('.') || !specifier.endsWith('.ts')) return next(specifier, context)
    return { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
  },
})

async function makeBundle(): Promise<void> {
  const { build } = await import('esbuild')
  // Several processes may do so at once: the file appears whole or not at all.
  const draft = `${bundle}.${pid}`
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', target: 'node24', outfile: draft, logLevel: 'error' })
  renameSync(draft, bundle)
}
