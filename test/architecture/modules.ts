/**
 * Who may import whom (docs/architecture.md). A module that a line does not name is out of its reach;
 * `type model` allows type-only imports. One direction: no stage of the scan is named by a stage after it.
 */
export const MAY_IMPORT = {
  commands: [
    'cli',
    'scan',
    'discover',
    'assess',
    'plan',
    'verify',
    'report',
    'store',
    'gateway',
    'lab',
    'type model',
  ],
  scan: ['discover', 'probe', 'assess', 'store', 'net', 'model'],
  cli: ['scan', 'discover', 'assess', 'report', 'store', 'gateway', 'mcp', 'registry', 'model'],
  discover: ['net', 'tls', 'registry', 'model'],
  probe: ['tls', 'ssh', 'mcp', 'net', 'registry', 'model'],
  assess: ['registry', 'model'],
  plan: ['assess', 'registry', 'model'],
  report: ['assess', 'registry', 'model'],
  verify: ['probe', 'assess', 'tls', 'net', 'registry', 'model'],
  store: ['assess', 'model'],
  gateway: ['tls', 'mcp', 'net', 'registry', 'model'],
  lab: ['gateway', 'registry', 'model'],
  net: ['tls', 'registry', 'type model'],
  tls: ['registry'],
  ssh: ['tls'],
  mcp: ['registry'],
  registry: ['type model'],
  model: [],
} as const satisfies Record<string, readonly string[]>

export type Module = keyof typeof MAY_IMPORT

/** Values in, values out: no input or output, clock or randomness. */
export const PURE: readonly Module[] = ['tls', 'ssh', 'mcp', 'assess', 'plan', 'report', 'registry', 'model']

export const isModule = (name: string): name is Module => Object.hasOwn(MAY_IMPORT, name)

/** `commands/scan.ts` → commands, `src/scan.ts` → scan, `src/tls/reader.ts` → tls. */
export const moduleOf = (path: string): string | undefined => {
  const [top, name = ''] = path.split('/')
  if (top === 'commands') return 'commands'
  if (top === 'src') return name.replace(/\.ts$/, '')
  return undefined
}
