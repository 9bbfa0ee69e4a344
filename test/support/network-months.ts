/** `node test/support/network-months.ts ENTRIES`: how long 120 days take a network. Apart from jest, in whose rooms the same takes four times as long. */
import { argv, stdout } from 'node:process'
import { startNetwork } from '../../local/network/network.ts'
import { fill } from './network-entries.ts'

const ledgersOf120Days = 120 * 17_280

await using network = await startNetwork({ idleClose: 3_600_000 })
fill(network, Number(argv[2]))
const begun = performance.now()
network.advanceTo(network.ledger.sequence + ledgersOf120Days)
const seconds = (performance.now() - begun) / 1_000
stdout.write(JSON.stringify({ seconds, swept: network.ledger.archive.size }))
