import { accountIdOf } from '../account.ts'
import type { ClassicOperation } from '../operation-kind.ts'

const code = { success: 0, malformed: -1, alreadySponsored: -2, recursive: -3 }

/** From here on the source pays the reserve of what is made for an account, until that account ends it (CAP-33). */
export const beginSponsoringFutureReserves: ClassicOperation<'beginSponsoringFutureReserves'> = {
  level: 'medium',
  check({ beginSponsoringFutureReservesOp }, source) {
    return accountIdOf(beginSponsoringFutureReservesOp.sponsoredId) === source ? code.malformed : code.success
  },
  apply({ beginSponsoringFutureReservesOp }, { source, sponsorships }) {
    const sponsored = accountIdOf(beginSponsoringFutureReservesOp.sponsoredId)
    if (sponsorships.has(sponsored)) return { code: code.alreadySponsored }
    if (sponsorships.has(source) || [...sponsorships.values()].includes(sponsored)) return { code: code.recursive }
    sponsorships.set(sponsored, source)
    return { code: code.success }
  },
}
