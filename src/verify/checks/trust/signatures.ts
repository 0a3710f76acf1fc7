import { assessAuthentication } from '../../../assess/authentication.ts'
import type { Certificate, Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { isShortRsa } from '../../../registry/x509/strength.ts'
import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, warn } from '../../check.ts'

/** Separate from the key exchange: forging a signature needs a quantum computer at the time of the handshake. */
export const signatures: CheckDefinition = {
  id: 'signatures',
  title: 'Keys and signatures of the certificates are strong enough for the requirement',
  run: (subject) =>
    atEachAddress(subject, ({ facts, address, port }) => {
      const { chains, signatureSchemes } = facts
      const { requirement, policy } = subject.options
      if (chains.length === 0) return inconclusive('no certificate was seen')
      const weak = chains.flatMap(({ certificates }) => certificates.flatMap(weakness))
      if (weak.length > 0)
        return fail(
          [...new Set(weak)].join('; '),
          'Issue a new certificate, with at least RSA-2048 and SHA-256.',
        )
      const forged = signatureSchemes.find(({ verified }) => verified === false)
      if (forged) return fail(`the ${forged.name} signature of the handshake does not match the certificate`)
      const { category } = assessAuthentication(
        [{ address, port, state: 'open', service: 'tls', tls: facts }],
        [],
      )
      const shown = [...new Set(chains.map(chainName))].join(', ')
      if (category === 'unknown') return inconclusive(`unknown whether post-quantum: ${shown}`)
      if (requirement !== 'pqc-signatures') return pass(shown)
      const asked = policy?.signature
      if (category !== 'pqc')
        return fail(`no chain of ${asked ?? 'ML-DSA or SLH-DSA'} only: ${shown}`, addSecond(asked))
      const good = chains.filter((chain) => resists(chain) && isOf(chain, asked))
      if (good.length === 0)
        return fail(
          `no chain of ${asked} only, which ${policy?.mandates.join(', ')} requires: ${shown}`,
          addSecond(asked),
        )
      if (good.length === chains.length) return pass(shown)
      return warn(
        `${shown}: clients that cannot verify the post-quantum chain get a classical one`,
        'Remove the classical chains once every client can verify the post-quantum one.',
      )
    }),
}

const addSecond = (signature = 'ML-DSA-65'): string =>
  `Have a private authority issue an ${signature} certificate (OpenSSL 3.5 or later can), and configure it in addition to the classical one.`

const chainName = ({ certificates }: Chain): string =>
  [
    ...new Set(
      certificates.map(
        ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
      ),
    ),
  ].join(' under ')

const resists = ({ certificates }: Chain): boolean =>
  certificates.every(
    ({ publicKey, signatureQuantum }) =>
      publicKey.quantum === 'resistant' && signatureQuantum === 'resistant',
  )

/** Whether every key and signature is of this algorithm; undefined: of any. */
const isOf = ({ certificates }: Chain, algorithm: string | undefined): boolean =>
  algorithm === undefined ||
  certificates.every(
    ({ publicKey, signatureAlgorithm }) =>
      publicKey.parameters === algorithm && signatureAlgorithm === algorithm,
  )

/** A root is trusted by its key: its own signature does not matter. */
const weakness = ({ publicKey, signatureAlgorithm, subject, issuer }: Certificate): string[] => [
  ...(isShortRsa(publicKey) ? [`${keyName(publicKey)} is too short even without a quantum computer`] : []),
  ...(/sha-?1(?!\d)|md5|md2/i.test(signatureAlgorithm) && subject !== issuer
    ? [`${signatureAlgorithm} can be forged even without a quantum computer`]
    : []),
]
