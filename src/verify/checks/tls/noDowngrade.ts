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
import { offerOf, type Subject, type TlsAddress } from '../../subject.ts'
import { contextFor, handshakeByNode, type NodeHandshake } from '../../timings/nodeClient.ts'
import { dialOf } from './defaultClient.ts'
import { startRelay } from './tamperingRelay.ts'

/**
 * RFC 9846 §4.5.3: Finished covers both hellos, so whoever edits one on the way ends the handshake. A party in the
 * middle that ends TLS itself and is believed would not be noticed otherwise.
 */
export const noDowngrade: CheckDefinition = {
  id: 'no-downgrade',
  title: 'A middle party that strips the post-quantum groups from the hello gets no connection',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const offer = offerOf(at.group, undefined)
      if (!offer) return skipped(`OpenSSL 3.5 has no ${at.group.name} to offer`)
      // A key share for each: the edited hello could be answered at once.
      const groups = `*${offer.group}:*${at.classical ? (offerOf(at.classical, undefined)?.group ?? USUAL_CLASSICAL.name) : USUAL_CLASSICAL.name}`
      const untouched = await through(subject, at, groups, false)
      if (untouched.done.kind !== 'done') {
        return inconclusive(`the same client with nothing edited on the way: ${untouched.done.detail}`)
      }
      if (!isPostQuantumName(untouched.done.group)) {
        return skipped(
          `with nothing edited the server takes ${untouched.done.group}: there is nothing to strip`,
        )
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
  const relay = await startRelay(at, strip)
  try {
    const dial = { ...dialOf(subject, at), address: '127.0.0.1', port: relay.port }
    return {
      done: await handshakeByNode({ ...dial, secureContext: contextFor(groups) }),
      removed: relay.removed,
    }
  } finally {
    await relay.close()
  }
}

const judge = (done: NodeHandshake, removed: string): Outcome => {
  if (removed === '') return inconclusive('there was nothing to strip from the hello')
  const what = `${removed} stripped from the hello on the way`
  if (done.kind === 'done') {
    return fail(
      `${what}, and the handshake was completed with ${done.group}`,
      'Find out what ends TLS in between: it holds a key that clients believe.',
    )
  }
  if (done.alert !== undefined) return pass(`${what}: the server refuses it (${done.alert})`)
  if (done.state === 'refused' || done.state === 'cut-off') {
    return pass(`${what}: the two sides no longer agree on the transcript, and ${done.detail}`)
  }
  return inconclusive(`${what}: ${done.detail}`)
}
