import { durationText, parseDuration } from '../../core/duration.ts'
import { type Outcome, outcome } from '../../core/outcome.ts'
import { backupTooOld, restoreTooSlow } from '../../database/backup-problems.ts'
import type { StoredBackup } from '../../database/stored-backup.ts'

/** Whether a backup that was restored and compared is young enough, and was restored fast enough. */
export function judgeDrill(
  backup: Pick<StoredBackup, 'path' | 'sha256' | 'manifest'>,
  { rtoMs, rpoMs, level, targets }: { rtoMs: number; rpoMs: number; level: number; targets: { rto: string; rpo: string } },
): Outcome {
  const { rto, rpo } = targets
  const problems = [
    ...(rpoMs > parseDuration(rpo).ms ? [backupTooOld({ backup: backup.path, age: durationText(rpoMs), target: rpo })] : []),
    ...(rtoMs > parseDuration(rto).ms ? [restoreTooSlow({ backup: backup.path, took: durationText(rtoMs), target: rto })] : []),
  ]
  return outcome({
    verdict: problems.length === 0 ? 'pass' : 'fail',
    changed: false,
    problems,
    outputs: {
      'backup-path': backup.path,
      'backup-sha256': backup.sha256,
      'verified-level': String(level),
      'rto-ms': String(Math.round(rtoMs)),
      'rpo-ms': String(Math.round(rpoMs)),
    },
    facts: { state: 'drilled', takenAt: backup.manifest.takenAt, rto, rpo },
  })
}
