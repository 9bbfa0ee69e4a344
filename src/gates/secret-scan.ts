import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { stellarSeedsIn } from '../core/stellar-seed.ts'
import { type GateContext, type GateKind, passed, refused } from './gate.ts'
import { nothingToScan, secretsFound } from './problems.ts'

/** Larger files are not text that people write. */
const largestFile = 8 * 1024 * 1024

const schema = z.strictObject({
  paths: z.array(z.string()).min(1).default(['.']).describe('Files and folders to look at, from the working directory.'),
})

/** Looks for Stellar secret seeds, by checksum, in all files that git tracks under the paths. Tells where, never what. */
export const secretScanGate: GateKind<z.infer<typeof schema>> = {
  key: 'secret-scan',
  description: 'No Stellar secret seed stands in a tracked file.',
  schema,
  runsCommands: false,
  name: ({ paths }) => `secret scan of ${paths.join(', ')}`,
  async judge({ paths }, { world, at }) {
    const files = await trackedFiles(paths, world)
    const expected = 'no secret seed'
    if (files.length === 0) {
      return refused(nothingToScan({ paths: paths.join(', '), at }), { expected, observed: 'no file', verdict: 'error' })
    }
    const found: string[] = []
    for (const file of files) found.push(...(await seedPlaces(join(world.directory, file), file)))
    if (found.length === 0) return passed(expected, `none in ${files.length} files`)
    return refused(secretsFound({ found: found.join(', '), at }), { expected, observed: `${found.length} found` })
  },
}

async function trackedFiles(paths: readonly string[], { processes, directory }: GateContext['world']): Promise<string[]> {
  const listed = await processes.run('git', ['ls-files', '-z', '--', ...paths], { directory })
  return listed.exitCode === 0 ? listed.stdout.split('\0').filter((path) => path !== '') : []
}

async function seedPlaces(path: string, shown: string): Promise<string[]> {
  const about = await stat(path).catch(() => null)
  if (about === null || !about.isFile() || about.size > largestFile) return []
  const text = await readFile(path, 'latin1')
  return stellarSeedsIn(text).map((position) => `${shown}:${text.slice(0, position).split('\n').length}`)
}
