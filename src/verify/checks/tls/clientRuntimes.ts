import type { ClientFact } from '../../../model/tls.ts'
import { clientsWithout } from '../../../registry/tls/clientProfiles.ts'
import {
  atEachAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  skipped,
  warn,
} from '../../check.ts'
import { meets, wanted } from '../../groups.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

/** The result for each runtime's own ClientHello. Runtimes without such a group are the matter of classical-clients. */
export const clientRuntimes: CheckDefinition = {
  id: 'client-runtimes',
  title: 'MCP client runtimes that support post-quantum key exchange negotiate it',
  run: (subject) => {
    const leftOut = clientsWithout(subject.options.policy?.groups)
    return atEachAddress(subject, ({ facts }) => judge(subject, facts.clients, leftOut))
  },
}

const judge = (subject: Subject, clients: readonly ClientFact[], leftOut: readonly string[]): Outcome => {
  const can = clients.filter(({ client }) => !leftOut.includes(client))
  const others = listed(clients.filter(({ client }) => leftOut.includes(client)))
  const rest = others === '' ? '' : `; of those without support: ${others}`
  if (can.length === 0) return skipped(`no client runtime offers a ${wanted(subject.options)}${rest}`)
  const answered = can.filter(({ state }) => state === 'accepted')
  const got = answered.filter(({ group }) => meets(subject.options, group))
  const missed = answered.filter(({ group }) => !meets(subject.options, group))
  const refused = can.filter(({ state }) => state === 'refused' || state === 'cut-off')
  const what = `${got.length} of ${can.length} with support: ${listed(can)}${rest}`
  if (answered.length + refused.length === 0) return inconclusive('no runtime was answered')
  if (missed.length === 0 && refused.length === 0) return pass(what)
  if (got.length === 0 && missed.length > 0) return fail(what, enableHybrid(subject))
  return warn(
    what,
    missed.length > 0
      ? 'They send a classical key share: configure the server to ask for the post-quantum one (OpenSSL 3.5: X25519MLKEM768/X25519).'
      : 'Enable a group that they offer, and a certificate that they can verify.',
  )
}

/** `X25519MLKEM768 Node.js 24, Bun 1; refused Java 17`. */
const listed = (clients: readonly ClientFact[]): string =>
  [...Map.groupBy(clients, outcome)]
    .map(([what, same]) => `${what} ${same.map(({ client }) => client).join(', ')}`)
    .join('; ')

const outcome = ({ state, group, version }: ClientFact): string =>
  state === 'accepted' ? (group ?? version ?? 'static RSA') : state
