import type { GroupFact, TlsFacts } from '../../../model/tls.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import {
  atEachPqcAddress,
  byCompletedFacts,
  type CheckDefinition,
  fail,
  inconclusive,
  pass,
  warn,
} from '../../check.ts'
import { isPostQuantumName, meets, USUAL_CLASSICAL } from '../../groups.ts'
import { askBoth } from '../../handshakes/groupChoice.ts'
import { enableHybrid } from '../../remedy.ts'

/** With a key share for each group, so that the server needs no HelloRetryRequest and only its preference decides. */
export const preference: CheckDefinition = {
  id: 'preference',
  title: 'The server prefers post-quantum to classical groups, in whichever order a client offers them',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const others = [...(at.notAllowed ? [at.notAllowed] : []), at.classical ?? USUAL_CLASSICAL]
      const [first, last] = await Promise.all([
        askBoth(at, [at.group, ...others]),
        askBoth(at, [...others, at.group]),
      ])
      if (first.group === undefined || last.group === undefined) {
        return inconclusive(
          `with both groups offered: ${first.group === undefined ? first.words : last.words}`,
        )
      }
      const [chosen, chosenLast] = [groupName(first.group), groupName(last.group)]
      const found = byCompletedFacts(subject, at, choiceOf(at.facts, chosen, chosenLast), 'preference')
      if (found?.inconclusive) return found
      // What a mandate asks of the order is not a weakness of its own.
      if (found || !meets(subject.options, chosen)) {
        return fail(
          `offered ${at.group.name} and ${others.map(({ name }) => name).join(' and ')}, with a key share for each, the server chooses ${chosen}`,
          [found?.remedy, enableHybrid(subject), 'The server’s list is in the order of its preference.']
            .filter((text) => text !== undefined)
            .join(' '),
        )
      }
      if (meets(subject.options, chosenLast)) return pass(`${chosen}, whichever is offered first`)
      return warn(
        `the client’s order decides: ${chosen} if it is offered first, ${chosenLast} if that is offered first`,
        'Make the server’s order decide (OpenSSL: ServerPreference).',
      )
    }),
}

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
