import type { Server } from './server.ts'

/** What the role of database.url may do beyond what a release needs at least (ownership, CREATEDB). */
export type Capability = 'see-other-sessions' | 'end-other-sessions' | 'carry-over-role-settings'

/** What is otherwise when a role lacks it, for the person who reads the plan. */
export const lackOf: Readonly<Record<Capability, string>> = {
  'see-other-sessions':
    'sessions of other roles cannot be told idle from writing (pg_read_all_stats): where there are any, a failed migration is held',
  'end-other-sessions':
    'sessions of other roles cannot be ended (pg_signal_backend): while there are any, the standby database cannot be swapped in',
  'carry-over-role-settings': 'settings that the database has for other roles do not come along to its standby (superuser)',
}

export function capabilitiesOf({ role }: Pick<Server, 'role'>): Readonly<Record<Capability, boolean>> {
  return {
    'see-other-sessions': role.maySeeSessions,
    'end-other-sessions': role.mayEndSessions,
    'carry-over-role-settings': role.isSuperuser,
  }
}

export function lacking(server: Pick<Server, 'role'>): string[] {
  const has = capabilitiesOf(server)
  return (Object.keys(lackOf) as Capability[]).filter((capability) => !has[capability]).map((capability) => lackOf[capability])
}
