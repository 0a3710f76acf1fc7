import type { Endpoint, Ownership } from '../../model/endpoint.ts'
import { McpPqcError } from '../../model/error.ts'
import type { OwnerFile, OwnerRule } from './ownerFile.ts'

/** The owner's file put to use. It remembers which rules matched, so that the others can be warned of. */
export class Owners {
  readonly #file: OwnerFile | undefined
  readonly #used = new Set<OwnerRule>()

  constructor(file: OwnerFile | undefined) {
    this.#file = file
  }

  /** `excluded`: the owner wants it left alone. @throws {McpPqcError} TWO_OWNERS, naming both lines. */
  of(endpoint: Pick<Endpoint, 'url' | 'sources'>): { ownership: Ownership | undefined; excluded: boolean } {
    const rules = (this.#file?.rules ?? []).filter(({ matches }) => matches(endpoint))
    for (const rule of rules) this.#used.add(rule)
    if (rules.length === 0) return { ownership: undefined, excluded: false }
    this.#checkOwner(endpoint.url, rules)
    // The first rule that says something counts, as in most rule files; evidence names all that matched.
    const says = Object.assign({}, ...rules.toReversed().map((rule) => rule.says)) as OwnerRule['says']
    const evidence = rules.map(({ line }) => `${this.#file?.path}:${line}`)
    return { ownership: { ...says, evidence }, excluded: rules.some(({ exclude }) => exclude) }
  }

  /** Rules that no endpoint matched, by line. */
  get unused(): { path: string; line: number }[] {
    const { path = '', rules = [] } = this.#file ?? {}
    return rules.filter((rule) => !this.#used.has(rule)).map(({ line }) => ({ path, line }))
  }

  #checkOwner(url: string, rules: readonly OwnerRule[]): void {
    const [first, ...others] = rules.filter(({ says }) => says.owner !== undefined)
    const other = others.find(({ says }) => says.owner !== first?.says.owner)
    if (!first || !other) return
    const path = this.#file?.path
    throw new McpPqcError(
      'TWO_OWNERS',
      `${url} has two owners: ${path}:${first.line} says ${first.says.owner}, ${path}:${other.line} says ${other.says.owner}`,
      'Make one of the patterns narrower.',
    )
  }
}
