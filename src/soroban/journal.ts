import type { Submission } from './submission.ts'

/** What was signed, written down before it is sent. It only saves time: a run without it finds the same on the chain. */
export interface Journal {
  note(sent: Submission): Promise<void>
}

export const noJournal: Journal = { note: async () => undefined }
