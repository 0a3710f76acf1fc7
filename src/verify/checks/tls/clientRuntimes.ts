import { isRefused, isUnanswered } from '../../../model/questions/tls.ts'
import type { ClientFact } from '../../../model/tls.ts'
import { clientsWithout } from '../../../registry/tls/software/clientProfiles.ts'
import { hidesClients } from '../../causes.ts'
import { atEachAddress, check, hidingCause, inconclusive } from '../../check.ts'
import { meets, wanted } from '../../groups.ts'

/** The result for each runtime's own ClientHello. Runtimes without such a group are the matter of classical-clients. */
export const clientRuntimes = check('client-runtimes', (subject, say) => {
  const { options } = subject
  const leftOut = clientsWithout(options.policy?.groups)
  return atEachAddress(subject, (at) => {
    const { clients } = at.facts
    const can = clients.filter(({ client }) => !leftOut.includes(client))
    const others = listed(clients.filter(({ client }) => leftOut.includes(client)))
    const rest = others === '' ? '' : `; of those without support: ${others}`
    if (can.length === 0) return say('none-offers', { wanted: wanted(options), rest })
    const answered = can.filter(({ state }) => state === 'accepted')
    const open = can.filter(isUnanswered).length
    const got = answered.filter(({ group }) => meets(options, group))
    const refused = can.some(isRefused)
    const unanswered = open > 0 ? `, ${open} more not answered` : ''
    const what = `${got.length} of ${can.length - open} with support${unanswered}: ${listed(can)}${rest}`
    const hiding = hidingCause(at)
    if (hiding && hidesClients(hiding.id)) return inconclusive(hiding.open)
    if (hiding && got.length < can.length)
      return say(hiding.id === 'large-hello' ? 'cut-off' : 'hidden', { what })
    if (answered.length === 0 && !refused) return say('no-answer')
    if (answered.length === got.length) return say(refused ? 'some-refused' : 'all', { what })
    return say(got.length === 0 ? 'none' : 'some-missed', { what })
  })
})

/** `X25519MLKEM768 Node.js 24, Bun 1; refused Java 17`. */
const listed = (clients: readonly ClientFact[]): string =>
  [...Map.groupBy(clients, outcome)]
    .map(([what, same]) => `${what} ${same.map(({ client }) => client).join(', ')}`)
    .join('; ')

const outcome = ({ state, group, version }: ClientFact): string =>
  state === 'accepted' ? (group ?? version ?? 'static RSA') : state
