import { atEachPqcAddress, check } from '../../check.ts'
import { isPostQuantumName, USUAL_CLASSICAL } from '../../groups.ts'
import { contextFor, dialOf, handshakeByNode, type NodeHandshake } from '../../handshakes/nodeClient.ts'
import { startRelay } from '../../handshakes/tamperingRelay.ts'
import { offerOf, type Subject, type TlsAddress } from '../../subject.ts'

/**
 * RFC 9846 §4.5.3: Finished covers both hellos, so an edited hello fails the handshake. If it does not fail, a party on the
 * path terminates TLS with a certificate that clients trust.
 */
export const noDowngrade = check('no-downgrade', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    const offer = offerOf(at.group, undefined)
    if (!offer) return say('not-in-openssl', { group: at.group.name })
    // With a key share for each group: the server can answer the edited hello without a HelloRetryRequest.
    const groups = `*${offer.group}:*${offerOf(at.classical, undefined)?.group ?? USUAL_CLASSICAL.name}`
    const { done: untouched } = await through(subject, at, groups, false)
    if (untouched.kind !== 'done') return say('no-comparison', { detail: untouched.detail })
    if (!isPostQuantumName(untouched.group))
      return say('already-classical', { group: String(untouched.group) })
    const { done, removed } = await through(subject, at, groups, true)
    if (removed.size === 0) return say('nothing-removed')
    const what = `${[...removed].join(', ')} removed from the hello on the path`
    if (done.kind === 'done') return say('completed', { what, group: String(done.group) })
    const { alert, state, detail } = done
    if (alert !== undefined) return say('alert', { what, alert })
    return say(state === 'refused' || state === 'cut-off' ? 'refused' : 'no-answer', { what, detail })
  }),
)

const through = async (
  subject: Subject,
  at: TlsAddress,
  groups: string,
  strip: boolean,
): Promise<{ done: NodeHandshake; removed: Set<string> }> => {
  const relay = await startRelay(at.to, strip)
  try {
    const dial = { ...dialOf(subject, at), to: relay.to }
    return {
      done: await handshakeByNode({ ...dial, secureContext: contextFor(groups) }),
      removed: relay.removed,
    }
  } finally {
    await relay.close()
  }
}
