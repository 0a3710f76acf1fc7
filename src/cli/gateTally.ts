import type { Gate } from '../assess/gates.ts'
import { redactText } from '../discover/secrets/redact.ts'
import type { DiscoveryProblem } from '../model/endpoint.ts'
import type {
  ExcludedEndpoint,
  GateResult,
  InventoryEndpoint,
  SettingsFile,
  Summary,
} from '../model/inventory.ts'
import { problemText } from '../report/text/problem.ts'
import { sanitize } from '../report/text/sanitize.ts'
import { EXIT } from './exitCodes.ts'

/** A condition of `--fail-on` for endpoints, or for the comparisons of `diff`. */
type GateOf<T> = Pick<Gate, 'name' | 'meaning'> & {
  fails: (subject: T) => boolean
  /** Why it cannot be decided. */
  undecided: (subject: T) => string | undefined
}

/** How many endpoints fail each condition of `--fail-on`, and how many leave it undecided, counted while the endpoints are read once. */
export class GateTally<T extends { url: string } = InventoryEndpoint> {
  readonly #counts: { gate: GateOf<T>; failed: number; undecided: number; because: string }[]
  readonly #excluded: ExcludedEndpoint | undefined
  readonly #incomplete: DiscoveryProblem | undefined
  #seen = 0

  /**
   * `excluded`: what a settings file excludes: an endpoint that an argument names was asked for, and not judged. `incomplete`: sources
   * that may name endpoints which were not judged.
   */
  constructor(
    gates: readonly GateOf<T>[],
    { excluded = [], incomplete = [] }: Pick<Summary, 'excluded' | 'incomplete'>,
  ) {
    this.#excluded = excluded.find(({ argument }) => argument)
    this.#incomplete = incomplete[0]
    this.#counts = gates.map((gate) => ({ gate, failed: 0, undecided: 0, because: '' }))
  }

  see(endpoint: T): void {
    this.#seen++
    for (const count of this.#counts) {
      const undecided = count.gate.undecided(endpoint)
      if (count.gate.fails(endpoint)) count.failed++
      else if (undecided !== undefined) {
        count.undecided++
        count.because ||= sanitize(`${endpoint.url}: ${undecided}`, 300)
      }
    }
  }

  /** `judged`: endpoints that the gates are about, if not those that were seen. */
  results(judged = this.#seen): GateResult[] {
    return this.#counts.map(({ gate: { name, meaning }, failed, undecided, because }) => ({
      name,
      meaning,
      failed,
      undecided,
      ...(judged === 0
        ? { reason: 'no-endpoints' as const, because: 'no endpoint was found' }
        : this.#excluded
          ? { reason: 'argument-excluded' as const, because: excludedText(this.#excluded) }
          : undecided > 0
            ? { reason: 'gate-undecided' as const, because }
            : this.#incomplete
              ? {
                  reason: 'source-incomplete' as const,
                  because: sanitize(problemText(this.#incomplete), 300),
                }
              : {}),
    }))
  }
}

/** Passes endpoints on, and adds what became of the gates to the summary after the last one. */
export async function* addingGates<T>(
  endpoints: AsyncIterable<T>,
  results: () => GateResult[],
  summary: { gates?: GateResult[] | undefined },
): AsyncGenerator<T> {
  yield* endpoints
  const gates = results()
  if (gates.length > 0) summary.gates = gates
}

const excludedText = ({ url, by }: ExcludedEndpoint): string => sanitize(`${url} is excluded by ${by}`, 300)

/** A reader that closes the output ends the program: no gate has passed before it is judged. */
export const failUntilJudged = (): void => {
  process.exitCode = EXIT.gateFailed
}

/** Says which gates failed and which have not passed for another reason. */
export const gateExitCode = (results: readonly GateResult[], note: (text: string) => void): number => {
  for (const { name, meaning, failed, undecided, reason, because } of results) {
    if (failed > 0) note(`--fail-on ${name}: ${failed}${meaning === '' ? '' : ` with ${meaning}`}`)
    if (reason === 'gate-undecided')
      note(`--fail-on ${name}: gate-undecided for ${undecided}, first ${because}`)
    else if (reason !== undefined) note(`--fail-on ${name}: ${reason}: ${because}`)
  }
  const passed = results.every(({ failed, reason }) => failed === 0 && reason === undefined)
  return passed ? EXIT.done : EXIT.gateFailed
}

/** Of a scan that was judged. A gate wins over endpoints that could not be probed, or that an interrupted scan did not reach. */
export const judgedExitCode = (
  { gates = [], unreachable, interrupted }: Summary,
  note: (text: string) => void,
): number => {
  const asked = gateExitCode(gates, note)
  return asked === EXIT.done && (unreachable > 0 || interrupted) ? EXIT.someUnreachable : asked
}

/** What the settings files did, for people: which were used, what of them was ignored, and what they exclude. */
export const settingsLines = ({
  settings = [],
  excluded = [],
}: Pick<Summary, 'settings' | 'excluded'>): string[] =>
  [
    ...settings.flatMap(({ path, origin, ignored = [] }) => [
      `Settings: ${path} (${ORIGINS[origin]})`,
      ...ignored,
    ]),
    ...excluded.slice(0, MAX_LISTED).map((one) => `Excluded: ${excludedText(one)}`),
    ...(excluded.length > MAX_LISTED ? [`Excluded: ${excluded.length - MAX_LISTED} more endpoints`] : []),
  ].map((line) => sanitize(redactText(line), 400))

const MAX_LISTED = 100
const ORIGINS: Readonly<Record<SettingsFile['origin'], string>> = {
  named: '--owners',
  user: 'your configuration folder',
  'working-directory': 'working directory: owners and environments only',
}
