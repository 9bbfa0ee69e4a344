/** Replays the scenarios that it is sent, one after the other. */
import { parentPort } from 'node:worker_threads'
import { outcomeOf } from './attempt.ts'
import type { Scenario } from './recordings.ts'

if (parentPort === null) throw new Error('this is a worker thread')
const port = parentPort
port.on('message', (scenario: Scenario) => port.postMessage(outcomeOf(scenario)))
