import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { handshakeFact } from '../../../probe/tls/schemes.ts'
import { findingRow } from '../../../registry/findings.ts'
import { groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { atEachPqcAddress, check, fail, findingsWith } from '../../check.ts'
import { ownHandshake } from '../../handshakes/ownHandshake.ts'

/**
 * The same group with the codec and key schedule of mcp-pqc and ML-KEM of @noble/post-quantum, up to the server's
 * Finished: client and server of the other checks may share a library and its mistakes.
 */
export const independentStack = check('independent-stack', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    const { context, group } = at
    if (!canComplete(group.value)) return say('not-implemented', { group: group.name })
    const done = await ownHandshake(context, [group.value], REMEDY)
    if ('result' in done) return done
    const fact = handshakeFact(context, done)
    const { findings } = findingsWith(subject, at, { signatureSchemes: [fact] })
    const what = `${groupName(done.group)}: the server’s Finished message is valid`
    const wrong = findings.find(({ id }) => id === 'invalid-signature')
    if (wrong) return fail(`${what}. ${wrong.evidence}`, findingRow(wrong.id)?.remedy)
    return say(fact.verified ? 'signed' : 'not-verified', { what, scheme: fact.name })
  }),
)

const REMEDY = 'Update the server’s TLS library: two implementations of the group disagree.'
