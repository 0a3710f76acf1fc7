/** What the operator is told of the processes behind the gateway. `session` is a serial number, never the secret id. */
export type StdioEvent =
  | { event: 'process-started'; process: string; pid: number }
  | {
      event: 'process-ended'
      process: string
      pid: number
      code: number | null
      signal: string | null
      asked: boolean
    }
  | { event: 'process-failed'; process: string; reason: string }
  /** One line of its standard error, cleaned and cut. */
  | { event: 'process-said'; process: string; text: string }
  /** Something from the process that had nowhere to go. */
  | { event: 'message-dropped'; process: string; reason: string }
  | { event: 'session-ended'; process: string; reason: 'deleted' | 'idle' | 'process-ended' | 'closed' }
  | { event: 'request-refused'; status: number; reason: string }
  /** What the command turned out to speak, when a client of 2026-07-28 first asked. */
  | { event: 'era-found'; era: 'modern' | 'legacy' }
