import { findingOf } from '../../../probe/net/session.ts'
import { hello } from '../../../probe/tls/context.ts'
import { canComplete, keyAgreement } from '../../../probe/tls/keyAgreement.ts'
import { TLS13_CIPHER_SUITES } from '../../../registry/tls/cipherSuites.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import { TLS13 } from '../../../registry/tls/versions.ts'
import { chosenGroup } from '../../../tls/helloAnswer.ts'
import {
  answerText,
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  pass,
  warn,
} from '../../check.ts'
import { meets } from '../../demand.ts'
import { type Group, USUAL_CLASSICAL } from '../../groups.ts'
import { enableHybrid } from '../../remedy.ts'
import type { TlsAddress } from '../../subject.ts'

/** Offered both, with a key share for each, so that nothing but the server's preference decides. */
export const preference: CheckDefinition = {
  id: 'preference',
  title: 'Post-quantum is preferred to classical when both are offered, in either order',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const others = [...(at.lesser ? [at.lesser] : []), at.classical ?? USUAL_CLASSICAL]
      const [first, last] = await Promise.all([
        askBoth(at, [at.group, ...others]),
        askBoth(at, [...others, at.group]),
      ])
      if (first.group === undefined || last.group === undefined) {
        return inconclusive(`both offered: ${first.group === undefined ? first.words : last.words}`)
      }
      const [chosen, chosenLast] = [groupName(first.group), groupName(last.group)]
      if (!meets(subject.options, chosen)) {
        return fail(
          `offered ${at.group.name} and ${others.map(({ name }) => name).join(' and ')}, with a key share for each, the server takes ${chosen}`,
          `${enableHybrid(subject)} The order of the list is the server’s preference.`,
        )
      }
      if (meets(subject.options, chosenLast)) return pass(`${chosen}, whichever is offered first`)
      return warn(
        `the client’s order decides: ${chosen} where that comes first, ${chosenLast} where that does`,
        'Let the server’s order decide (OpenSSL: ServerPreference).',
      )
    }),
}

/** `lost`: no answer came, which a refusal is. */
type Answer =
  | { group: number; words?: never; lost?: never }
  | { group?: undefined; words: string; lost: boolean }

/** What a server takes that is offered these groups, with a key share for each. */
export const askBoth = async (
  { context }: Pick<TlsAddress, 'context'>,
  groups: readonly Group[],
): Promise<Answer> => {
  const values = groups.map(({ value }) => value)
  const reply = await context.session.hello(() =>
    hello(context, {
      versions: [TLS13],
      cipherSuites: TLS13_CIPHER_SUITES,
      groups: values,
      schemes: context.schemes,
      keyShares: values
        .filter(canComplete)
        .map((group) => ({ group, keyExchange: keyAgreement(group).share })),
    }),
  )
  const group = reply.kind === 'answer' ? chosenGroup(reply.value) : undefined
  if (group !== undefined) return { group }
  const finding = findingOf(reply)
  const words = finding.state === 'accepted' ? 'a version before TLS 1.3' : answerText(finding)
  return { words, lost: reply.kind !== 'answer' }
}
