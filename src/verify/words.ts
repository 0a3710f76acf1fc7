import type { Finding } from '../model/state.ts'

/** `refused (handshake_failure)`, `timed-out (no answer)`. */
export const findingWords = ({ state, alert, detail }: Finding): string => {
  const why = alert ?? detail
  return why === undefined ? state : `${state} (${why})`
}
