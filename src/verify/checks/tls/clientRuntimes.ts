import type { ClientFact } from '../../../model/tls.ts'
import { profiles } from '../../../probe/tls/clients.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
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
import { meets, wanted } from '../../demand.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

/** What each MCP client runtime would negotiate, by its own ClientHello. Those without such a group are another check's. */
export const clientRuntimes: CheckDefinition = {
  id: 'client-runtimes',
  title: 'MCP client runtimes that can do post-quantum key exchange get it',
  run: (subject) => {
    const able = new Set(
      profiles()
        .filter(({ groups }) => groups.some((group) => meets(subject.options, groupName(group))))
        .map(({ client }) => client),
    )
    return atEachAddress(subject, ({ facts }) => judge(subject, facts.clients, able))
  },
}

const judge = (subject: Subject, clients: readonly ClientFact[], able: ReadonlySet<string>): Outcome => {
  const can = clients.filter(({ client }) => able.has(client))
  const others = listed(clients.filter(({ client }) => !able.has(client)))
  const rest = others === '' ? '' : `; of those that cannot: ${others}`
  if (can.length === 0) return skipped(`no runtime offers a ${wanted(subject.options)}${rest}`)
  const answered = can.filter(({ state }) => state === 'accepted')
  const got = answered.filter(({ group }) => meets(subject.options, group))
  const missed = answered.filter(({ group }) => !meets(subject.options, group))
  const refused = can.filter(({ state }) => state === 'refused' || state === 'cut-off')
  const what = `${got.length} of ${can.length} that can: ${listed(can)}${rest}`
  if (answered.length + refused.length === 0) return inconclusive('none of them was answered')
  if (missed.length === 0 && refused.length === 0) return pass(what)
  if (got.length === 0 && missed.length > 0) return fail(what, enableHybrid(subject))
  return warn(
    what,
    missed.length > 0
      ? 'They send another key share: let the server ask again for the one that is asked for (OpenSSL 3.5: X25519MLKEM768/X25519).'
      : 'Look at what they lack: the group among the server’s, or a certificate that they can verify.',
  )
}

/** What each gets, those that get the same together: `X25519MLKEM768 Node.js 24, Bun 1; refused Java 17`. */
const listed = (clients: readonly ClientFact[]): string =>
  [...Map.groupBy(clients, outcome)]
    .map(([what, same]) => `${what} ${same.map(({ client }) => client).join(', ')}`)
    .join('; ')

const outcome = ({ state, group, version }: ClientFact): string =>
  state === 'accepted' ? (group ?? version ?? 'static RSA') : state
