import type { ClassicOperation } from '../operation-kind.ts'

const code = { success: 0, notSponsored: -1 }

export const endSponsoringFutureReserves: ClassicOperation<'endSponsoringFutureReserves'> = {
  level: 'medium',
  check() {
    return code.success
  },
  apply(_body, { source, sponsorships }) {
    return { code: sponsorships.delete(source) ? code.success : code.notSponsored }
  },
}
