import type { Answer as Fact } from '../../../model/state.ts'
import { findingOf } from '../../../probe/net/session.ts'
import { hello, type ProbeContext } from '../../../probe/tls/context.ts'
import { canComplete, keyAgreement } from '../../../probe/tls/keyAgreement.ts'
import { TLS13_CIPHER_SUITES } from '../../../registry/tls/cipherSuites.ts'
import { TLS13 } from '../../../registry/tls/versions.ts'
import type { Framing } from '../../../tls/helloAnswer.ts'
import {
  answerText,
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type PqcAddress,
  pass,
} from '../../check.ts'

/** Bytes: more than one TCP segment, as a client with two key shares and a long name sends. */
const LARGE = 2048

/** One at a time: a device may drop a long segment and pass two short ones, or the reverse. */
const FORMS: readonly { title: string; framing: (length: number) => Framing }[] = [
  { title: 'a hello of 2 KB', framing: () => ({}) },
  {
    title: 'a hello of 2 KB in two TCP segments',
    framing: (length) => ({ splitAt: Math.floor(length / 3) }),
  },
  { title: 'a hello of 2 KB in two records', framing: (length) => ({ recordSize: Math.ceil(length / 2) }) },
]

/** A hello with a post-quantum key share is longer than one TCP segment, which some devices on the path cannot handle. */
export const helloTolerance: CheckDefinition = {
  id: 'hello-tolerance',
  title: 'The server answers large, split and fragmented ClientHellos',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const context = at.freshContext()
      const short = findingOf(
        await context.session.hello(() => message(at, context, { padTo: 0, share: false })),
      )
      if (short.state !== 'accepted')
        return inconclusive(`a short hello is not answered either: ${answerText(short)}`)
      const found: { title: string; fact: Fact }[] = []
      for (const { title, framing } of FORMS) found.push({ title, fact: await ask(at, context, framing) })
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

const ask = async (
  at: PqcAddress,
  context: ProbeContext,
  framing: (length: number) => Framing,
): Promise<Fact> => {
  const long = message(at, context, { padTo: LARGE, share: true })
  return findingOf(await context.session.hello(() => long, framing(long.length)))
}

/** `share`: with a post-quantum key share, which has more than 1,000 bytes. Without one the server asks for it. */
const message = (
  { group, classical }: PqcAddress,
  context: ProbeContext,
  { padTo, share }: { padTo: number; share: boolean },
): Uint8Array =>
  hello(context, {
    versions: [TLS13],
    cipherSuites: TLS13_CIPHER_SUITES,
    groups: [group.value, ...(classical ? [classical.value] : [])],
    schemes: context.schemes,
    keyShares:
      share && canComplete(group.value)
        ? [{ group: group.value, keyExchange: keyAgreement(group.value).share }]
        : [],
    padTo,
  })
