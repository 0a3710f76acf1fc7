import table from './sarif.json' with { type: 'json' }

/**
 * What GitHub's code scanning accepts in a SARIF file. `maxResults`: of a run; a file with more is refused. `shownResults`: those
 * that it shows, by severity. `maxLocations`: of a result, those that it stores.
 */
export const CODE_SCANNING = table.codeScanning

/** Common Weakness Enumeration: its facts as SARIF 2.1.0 §3.14.8 has them, and the entries that findings refer to. */
export const CWE = table.cwe

export const cweUri = (id: number): string => `https://cwe.mitre.org/data/definitions/${id}.html`
