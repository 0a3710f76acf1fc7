import type { Endpoint, Ownership } from '../../model/endpoint.ts'
import { McpPqcError } from '../../model/error.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { assess } from '../assess.ts'
import { withFindings } from '../findings/findings.ts'
import type { OwnerFile, OwnerRule } from './ownerFile.ts'

/** Applies the owner's file, where there is one. The parser of YAML loads only then. @throws {McpPqcError} OWNER_FILE_INVALID */
export const readOwners = async (file: { path: string; text: string } | undefined): Promise<Owners> => {
  if (!file) return new Owners(undefined)
  const { parseOwnerFile } = await import('./ownerFile.ts')
  return new Owners(parseOwnerFile(file.path, file.text))
}

/** The rules of the owner's file, and which of them matched an endpoint: the others are reported. */
export class Owners {
  readonly #file: OwnerFile | undefined
  readonly #used = new Set<OwnerRule>()
  /** By the numbers of the rules that match: endpoints with the same rules share what they state. */
  readonly #stated = new Map<string, Ownership>()

  constructor(file: OwnerFile | undefined) {
    this.#file = file
  }

  /** `excluded`: not to be scanned. @throws {McpPqcError} OWNER_AMBIGUOUS, naming both lines. */
  of(endpoint: Pick<Endpoint, 'url' | 'sources'>): { ownership: Ownership | undefined; excluded: boolean } {
    const all = this.#file?.rules ?? []
    const rules = all.filter(({ matches }) => matches(endpoint))
    for (const rule of rules) this.#used.add(rule)
    if (rules.length === 0) return { ownership: undefined, excluded: false }
    const numbers = rules.map((rule) => all.indexOf(rule)).join()
    const ownership = this.#stated.get(numbers) ?? this.#ownershipOf(endpoint.url, rules)
    this.#stated.set(numbers, ownership)
    return { ownership, excluded: rules.some(({ exclude }) => exclude) }
  }

  /** The first rule that states a value counts, as in most rule files; the evidence names every rule that matched. */
  #ownershipOf(url: string, rules: readonly OwnerRule[]): Ownership {
    this.#checkOwner(url, rules)
    const stated = Object.assign({}, ...rules.toReversed().map((rule) => rule.stated)) as OwnerRule['stated']
    return { ...stated, evidence: rules.map(({ line }) => `${this.#file?.path}:${line}`) }
  }

  get unused(): string[] {
    const { path = '', rules = [] } = this.#file ?? {}
    return rules
      .filter((rule) => !this.#used.has(rule))
      .map(({ line }) => `${path}:${line}: this rule matches no endpoint`)
  }

  #checkOwner(url: string, rules: readonly OwnerRule[]): void {
    const [first, ...others] = rules.filter(({ stated }) => stated.owner !== undefined)
    const other = others.find(({ stated }) => stated.owner !== first?.stated.owner)
    if (!first || !other) return
    const path = this.#file?.path
    throw new McpPqcError(
      'OWNER_AMBIGUOUS',
      `${url} has two owners: ${path}:${first.line} says ${first.stated.owner}, ${path}:${other.line} says ${other.stated.owner}`,
      'Make one of the patterns narrower.',
    )
  }
}

/** Leaves out what the owner's file excludes, and assesses the endpoints again that a rule matches. @throws {McpPqcError} OWNER_AMBIGUOUS */
export const applyOwners = (
  endpoints: readonly InventoryEndpoint[],
  owners: Owners,
  now: Date,
): InventoryEndpoint[] =>
  endpoints.flatMap((endpoint) => {
    const { ownership, excluded } = owners.of(endpoint)
    if (excluded) return []
    if (!ownership) return [withFindings(endpoint, now)]
    return [{ ...endpoint, ownership, assessment: assess({ endpoint, ...endpoint, ownership }, now) }]
  })
