import type { Endpoint, Ownership } from '../../model/endpoint.ts'
import { McpPqcError } from '../../model/error.ts'
import type { ExcludedEndpoint, InventoryEndpoint, SettingsFile } from '../../model/inventory.ts'
import type { OwnerText } from '../../model/scanRecord.ts'
import { assess, assessedAgain } from '../assess.ts'
import type { OwnerFile, OwnerRule } from './ownerFile.ts'
import { RuleIndex } from './ruleIndex.ts'

/**
 * Reads the owner's files. The parser of YAML loads only if there is one. A file that was found in the working directory and
 * is wrong is ignored, and reported.
 *
 * @throws {McpPqcError} OWNER_FILE_INVALID, for the other files
 */
export const readOwners = async (files: readonly OwnerText[] = []): Promise<Owners> => {
  if (files.length === 0) return new Owners([])
  const { parseOwnerFile } = await import('./ownerFile.ts')
  return new Owners(
    files.map(({ path, text, origin, problem }) => {
      if (origin !== 'working-directory') return { ...parseOwnerFile(path, text), origin, ignored: [] }
      const without = (why: string): SettledFile => {
        return { path, origin, rules: [], ignored: [`${why}; the file is ignored`] }
      }
      if (problem !== undefined) return without(`${path}: ${problem}`)
      try {
        const file = parseOwnerFile(path, text)
        const isLong = file.rules.length > MAX_FOUND_RULES
        return isLong ? without(`${path}: more than ${MAX_FOUND_RULES} rules`) : { origin, ...limited(file) }
      } catch (error) {
        if (!(error instanceof McpPqcError)) throw error
        return without(error.message)
      }
    }),
  )
}

/** Rules of a file that was not named: each is compared with each endpoint. */
const MAX_FOUND_RULES = 1000

/** What a file may state that was not named. */
const HARMLESS = new Set(['owner', 'environment'])
const MAX_IGNORED = 20

const limited = ({ path, rules }: OwnerFile): OwnerFile & { ignored: string[] } => {
  const ignored = rules.flatMap(({ line, stated, exclude }) => {
    const keys = Object.keys(stated).filter((key) => !HARMLESS.has(key))
    if (exclude) keys.push('exclude')
    return keys.length === 0 ? [] : [`${path}:${line}: ignored: ${keys.join(', ')} (${NOT_NAMED})`]
  })
  const rest = ignored.length - MAX_IGNORED
  return {
    path,
    rules: rules.map((rule) => {
      const { owner, environment } = rule.stated
      return {
        ...rule,
        exclude: false,
        stated: { ...(owner && { owner }), ...(environment && { environment }) },
      }
    }),
    ignored: [
      ...ignored.slice(0, MAX_IGNORED),
      ...(rest > 0 ? [`${path}: ${rest} more rules like these`] : []),
    ],
  }
}

const NOT_NAMED = 'a file that is not named may only state owners and environments; name it with --owners'

type SettledFile = OwnerFile & Pick<SettingsFile, 'origin'> & { ignored: string[] }
type SettledRule = OwnerRule & { file: SettledFile; number: number }

/** Rules that the evidence names. */
const MAX_EVIDENCE = 20

/** The rules of the owner's files, and which of them matched an endpoint: the others are reported. */
export class Owners {
  readonly #files: readonly SettledFile[]
  readonly #rules: readonly SettledRule[]
  readonly #index: RuleIndex<SettledRule>
  readonly #used = new Set<SettledRule>()
  /** By the numbers of the rules that match: endpoints with the same rules share what they state. */
  readonly #stated = new Map<string, Ownership>()

  /** The most trusted file first. */
  constructor(files: readonly SettledFile[]) {
    this.#files = files
    this.#rules = files
      .flatMap((file) => file.rules.map((rule) => ({ ...rule, file })))
      .map((rule, number) => ({ ...rule, number }))
    this.#index = new RuleIndex(this.#rules)
  }

  /** `excludedBy`: the place of the rule by which it is not to be scanned. @throws {McpPqcError} OWNER_AMBIGUOUS, naming both lines. */
  of(endpoint: Pick<Endpoint, 'url' | 'sources'>): {
    ownership: Ownership | undefined
    excludedBy: string | undefined
  } {
    const rules = this.#index.matching(endpoint)
    for (const rule of rules) this.#used.add(rule)
    if (rules.length === 0) return { ownership: undefined, excludedBy: undefined }
    const numbers = rules.map(({ number }) => number).join()
    const ownership = this.#stated.get(numbers) ?? this.#ownershipOf(endpoint.url, rules)
    this.#stated.set(numbers, ownership)
    const exclusion = rules.find(({ exclude }) => exclude)
    return { ownership, excludedBy: exclusion && placeOf(exclusion) }
  }

  /** The first rule that states a value counts, as in most rule files; the evidence names the first rules that matched. */
  #ownershipOf(url: string, rules: readonly SettledRule[]): Ownership {
    this.#checkOwner(url, rules)
    const stated = Object.assign({}, ...rules.toReversed().map((rule) => rule.stated)) as OwnerRule['stated']
    const rest = rules.length - MAX_EVIDENCE
    const evidence = rules.slice(0, MAX_EVIDENCE).map(placeOf)
    return { ...stated, evidence: rest > 0 ? [...evidence, `${rest} more rules`] : evidence }
  }

  /** What only files say that were not named is added to what was stated before; other files replace it. */
  added(before: Ownership | undefined, stated: Ownership): Ownership {
    const isNamed = this.#rules.some(
      (rule) => rule.file.origin !== 'working-directory' && stated.evidence.includes(placeOf(rule)),
    )
    if (isNamed || !before) return stated
    return { ...stated, ...before, evidence: [...new Set([...before.evidence, ...stated.evidence])] }
  }

  /** Those that a rule excludes. @throws {McpPqcError} OWNER_AMBIGUOUS */
  excluded(endpoints: Iterable<Pick<Endpoint, 'url' | 'sources'>>): ExcludedEndpoint[] {
    return Array.from(endpoints).flatMap((endpoint) => {
      const { excludedBy } = this.of(endpoint)
      const isArgument = endpoint.sources.some(({ kind }) => kind === 'argument')
      if (excludedBy === undefined) return []
      return [{ url: endpoint.url, by: excludedBy, ...(isArgument && { argument: true as const }) }]
    })
  }

  get settings(): SettingsFile[] {
    return this.#files.map(({ path, origin, ignored }) => ({
      path,
      origin,
      ...(ignored.length > 0 && { ignored: [...ignored] }),
    }))
  }

  get unused(): string[] {
    return this.#rules
      .filter((rule) => !this.#used.has(rule))
      .map((rule) => `${placeOf(rule)}: this rule matches no endpoint`)
  }

  #checkOwner(url: string, rules: readonly SettledRule[]): void {
    const [first, ...others] = rules.filter(({ stated }) => stated.owner !== undefined)
    const other = others.find(({ stated }) => stated.owner !== first?.stated.owner)
    // A file that was not named adds an owner, or nothing.
    if (!first || !other || other.file.origin === 'working-directory') return
    throw new McpPqcError(
      'OWNER_AMBIGUOUS',
      `${url} has two owners: ${placeOf(first)} says ${first.stated.owner}, ${placeOf(other)} says ${other.stated.owner}`,
      'Make one of the patterns narrower.',
    )
  }
}

const placeOf = ({ file: { path }, line }: SettledRule): string => `${path}:${line}`

/** Leaves out what the owner's file excludes, and assesses the endpoints again that a rule matches. @throws {McpPqcError} OWNER_AMBIGUOUS */
export const applyOwners = (
  endpoints: readonly InventoryEndpoint[],
  owners: Owners,
  now: Date,
): InventoryEndpoint[] =>
  endpoints.flatMap((endpoint) => {
    const { ownership: stated, excludedBy } = owners.of(endpoint)
    if (excludedBy !== undefined) return []
    const ownership = stated && owners.added(endpoint.ownership, stated)
    if (!ownership) return [assessedAgain(endpoint, now)]
    return [{ ...endpoint, ownership, assessment: assess({ endpoint, ...endpoint, ownership }, now) }]
  })
