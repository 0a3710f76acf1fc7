import type { Answer } from '../model/state.ts'

/** `refused (handshake_failure)`, `timed-out (no answer)`. */
export const findingWords = ({ state, alert, detail }: Answer): string => {
  const why = alert ?? detail
  return why === undefined ? state : `${state} (${why})`
}
