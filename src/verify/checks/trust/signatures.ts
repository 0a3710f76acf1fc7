import type { Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { postQuantumChains } from '../../../model/questions/tls.ts'
import {
  atEachAddress,
  byFindings,
  type CheckDefinition,
  fail,
  findingsOfCheck,
  inconclusive,
  pass,
  warn,
} from '../../check.ts'

/** Separate from the key exchange: forging a signature needs a quantum computer at the time of the handshake. */
export const signatures: CheckDefinition = {
  id: 'signatures',
  title: 'Keys and signatures of the certificates are strong enough for the requirement',
  run(subject) {
    const { requirement, policy } = subject.options
    const found = byFindings(subject, {
      ...findingsOfCheck('signatures'),
      ...(requirement === 'pqc-signatures' ? { 'classical-certificate': 'fail' } : {}),
    })
    if (found) return found
    return atEachAddress(subject, ({ facts: { chains } }) => {
      if (chains.length === 0) return inconclusive('no certificate was seen')
      const shown = [...new Set(chains.map(chainName))].join(', ')
      if (requirement !== 'pqc-signatures') return pass(shown)
      const asked = policy?.signature
      const good = postQuantumChains(chains, asked)
      if (good === 'none')
        return fail(
          `no chain of ${asked} only, which ${policy?.mandates.join(', ')} requires: ${shown}`,
          addSecond(asked),
        )
      if (good === 'all') return pass(shown)
      return warn(
        `${shown}: clients that cannot verify the post-quantum chain get a classical one`,
        'Remove the classical chains once every client can verify the post-quantum one.',
      )
    })
  },
}

const addSecond = (signature: string | undefined): string =>
  `Have a private authority issue an ${signature} certificate (OpenSSL 3.5 or later can), and configure it in addition to the classical one.`

const chainName = ({ certificates }: Chain): string =>
  [
    ...new Set(
      certificates.map(
        ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
      ),
    ),
  ].join(' under ')
