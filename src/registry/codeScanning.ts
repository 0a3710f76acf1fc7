/** What GitHub's code scanning takes of a SARIF file. */
export const CODE_SCANNING = {
  /** Results of a run: with more the whole file is refused. */
  maxResults: 25_000,
  /** Of these it shows so many, by severity. */
  shownResults: 5_000,
  /** Locations of a result that it keeps. */
  maxLocations: 100,
  source:
    'https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#validating-your-sarif-file',
  asOf: '2026-11-22',
} as const
