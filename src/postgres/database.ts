import type { Run } from '../core/action.ts'
import type { World } from '../core/world.ts'
import { type DatabaseAddress, readAddress } from './address.ts'
import { type Connection, connect } from './connection.ts'
import { databaseSection } from './database-section.ts'
import { applicationName, type SessionPurpose } from './names.ts'
import { maintenanceIsLive } from './problems.ts'
import { readServer, type Server } from './server.ts'

/** The live database of an environment, reached from the maintenance database so that it can be renamed or closed. */
export interface Database extends AsyncDisposable {
  readonly name: string
  readonly address: DatabaseAddress
  readonly server: Server
  readonly maintenance: Connection
  readonly maintenanceName: string
  /** application_name of a session of this run. */
  applicationName(purpose: SessionPurpose): string
  /** Tells the sessions of this run from those of another. */
  readonly nonce: string
  connect(options: { to: string; as: SessionPurpose }): Promise<Connection>
  /** How many sessions to the live database this object has opened, or a program that it was told of. */
  sessionsOpened(): number
  /** A program of ours, which we cannot look into, opens this many sessions to the live database. */
  sessionsOfProgram(count: number): void
}

/** The address of the server itself. A secret. */
export function databaseUrl({ config, references }: Pick<Run, 'config' | 'references'>): string {
  const section = config.require(databaseSection)
  return references.secret(section['direct-url'] ?? section.url, { at: config.position('database', urlKey(section)) })
}

function urlKey(section: { 'direct-url'?: string | undefined }): 'direct-url' | 'url' {
  return section['direct-url'] === undefined ? 'url' : 'direct-url'
}

/** Reads section `database`, reaches the server and learns what it is. The live database itself may be closed or missing. */
export async function openDatabase(
  { config, references, release }: Pick<Run, 'config' | 'references' | 'release'>,
  { randomBytes }: Pick<World, 'randomBytes'>,
): Promise<Database> {
  const section = config.require(databaseSection)
  const maintenanceName = section['maintenance-database']
  const address = readAddress(databaseUrl({ config, references }), config.position('database', urlKey(section)))
  if (address.database === maintenanceName)
    throw maintenanceIsLive({ database: maintenanceName, at: config.position('database', 'maintenance-database') })
  return openDatabaseAt(address, { maintenanceName, release: release.id, randomBytes })
}

/** The same for an address that is known already. */
export async function openDatabaseAt(
  address: DatabaseAddress,
  { maintenanceName, release, randomBytes }: { maintenanceName: string; release: string; randomBytes: World['randomBytes'] },
): Promise<Database> {
  const nonce = Buffer.from(randomBytes(4)).toString('hex')
  const nameFor = (purpose: SessionPurpose) => applicationName({ purpose, release, nonce })
  let opened = 0
  const open = async ({ to, as }: { to: string; as: SessionPurpose }) => {
    const connection = await connect(address, { database: to, application: nameFor(as), purpose: `"${to}" (${as})` })
    if (to === address.database) opened += 1
    return connection
  }
  const maintenance = await open({ to: maintenanceName, as: 'read' })
  try {
    return {
      name: address.database,
      address,
      server: await readServer(maintenance, address),
      maintenance,
      maintenanceName,
      applicationName: nameFor,
      nonce,
      connect: open,
      sessionsOpened: () => opened,
      sessionsOfProgram: (count) => {
        opened += count
      },
      [Symbol.asyncDispose]: () => maintenance[Symbol.asyncDispose](),
    }
  } catch (thrown) {
    await maintenance[Symbol.asyncDispose]()
    throw thrown
  }
}
