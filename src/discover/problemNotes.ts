import type { DiscoveryProblem } from '../model/endpoint.ts'
import type { ProblemCode } from '../model/error.ts'
import codes from '../model/errorCodes.json' with { type: 'json' }
import { redactText } from './secrets/redact.ts'

/** Problems of one kind that are reported one by one. */
const MAX_REPORTED = 50

export type NoteProblem = (code: ProblemCode, line: number | undefined, message: string) => void

/** Whether the source may name more endpoints than were found, as `incomplete` says in the row of the code. */
export const isIncomplete = ({ code }: DiscoveryProblem): boolean => 'incomplete' in codes.problems[code]

/** Reports the first problems of each kind, and the number of the others. */
export const boundedNotes = (
  path: string,
  note: (problem: DiscoveryProblem) => void,
): { note: NoteProblem; end: () => void } => {
  const counts = new Map<ProblemCode, number>()
  return {
    note: (code, line, message) => {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= MAX_REPORTED)
        note({ code, path, ...(line !== undefined && { line }), message: redactText(message) })
    },
    end: () => {
      for (const [code, count] of counts) {
        if (count > MAX_REPORTED)
          note({ code, path, message: `${count - MAX_REPORTED} more problems of this kind` })
      }
    },
  }
}
