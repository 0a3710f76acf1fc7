import type { Answer as Fact } from '../../../model/state.ts'
import { findingOf } from '../../../probe/net/session.ts'
import { hello, type ProbeContext } from '../../../probe/tls/context.ts'
import { canComplete, keyAgreement } from '../../../probe/tls/keyAgreement.ts'
import { TLS13_CIPHER_SUITES } from '../../../registry/tls/cipherSuites.ts'
import { TLS13 } from '../../../registry/tls/versions.ts'
import type { Framing } from '../../../tls/helloAnswer.ts'
import { answerText, atEachPqcAddress, type CheckDefinition, fail, inconclusive, pass } from '../../check.ts'
import type { Group } from '../../groups.ts'
import type { TlsAddress } from '../../subject.ts'

/** Bytes: more than one segment of any network, and what a client with two key shares and a long name sends. */
const LARGE = 2048

/** Each by itself: in one piece a long hello fares otherwise than in pieces that are short again. */
const FORMS: readonly { title: string; framing: (length: number) => Framing }[] = [
  { title: 'a hello of 2 KB', framing: () => ({}) },
  { title: 'the same in two TCP segments', framing: (length) => ({ splitAt: Math.floor(length / 3) }) },
  { title: 'the same in two records', framing: (length) => ({ recordSize: Math.ceil(length / 2) }) },
]

/** A post-quantum key share makes the hello longer than one segment: what cannot take that breaks clients, not servers. */
export const helloTolerance: CheckDefinition = {
  id: 'hello-tolerance',
  title: 'Large, split and fragmented hellos are answered',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const context = at.freshContext()
      const short = findingOf(
        await context.session.hello(() => message(at, context, { padTo: 0, share: false })),
      )
      if (short.state !== 'accepted') return inconclusive(`not even a short hello: ${answerText(short)}`)
      const found: { title: string; fact: Fact }[] = []
      for (const { title, framing } of FORMS) found.push({ title, fact: await ask(at, context, framing) })
      const failed = found.filter(({ fact }) => fact.state !== 'accepted' && fact.state !== 'not-tested')
      if (failed.length > 0) {
        return fail(
          failed.map(({ title, fact }) => `${title}: ${answerText(fact)}`).join('; '),
          'Look for a firewall, proxy or balancer before the server that reads only the first segment (tldr.fail).',
        )
      }
      const open = found.filter(({ fact }) => fact.state === 'not-tested')
      if (open.length > 0) return inconclusive(open.map(({ fact }) => answerText(fact)).join('; '))
      return pass(FORMS.map(({ title }) => title).join(', '))
    }),
}

type Upgraded = TlsAddress & { group: Group }

const ask = async (
  at: Upgraded,
  context: ProbeContext,
  framing: (length: number) => Framing,
): Promise<Fact> => {
  const long = message(at, context, { padTo: LARGE, share: true })
  return findingOf(await context.session.hello(() => long, framing(long.length)))
}

/** `share`: with a key share, which alone takes more than 1,000 bytes; without it the server asks for one. */
const message = (
  { group, classical }: Upgraded,
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
