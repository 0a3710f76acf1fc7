import { hidesClients } from '../../causes.ts'
import { atEachAddress, check, hidingCause, inconclusive } from '../../check.ts'
import { acceptsWanted, isPostQuantumName, meets, wanted } from '../../groups.ts'
import { dialInTurn, dialOf, handshakeAt } from '../../handshakes/nodeClient.ts'

export const defaultClient = check('default-client', (subject, say) =>
  atEachAddress(subject, async (at) => {
    const { options } = subject
    const { group, classical, facts } = at
    const hiding = hidingCause(at)
    if (hiding && hidesClients(hiding.id)) return inconclusive(hiding.evidence)
    const done = await (hiding ? dialInTurn(dialOf(subject, at), at) : handshakeAt(subject, at))
    if (done.kind === 'done') {
      const what = `${done.version} with ${done.group ?? 'static RSA'}`
      if (meets(options, done.group)) return say('negotiated', { what })
      // Clients do not offer a mandate's groups by default, which is not the server's fault.
      const isNotAllowed = isPostQuantumName(done.group) && options.requirement !== 'pqc'
      return say(isNotAllowed ? 'not-allowed' : 'other-group', { what, wanted: wanted(options) })
    }
    const { detail } = done
    if (hiding) return say('hidden', { detail, cause: hiding.evidence })
    if (acceptsWanted(options, facts) === 'no') return say('refused', { detail })
    // An alert may be the limit's.
    if (done.state !== 'refused' || facts.rateLimit) return inconclusive(detail)
    return group && !classical && facts.versions['TLS 1.2'].state !== 'accepted'
      ? say('no-default', { detail, group: group.name })
      : say('refused', { detail })
  }),
)
