import type { ClientFact } from '../model/tls.ts'
import { CLIENT_PROFILES } from '../registry/clientProfiles.ts'
import { atEachAddress, type CheckDefinition, type Finding, fail, inconclusive, pass, warn } from './check.ts'
import { isPostQuantumName } from './groups.ts'
import { enableHybrid } from './remedy.ts'
import type { Subject } from './subject.ts'

/** What each MCP client runtime would negotiate, by its own ClientHello. Those without a hybrid group are another check's. */
export const clientRuntimes: CheckDefinition = {
  id: 'client-runtimes',
  title: 'MCP client runtimes that can do post-quantum key exchange get it',
  run: (subject) => atEachAddress(subject, ({ facts }) => judge(subject, facts.clients)),
}

const CAN: ReadonlySet<string> = new Set(
  CLIENT_PROFILES.filter(({ offersHybrid }) => offersHybrid).map(({ client }) => client),
)

const judge = (subject: Subject, clients: readonly ClientFact[]): Finding => {
  const able = clients.filter(({ client }) => CAN.has(client))
  const answered = able.filter(({ state }) => state === 'accepted')
  const got = answered.filter(({ group }) => isPostQuantumName(group))
  const missed = answered.filter(({ group }) => !isPostQuantumName(group))
  const refused = able.filter(({ state }) => state === 'refused' || state === 'cut-off')
  const what = `${got.length} of ${able.length} that can: ${[
    ...listed('post-quantum', got),
    ...listed('classical', missed),
    ...listed('refused', refused),
  ].join('; ')}`
  if (answered.length + refused.length === 0) return inconclusive('none of them was answered')
  if (missed.length === 0 && refused.length === 0) return pass(what)
  if (got.length === 0 && missed.length > 0) return fail(what, enableHybrid(subject))
  return warn(
    what,
    missed.length > 0
      ? 'They send a classical key share: let the server ask again for the post-quantum one (OpenSSL 3.5: X25519MLKEM768/X25519).'
      : 'Look at what they lack: X25519MLKEM768 among the server’s groups, or a certificate that they can verify.',
  )
}

const listed = (title: string, clients: readonly ClientFact[]): string[] =>
  clients.length === 0 ? [] : [`${title} ${clients.map(({ client }) => client).join(', ')}`]
