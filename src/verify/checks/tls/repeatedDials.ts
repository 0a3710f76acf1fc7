import { groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { atEachAddress, byCompletedFacts, check, inconclusive } from '../../check.ts'
import { meets } from '../../groups.ts'
import { counted } from '../../handshakes/groupChoice.ts'

export const repeatedDials = check('repeated-dials', (subject, say) =>
  atEachAddress(subject, (at) => {
    const { options } = subject
    const { dials, cause } = at
    const made = dials.length
    if (made === 0 && cause?.open !== undefined) return inconclusive(cause.open)
    const upgraded = dials.filter(
      ({ group }) => group !== undefined && meets(options, groupName(group)),
    ).length
    const lost = dials.filter((answer) => answer.lost).length
    const kind = options.policy?.groups ? 'as the mandate requires' : 'post-quantum'
    const what = `${upgraded} of ${made} connections ${kind} (${counted(dials)})`
    // The scan may have seen servers that differ in anything other than their groups.
    if (upgraded === made) return byCompletedFacts(subject, at, {}, 'repeated-dials') ?? say('all', { what })
    if (lost === made) return say('no-answer', { what })
    if (upgraded + lost === made) return say('some-lost', { what })
    return say(upgraded > 0 ? 'some' : 'none', { what })
  }),
)
