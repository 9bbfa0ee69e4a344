import type { Section } from './config/section.ts'
import { releaseSection } from './core/release.ts'
import { gatesSection } from './gates/gates-section.ts'
import { databaseSection } from './postgres/database-section.ts'
import { healthSection } from './probes/health-section.ts'
import { recordSection } from './record-place.ts'
import { contractsSection } from './soroban/contracts-section.ts'
import { networkSection } from './soroban/network/network-section.ts'
import { sqliteSection } from './sqlite/sqlite-section.ts'
import { balancerSection } from './traffic/balancer-section.ts'
import { servicesSection } from './traffic/services-section.ts'
import { soakSection } from './traffic/soak-section.ts'

/** Every section fairlead.yml may have, in the order of the reference. */
export const sections: readonly Section<unknown>[] = [
  recordSection,
  releaseSection,
  networkSection,
  contractsSection,
  databaseSection,
  sqliteSection,
  soakSection,
  gatesSection,
  servicesSection,
  balancerSection,
  healthSection,
]
