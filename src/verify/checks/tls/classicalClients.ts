import { byFindings, check, hidingCause, inconclusive } from '../../check.ts'
import { isPostQuantumName, wanted } from '../../groups.ts'

export const classicalClients = check('classical-clients', (subject, say) => {
  const { tls, options } = subject
  const found = byFindings(subject, { 'classical-accepted': 'fail' })
  const hiding = tls.flatMap((at) => hidingCause(at) ?? [])[0]
  if (found?.inconclusive) return hiding ? inconclusive(hiding.open) : found
  if (found) {
    const connected = tls
      .flatMap(({ facts }) => facts.clients)
      .filter(({ state, group }) => state === 'accepted' && !isPostQuantumName(group))
    const clients = [...new Set(connected.map(({ client }) => client))].join(', ')
    const used =
      clients === ''
        ? 'None of the simulated runtimes is one of them'
        : `Of the simulated runtimes: ${clients}`
    return say('accepted', { found: found.evidence, used })
  }
  // Clients with a post-quantum group that the mandates do not allow.
  const names = [...new Set(tls.flatMap(({ notAllowed }) => notAllowed?.name ?? []))].join(', ')
  return names === '' ? say('refused') : say('not-allowed', { names, wanted: wanted(options) })
})
