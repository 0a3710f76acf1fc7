import type { DiscoveryProblem } from '../model/endpoint.ts'
import type { ProblemCode } from '../model/error.ts'

/** Problems of one kind that are told one by one. */
const MAX_TOLD = 50

/** Says a problem of a place, and the line where it is. */
export type NoteProblem = (code: ProblemCode, line: number | undefined, message: string) => void

/** Tells the first problems of each kind, and of the others how many there are. */
export const boundedNotes = (
  path: string,
  note: (problem: DiscoveryProblem) => void,
): { note: NoteProblem; end: () => void } => {
  const counts = new Map<ProblemCode, number>()
  return {
    note: (code, line, message) => {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= MAX_TOLD) note({ code, path, ...(line !== undefined && { line }), message })
    },
    end: () => {
      for (const [code, count] of counts) {
        if (count > MAX_TOLD) note({ code, path, message: `${count - MAX_TOLD} more problems of this kind` })
      }
    },
  }
}
