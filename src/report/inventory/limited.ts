import type { InventoryEndpoint } from '../../model/inventory.ts'
import { rateLimitText, tlsOf } from '../../model/questions/tls.ts'
import { unansweredQuestions } from '../../model/questions/tlsQuestions.ts'

type Addresses = Pick<InventoryEndpoint, 'addresses'>

/** How reports name a limit of connections. */
export const LIMITED = 'lists incomplete: the host limits connections'

/** Why lists may be incomplete: the host limits connections, and left questions without an answer. Undefined: it does not, or left none. */
export const incompleteBecause = (endpoint: Addresses): string | undefined =>
  tlsOf(endpoint)
    .filter((tls) => tls.rateLimit && unansweredQuestions(tls).length > 0)
    .flatMap(({ rateLimit }) => (rateLimit ? rateLimitText(rateLimit) : []))[0]
