/** Judgements of package-lock.json and of npm's answers, for scripts/supplyChain.ts and its tests. */

/** What package-lock.json says of one package. */
export type LockedPackage = {
  dev?: boolean
  devOptional?: boolean
  optional?: boolean
  license?: string
  hasInstallScript?: boolean
  os?: readonly string[]
  cpu?: readonly string[]
  resolved?: string
  integrity?: string
}
export type Lock = { packages: Readonly<Record<string, LockedPackage>> }

/** Licences that Apache-2.0 software may depend on without further conditions for its users. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
]

/** The packages that users install, by path. `devOptional`: also a dependency of an optional one, so that users get it. */
export const productionPackages = ({ packages }: Lock): [path: string, one: LockedPackage][] =>
  Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev)

/** One line for each package whose licence is not allowed. */
export const licenceProblems = (lock: Lock): string[] =>
  productionPackages(lock)
    .filter(([, { license = '' }]) => !isAllowed(license))
    .map(([path, { license = 'none stated' }]) => `${path}: ${license}`)

/** SPDX 2.3 annex D: of licences with OR one has to be allowed, of those with AND all. */
const isAllowed = (expression: string): boolean => {
  // An expression with groups in it is refused.
  const inner = expression.replace(/^\(([^()]*)\)$/, '$1')
  return inner.split(' OR ').some((part) => part.split(' AND ').every((one) => ALLOWED.includes(one)))
}

/** One line for each package that builds or brings native code and that an installation cannot do without. */
export const nativeProblems = (lock: Lock): string[] =>
  productionPackages(lock)
    .filter(
      ([, { hasInstallScript, os, cpu, optional, devOptional }]) =>
        (hasInstallScript || os || cpu) && !optional && !devOptional,
    )
    .map(([path]) => `${path} is native or has an install script, and is not optional`)

/** One line for each package that does not come from the registry with a hash. */
export const originProblems = (lock: Lock): string[] =>
  Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .filter(
      ([, { resolved, integrity }]) =>
        !integrity?.startsWith('sha512-') ||
        (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    )
    .map(([path]) => `${path} has no hash, or comes from elsewhere`)

export type AuditOutcome = { state: 'passed' | 'failed' | 'skipped'; why: string }

type Audit = {
  metadata?: { vulnerabilities: Record<string, number> }
  message?: string
  error?: { summary?: string }
}

/** What `npm audit --json` found. A registry that does not answer is not a vulnerability, and not a clean result. */
export const auditOutcome = (output: string): AuditOutcome => {
  let audit: Audit
  try {
    audit = JSON.parse(output) as Audit
  } catch {
    return { state: 'skipped', why: 'npm audit printed no JSON' }
  }
  const counts = audit.metadata?.vulnerabilities
  if (!counts)
    return { state: 'skipped', why: audit.message || audit.error?.summary || 'the registry did not answer' }
  const why = ['critical', 'high', 'moderate', 'low']
    .map((level) => `${counts[level] ?? 0} ${level}`)
    .join(', ')
  return { state: (counts['total'] ?? 0) > 0 ? 'failed' : 'passed', why }
}
