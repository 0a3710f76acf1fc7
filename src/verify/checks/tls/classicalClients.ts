import { byFindings, check } from '../../check.ts'
import { isPostQuantumName, wanted } from '../../groups.ts'

export const classicalClients = check('classical-clients', (subject, say) => {
  const { tls, options } = subject
  const found = byFindings(subject, { 'classical-accepted': 'fail' })
  if (found?.inconclusive) return found
  if (found) {
    const connected = tls
      .flatMap(({ facts }) => facts.clients)
      .filter(({ state, group }) => state === 'accepted' && !isPostQuantumName(group))
    const clients = [...new Set(connected.map(({ client }) => client))].join(', ')
    const used = clients === '' ? 'not used by any of the simulated runtimes' : `used by ${clients}`
    return say('accepted', { found: found.evidence, used })
  }
  // Clients with a post-quantum group that the mandates do not allow.
  const names = [...new Set(tls.flatMap(({ notAllowed }) => notAllowed?.name ?? []))].join(', ')
  return names === '' ? say('refused') : say('not-allowed', { names, wanted: wanted(options) })
})
