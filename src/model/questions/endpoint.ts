import type { AddressFacts } from '../endpoint.ts'

/** At least one address answered something; an open port that says nothing could not be probed. */
export const hasAnswered = (addresses: readonly AddressFacts[]): boolean =>
  addresses.some(({ state, service }) => state === 'open' && service !== 'silent')
