import { atEachAddress, type Finding, inconclusive, skipped } from './check.ts'
import { isWantedOpen, wanted } from './demand.ts'
import type { Group } from './groups.ts'
import type { Subject, TlsAddress } from './subject.ts'

type Upgraded = TlsAddress & { group: Group }

/** The same check at each address that takes a post-quantum group; of the others there is nothing to check. */
export const atEachUpgraded = (
  subject: Subject,
  check: (address: Upgraded) => Finding | Promise<Finding>,
): Promise<Finding> =>
  atEachAddress(subject, (at) => {
    const { group, facts } = at
    if (group) return check({ ...at, group })
    return isWantedOpen(subject.options, facts)
      ? inconclusive(`whether it takes a ${wanted(subject.options)} could not be found out`)
      : skipped(`it takes no ${wanted(subject.options)}`)
  })
