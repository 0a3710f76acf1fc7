import type { GroupFact, TlsFacts } from '../../../model/tls.ts'
import { groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { atEachPqcAddress, byCompletedFacts, check, inconclusive } from '../../check.ts'
import { isPostQuantumName, meets, USUAL_CLASSICAL } from '../../groups.ts'
import { askBoth } from '../../handshakes/groupChoice.ts'

/** With a key share for each group, so that the server needs no HelloRetryRequest and only its preference decides. */
export const preference = check('preference', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    if (at.cause?.id === 'mixed') return inconclusive(at.cause.evidence)
    const others = [...(at.notAllowed ? [at.notAllowed] : []), at.classical ?? USUAL_CLASSICAL]
    const [first, last] = await Promise.all([
      askBoth(at, [at.group, ...others]),
      askBoth(at, [...others, at.group]),
    ])
    if (first.group === undefined) return say('no-choice', { words: first.words })
    if (last.group === undefined) return say('no-choice', { words: last.words })
    const [chosen, chosenLast] = [groupName(first.group), groupName(last.group)]
    const found = byCompletedFacts(subject, at, choiceOf(at.facts, chosen, chosenLast), 'preference')
    if (found?.inconclusive) return found
    // What a mandate asks of the order is not a weakness of its own.
    if (found || !meets(subject.options, chosen)) {
      const names = others.map(({ name }) => name).join(' and ')
      const also = found?.remedy === undefined ? '' : `${found.remedy} `
      return say('other-group', { group: at.group.name, others: names, chosen, also })
    }
    return say(meets(subject.options, chosenLast) ? 'preferred' : 'client-decides', { chosen, chosenLast })
  }),
)

/**
 * The scan's groups after two offers, the post-quantum group first and last in them. A classical group that is chosen
 * although it was offered last is preferred; otherwise a group is if it is chosen both times.
 */
const choiceOf = (
  { groups }: TlsFacts,
  chosen: string,
  chosenLast: string,
): Pick<TlsFacts, 'groups' | 'groupChoice'> => {
  const isServers = chosen === chosenLast || !isPostQuantumName(chosen)
  return {
    groupChoice: isServers ? 'server' : 'client',
    groups: groups.map(({ rank: _, ...fact }): GroupFact => {
      if (fact.name === chosen) return { ...fact, state: 'accepted', ...(isServers ? { rank: 1 } : {}) }
      return fact.name === chosenLast ? { ...fact, state: 'accepted' } : fact
    }),
  }
}
