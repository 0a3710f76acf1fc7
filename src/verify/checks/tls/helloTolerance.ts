import type { Answer as Fact } from '../../../model/state.ts'
import { findingOf } from '../../../probe/net/session.ts'
import { hello13, type ProbeContext } from '../../../probe/tls/context.ts'
import { keyShareOf } from '../../../probe/tls/keyAgreement.ts'
import { askForm, type Build, type HelloForm } from '../../../probe/tls/tolerance.ts'
import type { KeyShareEntry } from '../../../tls/extensions.ts'
import {
  answerText,
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type PqcAddress,
  pass,
} from '../../check.ts'

/** One at a time: a device may drop a long segment and pass two short ones, or the reverse. */
const FORMS: readonly { title: string; form: HelloForm }[] = [
  { title: 'a hello of 2 KB', form: { large: true } },
  { title: 'a hello of 2 KB in two TCP segments', form: { large: true, split: true } },
  { title: 'a hello of 2 KB in two records', form: { large: true, fragmented: true } },
]

/** A hello with a post-quantum key share is longer than one TCP segment, which some devices on the path cannot handle. */
export const helloTolerance: CheckDefinition = {
  id: 'hello-tolerance',
  title: 'The server answers large, split and fragmented ClientHellos',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const context = at.freshContext()
      const short = findingOf(await askForm(context, (extra) => message(at, context, [], extra), {}))
      if (short.state !== 'accepted')
        return inconclusive(`a short hello is not answered either: ${answerText(short)}`)
      const found: { title: string; fact: Fact }[] = []
      for (const { title, form } of FORMS) {
        const build: Build = (extra) => message(at, context, keyShareOf(at.group.value), extra)
        found.push({ title, fact: findingOf(await askForm(context, build, form)) })
      }
      const failed = found.filter(({ fact }) => fact.state !== 'accepted' && fact.state !== 'not-tested')
      if (failed.length > 0) {
        return fail(
          failed.map(({ title, fact }) => `${title}: ${answerText(fact)}`).join('; '),
          'Find the firewall, proxy or load balancer in front of the server that reads only the first TCP segment (https://tldr.fail).',
        )
      }
      const open = found.filter(({ fact }) => fact.state === 'not-tested')
      if (open.length > 0) return inconclusive(open.map(({ fact }) => answerText(fact)).join('; '))
      return pass(FORMS.map(({ title }) => title).join(', '))
    }),
}

/** A post-quantum key share has more than 1,000 bytes. Without one the server asks for it. */
const message = (
  { group, classical }: PqcAddress,
  context: ProbeContext,
  keyShares: readonly KeyShareEntry[],
  extra: { padTo?: number },
): Uint8Array =>
  hello13(context, [group.value, ...(classical ? [classical.value] : [])], { keyShares, ...extra })
