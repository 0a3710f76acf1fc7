import { groupName } from '../../../registry/tls/namedGroups.ts'
import { atEachAddress, check } from '../../check.ts'
import { meets, USUAL_CLASSICAL, usualGroup } from '../../groups.ts'
import { askBoth } from '../../handshakes/groupChoice.ts'

/** Several servers may share an address: a load balancer may have a server behind it that was not upgraded. */
export const repeatedDials = check('repeated-dials', (subject, say) =>
  atEachAddress(subject, async (at) => {
    const { options } = subject
    const offered = [
      at.group ?? usualGroup(options),
      ...(at.notAllowed ? [at.notAllowed] : []),
      at.classical ?? USUAL_CLASSICAL,
    ]
    const answers: string[] = []
    let upgraded = 0
    let lost = 0
    // A host that answers none of the first ones is not waited for.
    while (answers.length < options.dials && (lost < MAX_LOST || lost < answers.length)) {
      const { group, words, lost: isLost } = await askBoth(at, offered)
      if (isLost) lost++
      else if (group !== undefined && meets(options, groupName(group))) upgraded++
      answers.push(group === undefined ? words : groupName(group))
    }
    const made = answers.length
    const kind = options.policy?.groups ? 'as the mandate requires' : 'post-quantum'
    const what = `${upgraded} of ${made} connections ${kind} (${counted(answers)})`
    if (upgraded === made) return say('all', { what })
    if (lost === made) return say('no-answer', { what })
    if (upgraded + lost === made) return say('some-lost', { what })
    return say(upgraded > 0 ? 'some' : 'none', { what })
  }),
)

/** Unanswered connections in a row, from the first. */
const MAX_LOST = 3

/** `X25519MLKEM768 6 times, x25519 2 times`. */
const counted = (answers: readonly string[]): string =>
  [...Map.groupBy(answers.toSorted(), (answer) => answer)]
    .map(([answer, { length }]) => `${answer} ${length === 1 ? 'once' : `${length} times`}`)
    .join(', ')
