import { readJson } from '../document/json.ts'
import type { ConfigValue } from '../document/value.ts'
import { readYaml } from '../document/yaml.ts'
import type { NoteProblem } from '../problemNotes.ts'

/** Characters of a YAML document: the parser needs about a hundred times the memory of the text. */
const MAX_DOCUMENT = 1_048_576

/** Characters of YAML per file, because the parser is slow. A file of JSON may be larger. */
const MAX_YAML = 4_194_304

/** Characters that parsing takes as long as the beginning of a document. */
const DOCUMENT_COST = 512

/** Documents without any of these are not parsed. */
const WANTED = /Ingress|Gateway|HTTPRoute|List|services/

/** The documents of a manifest that may name hosts. JSON has its own reader, which is faster. */
export function* manifestDocuments(text: string, note: NoteProblem): Generator<ConfigValue> {
  const isJson = /^\s*\{\s*"/.test(text)
  let [linesBefore, counted, parsed] = [0, 0, 0]
  for (const [from, to] of isJson ? [[0, text.length] as const] : bounds(text)) {
    linesBefore += newlines(text, counted, from)
    counted = from
    const document = text.slice(from, to)
    if (!WANTED.test(document)) continue
    if (!isJson && document.length > MAX_DOCUMENT) {
      note('TOO_LARGE', linesBefore + 1, `the document is larger than ${MAX_DOCUMENT >> 20} MiB`)
      continue
    }
    parsed += document.length + DOCUMENT_COST
    if (!isJson && parsed > MAX_YAML) {
      const where = `the documents from line ${linesBefore + 1} on were not read`
      return note(
        'TOO_LARGE',
        linesBefore + 1,
        `the file has more than ${MAX_YAML >> 20} MiB of YAML; ${where}`,
      )
    }
    const { root, problems } = isJson ? readJson(document) : readYaml(document, linesBefore)
    for (const { code, line, message } of problems) note(code, line, `the file ${message}`)
    if (root) yield root
  }
}

/** YAML 1.2 §9.1.3: no line within a document begins with `---`. */
function* bounds(text: string): Generator<readonly [from: number, to: number]> {
  let from = 0
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) {
    if (index > from) yield [from, index]
    from = index
  }
  yield [from, text.length]
}

const newlines = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++
  return count
}
