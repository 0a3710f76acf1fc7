import { atEachPqcAddress, check, inconclusive } from '../../check.ts'
import { contextFor, handshakeAt } from '../../handshakes/nodeClient.ts'
import { offerOf } from '../../subject.ts'

export const hybridOnlyClient = check('hybrid-only-client', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    const offer = offerOf(at.group, undefined)
    if (!offer) return say('not-in-openssl', { group: at.group.name })
    const done = await handshakeAt(subject, at, contextFor(offer.group))
    if (done.kind === 'done')
      return say('connected', { version: done.version, group: done.group ?? 'an unknown group' })
    return done.state === 'refused' ? say('refused', { detail: done.detail }) : inconclusive(done.detail)
  }),
)
