import { atEachPqcAddress, type CheckDefinition, fail, inconclusive, pass, skipped } from '../../check.ts'
import { enableHybrid } from '../../remedy.ts'
import { offerOf } from '../../subject.ts'
import { contextFor, handshakeByNode } from '../../timings/nodeClient.ts'
import { dialOf } from './defaultClient.ts'

/** What a client gets that would rather have no connection than a classical one. */
export const hybridOnlyClient: CheckDefinition = {
  id: 'hybrid-only-client',
  title: 'A client that offers nothing but a post-quantum group gets through',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const offer = offerOf(at.group, undefined)
      if (!offer) return skipped(`OpenSSL 3.5 has no ${at.group.name} to offer`)
      const done = await handshakeByNode({ ...dialOf(subject, at), secureContext: contextFor(offer.group) })
      if (done.kind === 'done') return pass(`${done.version} with ${done.group}, nothing else offered`)
      if (done.state === 'refused') return fail(done.detail, enableHybrid(subject))
      return inconclusive(done.detail)
    }),
}
