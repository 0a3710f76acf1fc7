import { z } from 'zod'

/** How a fact is known. "not-tested", "timed-out" and "cut-off" are never "no". */
export const State = z.enum(['accepted', 'refused', 'cut-off', 'timed-out', 'not-tested'])
export type State = z.infer<typeof State>

/**
 * A state with details. `alert`: the name of the AlertDescription. `confirmed`: repeatedly without an answer, while other
 * questions in between were answered; without it, a time-out or a cut-off connection says nothing about the question.
 */
export const Answer = z.object({
  state: State,
  alert: z.string().optional(),
  detail: z.string().optional(),
  confirmed: z.literal(true).optional(),
})
export type Answer = z.infer<typeof Answer>

/** Of every document: it ends early, for example at Ctrl-C, and has what was finished. */
export const Interrupted = z.literal(true).optional()
