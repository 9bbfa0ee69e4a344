import * as xdr from '@stellar/stellar-sdk/xdr'
import { concatenate } from '../bytes.ts'
import type { Hosts } from './hosts.ts'
import { encodeChanges } from './meta.ts'
import { readSettings, type Settings, settingEntries } from './settings.ts'
import { Draft, type Entries, type KeyText, type State } from './state.ts'
import { resizedWindow, stateSize, windowEntries } from './state-size.ts'
import { changesStateSize, type HeaderUpgrade, readUpgrade, type Upgrade } from './upgrade.ts'

interface Place {
  state: State
  /** All entries as they were before the ledger. */
  before: Entries
  hosts: Hosts
  /** In force so far. */
  protocol: number
  ledger: number
}

export interface Upgraded {
  header: HeaderUpgrade
  /** XDR of UpgradeEntryMetas, of what was carried out. */
  metas: Uint8Array[]
}

/** Carries out votes, each on top of those before it; what cannot be carried out is passed over. The settings are to be read anew. */
export function applyUpgrades(votes: readonly xdr.UpgradeType[], place: Place): Upgraded {
  const { state, hosts, protocol, ledger } = place
  const header: HeaderUpgrade = {}
  const metas: Uint8Array[] = []
  for (const vote of votes) {
    const upgrade = readUpgrade(xdr.LedgerUpgrade.fromXDR(vote.value), state, header.ledgerVersion ?? protocol)
    if (upgrade === null) continue
    Object.assign(header, upgrade.header)
    if (upgrade.header.ledgerVersion !== undefined) hosts.changeTo(upgrade.header.ledgerVersion)
    const draft = new Draft(state)
    for (const [key, entry] of settingEntries(upgrade.settings, ledger)) draft.set(key, entry)
    const settings = readSettings(draft)
    hosts.configure(settings.forHost)
    for (const [key, entry] of windowAfter(upgrade, settings, place)) draft.set(key, entry)
    metas.push(concatenate(vote.value, encodeChanges(draft.commit())))
  }
  return { header, metas }
}

// Samples are taken of the state as it was before the ledger.
function windowAfter(upgrade: Upgrade, { sizeWindow, archival }: Settings, { before, hosts, ledger }: Place): [KeyText, Uint8Array][] {
  const wanted = archival.liveSorobanStateSizeWindowSampleSize
  if (changesStateSize(upgrade)) return windowEntries(Array<bigint>(wanted).fill(stateSize(before, hosts.applying)), ledger)
  return sizeWindow.length === wanted ? [] : windowEntries(resizedWindow(sizeWindow, wanted), ledger)
}
