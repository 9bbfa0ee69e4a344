import { builds } from './host/provenance.ts'

/** Protocols that there is a host for, in order. */
export const protocols: readonly number[] = builds.flatMap(({ name }) => /^p(\d+)-plain$/.exec(name)?.slice(1).map(Number) ?? []).sort()
