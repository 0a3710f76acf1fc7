import {
  atEachAddress,
  check,
  hidingCause,
  ifPqcAddress,
  inconclusive,
  type Outcome,
  type PqcAddress,
  type Say,
} from '../../check.ts'
import { isPostQuantumName, USUAL_CLASSICAL } from '../../groups.ts'
import { contextFor, dialAgain, dialInTurn, dialOf, type NodeHandshake } from '../../handshakes/nodeClient.ts'
import { startRelay } from '../../handshakes/tamperingRelay.ts'
import { offerOf, type Subject, type TlsAddress } from '../../subject.ts'

/**
 * RFC 9846 §4.5.3: Finished covers both hellos, so an edited hello fails the handshake. If it does not fail, a party on the
 * path terminates TLS with a certificate that clients trust.
 */
export const noDowngrade = check('no-downgrade', (subject, say) =>
  atEachAddress(subject, (address) => {
    const hiding = hidingCause(address)
    if (hiding?.id === 'tampered') return say('tampered', { cause: hiding.evidence })
    return hiding
      ? inconclusive(hiding.open)
      : ifPqcAddress(subject, address, (at) => tryDowngrade(subject, at, say))
  }),
)

const tryDowngrade = async (subject: Subject, at: PqcAddress, say: Say<'no-downgrade'>): Promise<Outcome> => {
  const offer = offerOf(at.group, undefined)
  if (!offer) return say('not-in-openssl', { group: at.group.name })
  // With a key share for each group: the server can answer the edited hello without a HelloRetryRequest.
  const groups = `*${offer.group}:*${offerOf(at.classical, undefined)?.group ?? USUAL_CLASSICAL.name}`
  const { done: untouched } = await through(subject, at, groups, false)
  if (untouched.kind !== 'done') return say('no-comparison', { detail: untouched.detail })
  if (!isPostQuantumName(untouched.group)) return say('already-classical', { group: String(untouched.group) })
  const { done: first, removed } = await through(subject, at, groups, true)
  if (removed.size === 0) return say('nothing-removed')
  const again = isCut(first) ? await cutAgain(subject, at, groups) : undefined
  const done = again ?? first
  const what = `${[...removed].join(', ')} removed from the hello on the path`
  if (done.kind === 'done') return say('completed', { what, group: String(done.group) })
  const { alert, state, detail } = done
  if (alert !== undefined) return say('alert', { what, alert })
  return say(state === 'refused' || (isCut(done) && again) ? 'refused' : 'no-answer', { what, detail })
}

const isCut = (done: NodeHandshake): boolean => done.kind !== 'done' && done.state === 'cut-off'

/**
 * Some connections are cut whatever is sent: a cut is a reply to the edited hello only where it is repeated after an untouched
 * one was answered. Undefined: that one was not.
 */
const cutAgain = async (
  subject: Subject,
  at: TlsAddress,
  groups: string,
): Promise<NodeHandshake | undefined> => {
  const { done: untouched } = await through(subject, at, groups, false)
  return untouched.kind === 'done' ? (await through(subject, at, groups, true)).done : undefined
}

const through = async (
  subject: Subject,
  at: TlsAddress,
  groups: string,
  strip: boolean,
): Promise<{ done: NodeHandshake; removed: Set<string> }> => {
  const relay = await startRelay(at.to, strip)
  try {
    const dial = { ...dialOf(subject, at), to: relay.to, secureContext: contextFor(groups) }
    return {
      // The changed hello is answered in any way, or not at all.
      done: await (strip ? dialInTurn(dial, at) : dialAgain(dial, at)),
      removed: relay.removed,
    }
  } finally {
    await relay.close()
  }
}
