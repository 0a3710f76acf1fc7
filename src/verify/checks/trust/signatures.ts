import { assessAuthentication } from '../../../assess/authentication.ts'
import { isShortRsa } from '../../../assess/chainReasons.ts'
import type { Certificate, Chain } from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { atEachAddress, type CheckDefinition, fail, inconclusive, pass, warn } from '../../check.ts'

/** What proves who the server is: judged by itself, because forging it needs the quantum computer at that time. */
export const signatures: CheckDefinition = {
  id: 'signatures',
  title: 'Keys and signatures of the certificates are strong enough for the target',
  run: (subject) =>
    atEachAddress(subject, ({ facts, address, port }) => {
      const { chains, signatureSchemes } = facts
      const { requirement, demand } = subject.options
      if (chains.length === 0) return inconclusive('no certificate was seen')
      const weak = chains.flatMap(({ certificates }) => certificates.flatMap(weakness))
      if (weak.length > 0)
        return fail([...new Set(weak)].join('; '), 'Issue it anew: RSA of 2,048 bits and SHA-256 at least.')
      const forged = signatureSchemes.find(({ verified }) => verified === false)
      if (forged) return fail(`the ${forged.name} signature of the handshake is not of the certificate`)
      const { category } = assessAuthentication(
        [{ address, port, state: 'open', service: 'tls', tls: facts }],
        new Date(),
      )
      const shown = [...new Set(chains.map(chainName))].join(', ')
      if (category === 'unknown') return inconclusive(`nothing certain is known of ${shown}`)
      if (requirement !== 'pqc-signatures') return pass(shown)
      const asked = demand?.signature
      if (category !== 'pqc')
        return fail(`no chain of ${asked ?? 'ML-DSA or SLH-DSA'}: ${shown}`, addSecond(asked))
      const good = chains.filter((chain) => resists(chain) && isOf(chain, asked))
      if (good.length === 0)
        return fail(
          `no chain of ${asked}, which ${demand?.mandates.join(', ')} asks for: ${shown}`,
          addSecond(asked),
        )
      if (good.length === chains.length) return pass(shown)
      return warn(
        `${shown}: clients that cannot verify the first get another`,
        'Drop the others once they all can.',
      )
    }),
}

const addSecond = (signature = 'ML-DSA-65'): string =>
  `Let a private authority issue an ${signature} certificate (OpenSSL 3.5 can), and give it to the server beside the classical one.`

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

/** Of this algorithm from the key to the last signature; undefined: of any. */
const isOf = ({ certificates }: Chain, algorithm: string | undefined): boolean =>
  algorithm === undefined ||
  certificates.every(
    ({ publicKey, signatureAlgorithm }) =>
      publicKey.parameters === algorithm && signatureAlgorithm === algorithm,
  )

/** A root is believed for what it is and not for its signature. */
const weakness = ({ publicKey, signatureAlgorithm, subject, issuer }: Certificate): string[] => [
  ...(isShortRsa(publicKey) ? [`${keyName(publicKey)} is too short even without a quantum computer`] : []),
  ...(/sha-?1(?!\d)|md5|md2/i.test(signatureAlgorithm) && subject !== issuer
    ? [`${signatureAlgorithm} can be forged even without a quantum computer`]
    : []),
]
