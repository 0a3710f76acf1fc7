import { z } from 'zod'

/** How a fact is known. "not-tested" is never "no"; refused, cut off and timed out are three different answers. */
export const State = z.enum(['accepted', 'refused', 'cut-off', 'timed-out', 'not-tested'])
export type State = z.infer<typeof State>

/** A state with what is known beyond it: the AlertDescription's name, and a few words in our own language. */
export const Answer = z.object({
  state: State,
  alert: z.string().optional(),
  detail: z.string().optional(),
})
export type Answer = z.infer<typeof Answer>
