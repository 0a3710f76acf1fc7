import { groupName } from '../../../registry/tls/namedGroups.ts'
import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, warn } from '../../check.ts'
import { meets, usualGroup } from '../../demand.ts'
import { USUAL_CLASSICAL } from '../../groups.ts'
import { enableHybrid } from '../../remedy.ts'
import { askBoth } from './preference.ts'

/** One address may stand for several servers: a load balancer with an old one behind it answers now so, now so. */
export const repeatedDials: CheckDefinition = {
  id: 'repeated-dials',
  title: 'Every dial of the same address gets the same answer',
  run: (subject) =>
    atEachAddress(subject, async (at) => {
      const { options } = subject
      const { dials } = options
      const offered = [
        at.group ?? usualGroup(options),
        ...(at.lesser ? [at.lesser] : []),
        at.classical ?? USUAL_CLASSICAL,
      ]
      const answers: string[] = []
      let upgraded = 0
      let lost = 0
      // A host that answers none of them is not waited for any longer.
      while (answers.length < dials && (lost < MAX_LOST || lost < answers.length)) {
        const { group, words, lost: isLost } = await askBoth(at, offered)
        if (isLost) lost++
        else if (group !== undefined && meets(options, groupName(group))) upgraded++
        answers.push(group === undefined ? words : groupName(group))
      }
      const made = answers.length
      const what = `${upgraded} of ${made} ${options.demand?.groups ? 'as asked' : 'post-quantum'} (${counted(answers)})`
      if (upgraded === made) return pass(what)
      if (lost === made) return inconclusive(what)
      if (upgraded + lost === made) return warn(what, 'Find out which server behind the address fails.')
      return fail(
        what,
        upgraded > 0
          ? 'Upgrade every server behind the address: some take another group.'
          : enableHybrid(subject),
      )
    }),
}

/** Dials in a row, from the first, that came to nothing. */
const MAX_LOST = 3

/** `X25519MLKEM768 6 times, x25519 2 times`. */
const counted = (answers: readonly string[]): string =>
  [...Map.groupBy(answers.toSorted(), (answer) => answer)]
    .map(([answer, { length }]) => `${answer} ${length === 1 ? 'once' : `${length} times`}`)
    .join(', ')
