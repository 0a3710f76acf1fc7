import type { Assessment, KeyExchangeCategory } from '../model/assessment.ts'
import { isPostQuantum } from '../model/questions/tls.ts'
import type { SshAlgorithm, SshFacts } from '../model/ssh.ts'

/** What an SSH server's offer means: RFC 4253 §7.1 lets the client's order decide, so everything offered counts. */
export const judgeSshKeyExchange = ({
  state,
  detail,
  keyExchange,
}: SshFacts): Assessment['keyExchange'] & { prefersClassical?: boolean } => {
  if (state !== 'accepted') {
    return {
      category: 'unknown',
      classicalAccepted: null,
      reasons: [`SSH: ${detail ?? 'no key exchange was offered'}`],
    }
  }
  const [first] = keyExchange
  const modern = keyExchange.filter(isPostQuantum)
  const weak = keyExchange.filter(({ weak: broken }) => broken)
  return {
    category: categoryOf(keyExchange),
    ...(first ? { preferred: first.name, prefersClassical: first.kind === 'classical' } : {}),
    classicalAccepted: keyExchange.some(({ kind }) => kind === 'classical'),
    reasons: [
      modern.length > 0
        ? `SSH offers ${names(modern)}`
        : `SSH offers no post-quantum key exchange, only ${names(keyExchange)}`,
      ...(weak.length > 0
        ? [`SSH offers ${names(weak)}, which is weak even without a quantum computer`]
        : []),
    ],
  }
}

/** Host keys prove who the server is. */
export const judgeSshAuthentication = ({ state, hostKeys }: SshFacts): Assessment['authentication'] => {
  if (state !== 'accepted') return { category: 'unknown', reasons: [] }
  const weak = hostKeys.filter(({ weak: broken }) => broken)
  return {
    category: hostKeys.some(isPostQuantum) ? 'pqc' : 'classical',
    reasons: [
      `its host keys are ${names(hostKeys)}`,
      ...(weak.length > 0 ? [`${names(weak)} is weak even without a quantum computer`] : []),
    ],
  }
}

const categoryOf = (offered: readonly SshAlgorithm[]): KeyExchangeCategory =>
  offered.find(isPostQuantum)?.kind ?? offered.find(({ kind }) => kind !== 'unknown')?.kind ?? 'unknown'

/** A server offers dozens: enough to recognise the list by. */
const MAX_NAMES = 8

const names = (some: readonly SshAlgorithm[]): string =>
  some
    .slice(0, MAX_NAMES)
    .map(({ name }) => name)
    .concat(some.length > MAX_NAMES ? [`${some.length - MAX_NAMES} more`] : [])
    .join(', ')
