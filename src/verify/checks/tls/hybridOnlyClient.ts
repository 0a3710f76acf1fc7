import { atEachPqcAddress, type CheckDefinition, fail, inconclusive, pass, skipped } from '../../check.ts'
import { contextFor, dialOf, handshakeByNode } from '../../handshakes/nodeClient.ts'
import { enableHybrid } from '../../remedy.ts'
import { offerOf } from '../../subject.ts'

export const hybridOnlyClient: CheckDefinition = {
  id: 'hybrid-only-client',
  title: 'A client that offers only a post-quantum group can connect',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const offer = offerOf(at.group, undefined)
      if (!offer) return skipped(`OpenSSL 3.5 does not support ${at.group.name}`)
      const done = await handshakeByNode({ ...dialOf(subject, at), secureContext: contextFor(offer.group) })
      if (done.kind === 'done') return pass(`${done.version} with ${done.group}, the only group offered`)
      if (done.state === 'refused') return fail(done.detail, enableHybrid(subject))
      return inconclusive(done.detail)
    }),
}
