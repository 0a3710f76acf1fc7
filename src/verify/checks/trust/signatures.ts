import type { Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { postQuantumChains } from '../../../model/questions/tls.ts'
import { atEachAddress, byFindings, check, findingsOfCheck } from '../../check.ts'

/** Separate from the key exchange: forging a signature needs a quantum computer at the time of the handshake. */
export const signatures = check('signatures', (subject, say) => {
  const { requirement, policy } = subject.options
  const found = byFindings(subject, {
    ...findingsOfCheck('signatures'),
    ...(requirement === 'pqc-signatures' ? { 'classical-certificate': 'fail' } : {}),
  })
  if (found) return found
  return atEachAddress(subject, ({ facts: { chains } }) => {
    if (chains.length === 0) return say('no-certificate')
    const shown = [...new Set(chains.map(chainName))].join(', ')
    const { signature: asked, mandates = [] } = policy ?? {}
    const good = requirement === 'pqc-signatures' ? postQuantumChains(chains, asked) : 'all'
    if (good === 'all') return say('strong', { shown })
    return good === 'some'
      ? say('some-classical', { shown })
      : say('other-algorithm', { shown, asked: String(asked), mandates: mandates.join(', ') })
  })
})

const chainName = ({ certificates }: Chain): string =>
  [
    ...new Set(
      certificates.map(
        ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
      ),
    ),
  ].join(' under ')
