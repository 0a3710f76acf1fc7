/** How likely a quantum computer that breaks RSA-2048 within a day is, by how many years from `from`. */
export const THREAT_CURVE = {
  from: '2025-12-31',
  /** `low`: as the cautious of the experts see it, `high`: the others. Shares of 1. */
  points: [
    { years: 5, low: 0.05, high: 0.15 },
    { years: 10, low: 0.28, high: 0.49 },
    { years: 15, low: 0.51, high: 0.7 },
    { years: 20, low: 0.69, high: 0.86 },
    { years: 30, low: 0.81, high: 0.93 },
  ],
  source:
    'Global Risk Institute, Quantum Threat Timeline Report 2025 (26 experts), read in secondary sources',
  asOf: '2026-11-22',
} as const
