import { z } from 'zod'

/** How a fact is known. "not-tested" is never "no"; refused, cut off and timed out are different answers. */
export const State = z.enum(['accepted', 'refused', 'cut-off', 'timed-out', 'not-tested'])
export type State = z.infer<typeof State>

/** A state with details. `alert`: the name of the AlertDescription. */
export const Answer = z.object({
  state: State,
  alert: z.string().optional(),
  detail: z.string().optional(),
})
export type Answer = z.infer<typeof Answer>

/** Of every document: it ends early, for example at Ctrl-C, and has what was finished. */
export const Interrupted = z.literal(true).optional()
