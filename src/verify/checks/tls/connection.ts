import type { AddressFacts } from '../../../model/endpoint.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { acceptsTls, rateLimitText } from '../../../model/questions/tls.ts'
import { byFindings, check, inconclusive, together } from '../../check.ts'

export const connection = check('connection', (subject, say) => {
  const { problem } = subject.observation
  if (problem) return inconclusive(problem.message)
  const plain = byFindings(subject, { plaintext: 'fail' })
  if (plain?.result === 'fail') return plain
  const outcome = ({ state, detail, tls, port }: AddressFacts) => {
    const why = detail === undefined ? '' : `: ${detail}`
    if (tls?.rateLimit && acceptsTls(tls))
      return say('limited', { port, limit: rateLimitText(tls.rateLimit) })
    if (tls && acceptsTls(tls)) return say('tls', { port })
    return say(state === 'open' ? 'no-handshake' : 'no-connection', { port, state, why })
  }
  return together(subject.addresses.map((facts) => ({ where: addressName(facts), outcome: outcome(facts) })))
})
