/**
 * Import it first, and the rest dynamically: most of a short start goes into finding and compiling the 500 modules that XDR is made
 * of. Compiled code is kept from one process to the next, and imports that name their file in full are not searched for.
 */
import { enableCompileCache, registerHooks } from 'node:module'

enableCompileCache()
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context
    const isOurs = specifier.startsWith('.') && specifier.endsWith('.ts')
    const isOfSdk = specifier.startsWith('.') && specifier.endsWith('.js') && parentURL.includes('/@stellar/stellar-sdk/lib/esm/')
    if (!isOurs && !isOfSdk) return next(specifier, context)
    return { url: new URL(specifier, parentURL).href, format: isOurs ? 'module-typescript' : 'module', shortCircuit: true }
  },
})
