import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  classify,
  type SensitivityResult,
  type ServerEvidence,
} from '../../src/assess/sensitivity/sensitivity.ts'
import { DATA_CLASSES } from '../../src/registry/sensitivity/dataClasses.ts'

/** One server of an evaluation file, a line of JSON. `labels` may be missing: then it can be classified, not judged. */
export const Row = z.object({
  id: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  remote: z.string().nullish(),
  env: z.array(z.string()).nullish(),
  tools: z.array(z.object({ name: z.string(), description: z.string().nullish() })).nullish(),
  labels: z.array(z.enum(DATA_CLASSES.map(({ name }) => name))).nullish(),
})
export type Row = z.infer<typeof Row>

/** The rows of a file of JSON lines. Throws an Error that names the line. */
export const readRows = (text: string): Row[] =>
  text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    try {
      return [Row.parse(JSON.parse(line))]
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
      throw new Error(`Line ${at + 1} is no labelled server: ${why}`)
    }
  })

export const classifyRow = (row: Row): SensitivityResult => classify(evidenceOf(row))

/** Which of `parts` a row falls into: by its id alone, so that a row never moves. */
export const partOf = ({ id }: Row, parts: number): number =>
  createHash('sha256').update(id).digest().readUInt8(0) % parts

export const evidenceOf = ({ id, title, description, remote, env, tools }: Row): ServerEvidence => ({
  id,
  ...(title ? { title } : {}),
  ...(description ? { description } : {}),
  ...(remote ? { url: remote } : {}),
  environment: env ?? [],
  tools: (tools ?? []).map((tool) => ({ name: tool.name, description: tool.description ?? '' })),
})
