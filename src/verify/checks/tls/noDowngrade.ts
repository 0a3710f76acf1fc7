import {
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  skipped,
} from '../../check.ts'
import { isPostQuantumName, USUAL_CLASSICAL } from '../../groups.ts'
import { contextFor, dialOf, handshakeByNode, type NodeHandshake } from '../../handshakes/nodeClient.ts'
import { startRelay } from '../../handshakes/tamperingRelay.ts'
import { offerOf, type Subject, type TlsAddress } from '../../subject.ts'

/**
 * RFC 9846 §4.5.3: Finished covers both hellos, so an edited hello fails the handshake. If it does not fail, a party on the
 * path terminates TLS with a certificate that clients trust.
 */
export const noDowngrade: CheckDefinition = {
  id: 'no-downgrade',
  title: 'A downgrade by an attacker on the path is detected',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const offer = offerOf(at.group, undefined)
      if (!offer) return skipped(`OpenSSL 3.5 does not support ${at.group.name}`)
      // With a key share for each group: the server can answer the edited hello without a HelloRetryRequest.
      const groups = `*${offer.group}:*${at.classical ? (offerOf(at.classical, undefined)?.group ?? USUAL_CLASSICAL.name) : USUAL_CLASSICAL.name}`
      const untouched = await through(subject, at, groups, false)
      if (untouched.done.kind !== 'done') {
        return inconclusive(`the same client without a change to its hello: ${untouched.done.detail}`)
      }
      if (!isPostQuantumName(untouched.done.group)) {
        return skipped(`without a change to the hello the server already chooses ${untouched.done.group}`)
      }
      const edited = await through(subject, at, groups, true)
      return judge(edited.done, [...edited.removed].join(', '))
    }),
}

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

const judge = (done: NodeHandshake, removed: string): Outcome => {
  if (removed === '') return inconclusive('the hello had no post-quantum group to remove')
  const what = `${removed} removed from the hello on the path`
  if (done.kind === 'done') {
    return fail(
      `${what}, and the handshake still completed with ${done.group}`,
      'Find the device on the path that terminates TLS: it has a certificate that clients trust.',
    )
  }
  if (done.alert !== undefined) return pass(`${what}: the handshake fails with the alert ${done.alert}`)
  if (done.state === 'refused' || done.state === 'cut-off') {
    return pass(`${what}: client and server have different transcripts, and ${done.detail}`)
  }
  return inconclusive(`${what}: ${done.detail}`)
}
