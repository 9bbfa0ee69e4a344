import type { Run } from '../../core/action.ts'
import type { World } from '../../core/world.ts'
import { recordEmpty } from './problems.ts'

/** A record that is gone with its checkout says nothing of what there is to undo. Problem `rollback/record-empty`. */
export function refuseLostRecord(
  { history, recordLocation }: Pick<Run, 'history' | 'recordLocation'>,
  { directory }: Pick<World, 'directory'>,
): void {
  if (history.entries.length === 0 && recordLocation.startsWith(`directory:${directory}/`)) throw recordEmpty({ location: recordLocation })
}
