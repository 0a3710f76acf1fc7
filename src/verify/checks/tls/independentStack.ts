import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { handshakeFact } from '../../../probe/tls/schemes.ts'
import { findingRow } from '../../../registry/findings.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import type { Handshake13 } from '../../../tls/handshake13.ts'
import {
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  findingsWith,
  type Outcome,
  pass,
  skipped,
} from '../../check.ts'
import { ownHandshake } from '../../handshakes/ownHandshake.ts'
import type { Subject, TlsAddress } from '../../subject.ts'

const REMEDY = 'Update the server’s TLS library: two implementations of the group disagree.'

/**
 * The same group with the codec and key schedule of mcp-pqc and ML-KEM of @noble/post-quantum, up to the server's
 * Finished: client and server of the other checks may share a library and its mistakes.
 */
export const independentStack: CheckDefinition = {
  id: 'independent-stack',
  title:
    'A second TLS implementation (mcp-pqc with @noble/post-quantum) verifies the server’s Finished message',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const { context, group } = at
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const done = await ownHandshake(context, [group.value], REMEDY)
      return 'result' in done ? done : judge(subject, at, done)
    }),
}

const judge = (subject: Subject, at: TlsAddress, done: Handshake13): Outcome => {
  const fact = handshakeFact(at.context, done)
  const { findings } = findingsWith(subject, at, { signatureSchemes: [fact] })
  const what = `${groupName(done.group)}: the server’s Finished message is valid`
  const { name, verified } = fact
  const wrong = findings.find(({ id }) => id === 'invalid-signature')
  if (wrong) return fail(`${what}. ${wrong.evidence}`, findingRow(wrong.id)?.remedy)
  return pass(`${what}${verified ? `, and so is its ${name} signature` : `; mcp-pqc cannot verify ${name}`}`)
}
