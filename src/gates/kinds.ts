import { checksGate } from './checks.ts'
import { commandGate } from './command.ts'
import { coverageGate } from './coverage.ts'
import { envGate } from './env.ts'
import type { GateKind } from './gate.ts'
import { secretScanGate } from './secret-scan.ts'

/** Every kind of gate. A new one is one file and one line here; schema, docs and did-you-mean follow. */
export const gateKinds = [checksGate, commandGate, coverageGate, envGate, secretScanGate] as readonly GateKind<unknown>[]
