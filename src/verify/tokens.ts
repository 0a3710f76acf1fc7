import { classicalTokens } from '../assess/findings/authentication.ts'
import type { AuthorizationServer, Jwk } from '../model/oauth.ts'
import { isPostQuantumKey, signingKeys } from '../model/questions/key.ts'
import { fail, inconclusive, type Outcome, pass, warn } from './check.ts'
import type { Subject } from './subject.ts'

/**
 * The keys that sign tokens. Forging a token needs a quantum computer while it is valid, so classical keys fail only where
 * post-quantum signatures are required.
 */
export const judgeTokens = ({ options }: Pick<Subject, 'options'>, server: AuthorizationServer): Outcome => {
  const { requirement, policy } = options
  const { keys, jwksUri, url } = server
  if (url === undefined) return inconclusive('the authorization server has no metadata')
  if (keys === null) {
    return jwksUri === undefined
      ? pass('it publishes no keys: no published key verifies its tokens')
      : inconclusive('its key set could not be read')
  }
  const signing = signingKeys(keys)
  const shown = [
    `keys ${[...new Set(signing.map(keyWords))].join(', ') || 'none'}`,
    ...advertised(server),
  ].join('; ')
  if (requirement !== 'pqc-signatures') return pass(shown)
  if (signing.length === 0) return inconclusive(shown)
  const asked = policy?.signature
  const good = signing.filter((key) => isPostQuantumKey(key, asked))
  const { weak, open } = classicalTokens([server])
  if (weak.length + open.length === 0 && good.length === signing.length) return pass(shown)
  if (good.length > 0)
    return warn(
      `${shown}: a quantum computer can forge tokens of the classical keys`,
      'Retire the classical keys once no token signed with them is valid.',
    )
  return open.length > 0
    ? inconclusive(`${shown}: unknown whether every key is post-quantum`)
    : fail(
        shown,
        `Configure it to sign with ${asked ?? 'ML-DSA-65'} (RFC 9964), and keep tokens short-lived until then.`,
      )
}

/** `EC P-256 (ES256)`, `RSA 2048`, `AKP (ML-DSA-65)`. */
const keyWords = ({ kty, crv, bits, alg }: Jwk): string =>
  [kty, crv ?? bits, alg === undefined ? undefined : `(${alg})`]
    .filter((part) => part !== undefined)
    .join(' ')

/** The algorithms of tokens and of proofs of possession (RFC 9449 §5.1) in its metadata. */
const advertised = ({
  signingAlgorithms,
  dpopSigningAlgorithms,
  certificateBoundTokens,
}: AuthorizationServer) => {
  const algorithms = [...new Set(Object.values(signingAlgorithms).flat())]
  return [
    ...(algorithms.length > 0 ? [`signs with ${algorithms.slice(0, SHOWN).join(', ')}`] : []),
    ...(dpopSigningAlgorithms.length > 0 ? [`DPoP ${dpopSigningAlgorithms.slice(0, SHOWN).join(', ')}`] : []),
    ...(certificateBoundTokens ? ['tokens are bound to certificates'] : []),
  ]
}

const SHOWN = 8
